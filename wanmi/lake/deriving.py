"""From the entries of the cases that moved to the month files of facts.

A case lives in the month in which it was opened, whatever happens to it later: when it moves (a rework, a reopening,
an appeal, an erasure), it is folded again from all its entries, and its month is written anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from wanmi.almanac.queries import work_calendar
from wanmi.cases.definition import case_definition
from wanmi.journal.models import Entry
from wanmi.lake.columns import CASES, STAGES
from wanmi.lake.exporting import Rows, day_of
from wanmi.lake.folding import Row, World, fold
from wanmi.lake.manifest import Files, Manifest, settle
from wanmi.lake.offices import Addressing
from wanmi.lake.projection import CASE, parsed, projected

AT_ONCE = 400  # cases whose entries are read together
ROW_GROUP = 100_000
# Rows that are read together lie together, so that a reader skips the others by the bounds of each group.
ORDER = {"cases": "opened, case_id", "stages": "stage, begun, case_id, round"}
STAY = "SELECT * FROM read_parquet({old}) WHERE case_id NOT IN (SELECT case_id FROM moved) UNION ALL "
COPY = """COPY ({stay} SELECT * FROM fresh ORDER BY {order})
TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {size})"""


def world() -> World:
    """The process, calendar and posts of this city."""
    return World(case_definition(), work_calendar(), Addressing())


def folded(numbers: Sequence[str], until: int, world: World) -> Iterator[tuple[Row, Rows]]:
    """The facts of these cases as the journal tells them up to the entry ``until``."""
    for start in range(0, len(numbers), AT_ONCE):
        entries = Entry.objects.filter(subject_kind=CASE, subject__in=numbers[start : start + AT_ONCE], seq__lte=until)
        rows = entries.order_by("subject", "seq").values_list("body", flat=True).iterator(chunk_size=2_000)
        acts = (projected(parsed(body), "", "") for body in rows)
        for _number, story in groupby(acts, key=lambda act: act["subject"]):
            yield fold(list(story), world)


def derive(lake: Path, before: Manifest, moved: Sequence[str], until: int, zone: ZoneInfo) -> tuple[Files, Files]:
    """Write the months of the cases that moved; gives all files of cases and of stages as they then are."""
    months: dict[str, tuple[Rows, Rows]] = defaultdict(lambda: ([], []))
    for case, stages in folded(moved, until, world()):
        fresh = months[day_of(case["opened"], zone)[:7]]
        fresh[0].append(case)
        fresh[1].extend(stages)
    cases, stays = dict(before.cases), dict(before.stages)
    for month, (fresh_cases, fresh_stays) in sorted(months.items()):
        _renew(lake, cases, f"cases/{month}", pa.Table.from_pylist(fresh_cases, CASES), until)
        _renew(lake, stays, f"stages/{month}", pa.Table.from_pylist(fresh_stays, STAGES), until)
    return cases, stays


def _renew(lake: Path, files: Files, folder: str, fresh: pa.Table, until: int) -> None:
    """Replace the file of one month by one in which the cases of ``fresh`` stand as they are now."""
    old = [name for name in files if name.startswith(f"{folder}/")]
    target = lake / folder / f"{until:012}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    writing = target.with_name(f".{target.name}")
    write_facts([lake / name for name in old], fresh, ORDER[folder.partition("/")[0]], writing)
    for name in old:
        del files[name]
    files[f"{folder}/{target.name}"] = settle(writing, target)


def write_facts(old: Sequence[Path], fresh: pa.Table, order: str, target: Path) -> None:
    """``fresh`` and the rows of other cases in ``old``, in order; DuckDB bounds the memory."""
    stay = STAY.format(old=[path.as_posix() for path in old]) if old else ""
    with duckdb.connect() as connection:
        connection.register("fresh", fresh)
        connection.execute("CREATE TABLE moved AS SELECT DISTINCT case_id FROM fresh")
        connection.execute(COPY.format(stay=stay, order=order, target=target.as_posix(), size=ROW_GROUP))
