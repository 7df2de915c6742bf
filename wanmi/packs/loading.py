"""Reading a pack, refusing it whole or loading it whole."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanmi.circles.rules import SETTING as CIRCLES
from wanmi.journal.writing import COMMAND_LINE, Draft, append
from wanmi.packs.city import FILE, read_city
from wanmi.packs.pack import Load, Pack, Part, Source
from wanmi.packs.parts import PARTS, circles, notices, pillars, procedures, sources
from wanmi.packs.parts.process import overrides
from wanmi.packs.problems import At, PackRefused, Problem
from wanmi.packs.writing import Counts
from wanmi.pillars.registry import SETTING as PILLARS
from wanmi.proceedings.procedures import SETTING
from wanmi.territory.models import City

Progress = Callable[[str, int, int], None]  # what is being done, steps done, steps in all


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: rows added, changed, unchanged, ended and removed, by table."""

    city: str
    digest: str
    tables: Mapping[str, Counts]
    seconds: float


def check_pack(path: Path) -> list[Problem]:
    """Every problem of the pack at ``path``, in the order of its files; changes nothing."""
    return _read(path).problems


def load_pack(path: Path, demo_password: str | None = None, progress: Progress | None = None) -> LoadReport:
    """Bring the database in line with the pack at ``path``, in one transaction; once more does no harm.

    Demo accounts get ``demo_password``; without it they cannot sign in until they are given one. Raises PackRefused
    with every problem, and then nothing has changed.
    """
    started = time.perf_counter()
    pack = _read(path, progress)
    if pack.problems:
        raise PackRefused(pack.problems)
    digest = _digest(pack)
    tables = _write(pack, digest, demo_password, progress)
    return LoadReport(pack.city.code, digest, tables, time.perf_counter() - started)


def _read(path: Path, progress: Progress | None = None) -> Pack:
    pack = Pack(path)
    pack.city = read_city(pack)
    for number, part in enumerate(PARTS):
        _tell(progress, _("reading {file}").format(file=part.file), number)
        sources = list(_sources(pack, part))
        for source in sources:
            part.read(source, pack, part.row)
        if part.needed and not sources:
            pack.refuse(At(part.file), "", _("missing"), _("this file"))
            pack.leave_unread(part.row)
    for part in PARTS:
        part.check(pack)
    files = {part.file: number for number, part in enumerate(PARTS)}
    pack.problems.sort(key=lambda problem: (files.get(Path(problem.file).name, -1), problem.file, problem.line))
    return pack


def _sources(pack: Pack, part: Part) -> Iterator[Source]:
    """The files of a part: those of the packs that this one extends, then its own."""
    for name in pack.city.extends:
        folder = pack.folder.parent / name
        yield from (Source(path, f"{name}/{path.relative_to(folder)}") for path in sorted(folder.glob(part.file)))
    yield from (Source(path, str(path.relative_to(pack.folder))) for path in sorted(pack.folder.glob(part.file)))


def _digest(pack: Pack) -> str:
    """SHA-256 over the names and contents of all files of the pack."""
    digest = hashlib.sha256((pack.folder / FILE).read_bytes())
    for part in PARTS:
        for source in _sources(pack, part):
            digest.update(f"\n{source.name}\n".encode())
            digest.update(source.path.read_bytes())
    return digest.hexdigest()


@transaction.atomic
def _write(pack: Pack, digest: str, demo_password: str | None, progress: Progress | None) -> dict[str, Counts]:
    loaded = City.objects.select_for_update().first()
    if loaded is not None and loaded.code != pack.city.code:
        expected = _("{city}, the city that this database serves").format(city=loaded.code)
        raise PackRefused([Problem(FILE, pack.city.at.line, "code", pack.city.code, expected)])
    changed = loaded is None or loaded.pack_digest != digest
    load = Load(timezone.localdate(timezone=ZoneInfo(pack.city.timezone)), changed, demo_password)
    tables: dict[str, Counts] = {}
    for number, part in enumerate(PARTS):
        _tell(progress, _("writing {file}").format(file=part.file), len(PARTS) + number)
        tables.update(part.write(pack, load))
    _write_city(pack, digest)
    if any(counts.written for counts in tables.values()):
        _record(pack, digest, tables)
    _tell(progress, _("done"), 2 * len(PARTS))
    return tables


def _record(pack: Pack, digest: str, tables: Mapping[str, Counts]) -> None:
    """The load as an act in the journal: which pack it was, and what it did to each table."""
    written = {name: asdict(counts) for name, counts in tables.items() if counts.written}
    append(
        Draft(
            subject_kind="city",
            subject=pack.city.code,
            action="load_pack",
            actor=COMMAND_LINE,
            post="",
            at=timezone.now(),
            place=pack.city.code,
            body={"digest": digest, "tables": written},
        )
    )


def _write_city(pack: Pack, digest: str) -> None:
    settings = {**pack.city.settings, **overrides(pack)}
    if changes := notices.override(pack):
        settings["notices"] = changes
    if text := sources.declared(pack):
        settings["sources"] = text
    if tables := circles.declared(pack):
        settings[CIRCLES] = json.dumps(tables, ensure_ascii=False)
    if registry := pillars.declared(pack):
        settings[PILLARS] = json.dumps(registry, ensure_ascii=False)
    if texts := procedures.changes(pack):
        settings[SETTING] = texts
    City.objects.update_or_create(
        code=pack.city.code,
        defaults={
            "name_zh": pack.city.name_zh,
            "name_en": pack.city.name_en,
            "timezone": pack.city.timezone,
            "settings": settings,
            "is_demo": pack.city.demo,
            "pack_digest": digest,
            "loaded_at": timezone.now(),
        },
    )


def _tell(progress: Progress | None, what: str, done: int) -> None:
    if progress is not None:
        progress(what, done, 2 * len(PARTS))
