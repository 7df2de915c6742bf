"""Where the cubes lie, which of them still hold, and making anew those that do not.

A cube is a folder: what the facts add up to, and those that no sum can tell. It bears in its name a digest of all that
it depends on: the files of its month's facts, the duty grids, the city's meanings and zone, and the indicators. So a
cube of other facts or other meanings is simply not found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import duckdb

from wanmi.appraisal.cubes.building import COUNTS, SUMS, Pass, loose, plan_for, write_sums
from wanmi.appraisal.settings import Settings
from wanmi.journal.chain import canonical
from wanmi.lake.manifest import Files, Manifest, settle, sha256
from wanmi.lake.reading import Lake, open_lake

FOLDER, FILE = "cubes", "manifest.json"
# Goes up when the same facts would give another cube.
EDITION = 2
LEFT = "SELECT count(*) FROM (FROM read_parquet(?) EXCEPT ALL FROM read_parquet(?))"
Told = Callable[[str], None]


def names(manifest: Manifest, settings: Settings, zone: str) -> dict[str, str]:
    """Month of cases -> name of its cube, as it must be for these facts and meanings."""
    found = {}
    for month in months(manifest):
        facts = of_month(manifest, month)
        sources = [sorted(files.values()) for files in (facts.cases, facts.stages, facts.duties)]
        said = [EDITION, [*COUNTS, *SUMS], asdict(settings), zone, sources]
        found[month] = f"{month}-{hashlib.sha256(canonical(said).encode()).hexdigest()[:20]}"
    return found


def months(manifest: Manifest) -> list[str]:
    """The months in which cases were opened, "2026-03"."""
    return sorted({name.split("/")[1] for name in manifest.cases})


def of_month(manifest: Manifest, month: str) -> Manifest:
    """The lake of one month of cases."""
    cases, stages = (
        {name: digest for name, digest in files.items() if name.split("/")[1] == month}
        for files in (manifest.cases, manifest.stages)
    )
    return replace(manifest, cases=cases, stages=stages)


def keep(lake: Path, manifest: Manifest, settings: Settings, zone: str, progress: Told = lambda month: None) -> int:
    """Make the cubes that are missing and remove those that no longer hold; how many were made."""
    (lake / FOLDER).mkdir(parents=True, exist_ok=True)
    wanted, listed = names(manifest, settings, zone), _listed(lake)
    kept = {name: files for name, files in listed.items() if name in wanted.values()}
    plan = _plan(manifest, settings, zone)
    missing = {month: name for month, name in wanted.items() if name not in kept}
    for month, name in missing.items():
        kept[name] = _made(lake, of_month(manifest, month), plan, name)
        progress(month)
    if kept != listed:
        _list(lake, kept)
    _sweep(lake, kept)
    return len(missing)


def _plan(manifest: Manifest, settings: Settings, zone: str) -> tuple[Pass, ...]:
    """How to add up facts from the oldest month on."""
    oldest = min(months(manifest), default="1970-01")
    return plan_for(settings, zone, date.fromisoformat(f"{oldest}-01"))


def _made(lake: Path, manifest: Manifest, plan: tuple[Pass, ...], name: str) -> Files:
    """The files of one cube. Whoever reads meanwhile does not find it listed, and reads the facts."""
    fresh, target = lake / FOLDER / f".{name}", lake / FOLDER / name
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    fresh.mkdir()
    facts = open_lake(lake, manifest)
    write_sums(facts, plan, fresh)
    for part, rows in loose(facts).items():
        rows.to_parquet(fresh / f"{part}.parquet")
    digests = {path.name: settle(path, path) for path in sorted(fresh.iterdir())}
    os.replace(fresh, target)
    return digests


def found(lake: Lake, settings: Settings, zone: str) -> list[Path] | None:
    """The folders of all cubes; None where one is missing, so that facts must be counted."""
    if lake.home is None or not lake.manifest.cases:
        return None
    listed, wanted = _listed(lake.home), names(lake.manifest, settings, zone).values()
    return [lake.home / FOLDER / name for name in wanted] if listed.keys() >= set(wanted) else None


def faults(lake: Path, manifest: Manifest, settings: Settings, zone: str) -> Iterator[str]:
    """Files that are missing or were changed, and cubes that do not say what the facts add up to."""
    listed, plan = _listed(lake), _plan(manifest, settings, zone)
    for month, name in names(manifest, settings, zone).items():
        wrong = [
            fault for file, digest in listed.get(name, {}).items() for fault in _file(lake, f"{name}/{file}", digest)
        ]
        yield from wrong
        if name in listed and not wrong:
            yield from _differing(lake, of_month(manifest, month), plan, name)


def _file(lake: Path, name: str, digest: str) -> Iterator[str]:
    path = lake / FOLDER / name
    if not path.is_file():
        yield f"{FOLDER}/{name} is missing"
    elif sha256(path) != digest:
        yield f"{FOLDER}/{name} was changed"


def _differing(lake: Path, manifest: Manifest, plan: tuple[Pass, ...], name: str) -> Iterator[str]:
    """The files of a cube that say something else than one that is made anew."""
    with tempfile.TemporaryDirectory() as fresh, duckdb.connect() as connection:
        write_sums(open_lake(lake, manifest), plan, Path(fresh))
        for path in sorted(Path(fresh).iterdir()):
            pair = [path.as_posix(), (lake / FOLDER / name / path.name).as_posix()]
            left = [connection.execute(LEFT, each).fetchone() for each in (pair, pair[::-1])]
            if left != [(0,), (0,)]:
                yield f"{FOLDER}/{name}/{path.name} is not what the facts add up to"


def _listed(lake: Path) -> dict[str, Files]:
    """Cube -> its files with their SHA-256."""
    try:
        listed: dict[str, Files] = json.loads((lake / FOLDER / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # none were made, or the list is broken: they are made anew
    return listed


def _list(lake: Path, cubes: dict[str, Files]) -> None:
    fresh = lake / FOLDER / f".{FILE}"
    fresh.write_text(json.dumps(cubes, indent=1), encoding="utf-8")
    settle(fresh, lake / FOLDER / FILE)


def _sweep(lake: Path, cubes: dict[str, Files]) -> None:
    for path in (lake / FOLDER).iterdir():
        if path.is_dir() and path.name not in cubes:
            shutil.rmtree(path)
