"""Does the lake still say what the journal says? Finds changed, missing and foreign files, entries and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from wanmi.journal.chain import GENESIS
from wanmi.journal.models import Entry
from wanmi.lake.columns import CASES, JOURNAL, STAGES
from wanmi.lake.deriving import folded, world
from wanmi.lake.exporting import projections
from wanmi.lake.folding import World
from wanmi.lake.followers import FOLLOWERS
from wanmi.lake.manifest import Files, LakeError, Manifest, folder, read, sha256

AT_ONCE = 2_000  # cases compared together
Told = Callable[[int], None]


@dataclass(slots=True)
class Report:
    """What a verification found."""

    seq: int = 0
    cases: int = 0
    faults: list[str] = field(default_factory=list)


def verify(lake: Path | None = None, progress: Told = lambda seq: None) -> Report:
    """Compare files with their digests, rows with the journal's chain, and facts with what the journal gives anew.

    Then those who derive more from the facts are asked the same.
    """
    lake = lake or folder()
    manifest = read(lake)
    report = Report(manifest.seq)
    report.faults = [fault for name, digest in manifest.files.items() for fault in _file(lake / name, name, digest)]
    if not report.faults:
        report.faults += _chain(lake, manifest, progress)
    if not report.faults:
        report.faults += _facts(lake, manifest, report)
    if not report.faults:
        report.faults += [fault for each in FOLLOWERS for fault in each.faults(lake, manifest)]
    return report


def _file(path: Path, name: str, digest: str) -> Iterator[str]:
    if not path.is_file():
        yield f"{name} is missing"
    elif sha256(path) != digest:
        yield f"{name} was changed"


def _chain(lake: Path, manifest: Manifest, progress: Told) -> Iterator[str]:
    """Each exported run of entries against the same run of the journal, whose own chain is walked along."""
    after, digest = 0, GENESIS
    for names in _runs(manifest.journal):
        table = pa.concat_tables([pq.read_table(lake / name, schema=JOURNAL) for name in names])
        kept = sorted(table.to_pylist(), key=lambda row: int(row["seq"]))
        try:
            told = list(projections(after, kept[-1]["seq"], digest))
        except LakeError as error:
            yield str(error)
            return
        if kept != told:
            yield f"entries {after + 1} to {kept[-1]['seq']} are not what the journal says"
            return
        after, digest = kept[-1]["seq"], kept[-1]["digest"]
        progress(after)
    if (after, digest) != (manifest.seq, manifest.digest):
        yield f"the lake ends at entry {after}, its manifest says {manifest.seq}"


def _runs(files: Files) -> list[list[str]]:
    """The day files of each step together, in the order of the chain."""
    runs: dict[str, list[str]] = {}
    for name in files:
        runs.setdefault(name.rpartition("/")[2], []).append(name)
    return [runs[run] for run in sorted(runs)]


def _facts(lake: Path, manifest: Manifest, report: Report) -> Iterator[str]:
    """Every case of every month folded anew."""
    here = world()
    for name in sorted(manifest.cases):
        month = name.split("/")[1]
        stages = next(each for each in manifest.stages if f"/{month}/" in each)
        for cases in pq.ParquetFile(lake / name).iter_batches(AT_ONCE):
            kept = pa.Table.from_batches([cases])
            report.cases += len(kept)
            yield from _compared(kept, _stays(lake / stages, kept), manifest.seq, here)
    opened = Entry.objects.filter(subject_kind="case", action="report", seq__lte=manifest.seq).count()
    if opened != report.cases:
        yield f"{opened} cases were opened, the lake has {report.cases}"


def _stays(path: Path, cases: pa.Table) -> pa.Table:
    with duckdb.connect() as connection:
        connection.register("cases", cases)
        query = "SELECT * FROM read_parquet(?) WHERE case_id IN (SELECT case_id FROM cases) ORDER BY ALL"
        return connection.execute(query, [path.as_posix()]).to_arrow_table()


def _compared(cases: pa.Table, stays: pa.Table, until: int, here: World) -> Iterator[str]:
    fresh_cases, fresh_stays = [], []
    for case, stages in folded(cases["number"].to_pylist(), until, here):
        fresh_cases.append(case)
        fresh_stays += stages
    if _rows(cases) != _rows(pa.Table.from_pylist(fresh_cases, CASES)):
        yield f"facts of cases around {cases['number'][0]} are not what the journal gives"
    if _rows(stays) != _rows(pa.Table.from_pylist(fresh_stays, STAGES)):
        yield f"facts of stages around {cases['number'][0]} are not what the journal gives"


def _rows(table: pa.Table) -> Sequence[tuple[Any, ...]]:
    return sorted((tuple(sorted(row.items())) for row in table.to_pylist()), key=repr)
