"""From the facts of a month of cases to its cube: each indicator's own condition on each fact, added up by day.

What is open is written as steps: one up on the day on which work began (or its deadline passed), one down on the day on
which it ended; the steps of all days before a midnight add up to what was open then. What no sum of days can tell stays
as facts, few of them: what is open now, and cases that were once suspended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wanmi.appraisal.cubes.adding import Heap
from wanmi.appraisal.cubes.days import day_of
from wanmi.appraisal.indicators import INDICATORS, counts_of
from wanmi.appraisal.indicators.shapes import CASES, Count, Mean, Moment, Scene
from wanmi.appraisal.scanning import moment, passes, rows_of, span
from wanmi.appraisal.settings import Settings
from wanmi.appraisal.subjects import Departments, DutyGrids, Posts, Regions, Subjects
from wanmi.lake.manifest import Manifest
from wanmi.lake.reading import TABLES, Lake

DayOf = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Pass:
    """The facts that one look at a table adds up. ``query`` gives whose each is, its day and what each column gets."""

    columns: tuple[str, ...]
    query: str


COUNTS = counts_of(INDICATORS)
SUMS = {each.code: (each.column, each.over) for each in INDICATORS.values() if isinstance(each, Mean)}
# Whose the facts are, as wanmi.appraisal.scanning says it, by the column of a pass: places are the finest there are.
WHOSE = {"region": "place", "department": "department", "post": "desk"}
KINDS: dict[type[Subjects], str] = {Regions: "region", DutyGrids: "duty", Departments: "department", Posts: "post"}
# A duty grid is that of the day on which the work began.
IN_DUTY = """SELECT duty, facts.* FROM facts JOIN duties ON place = grid
    WHERE duties.since <= began AND (duties.until IS NULL OR began < duties.until)"""
GRAINS = ("day", "month")
ROW_GROUP = 50_000


def seen(count: Count) -> str:
    """The column of how many facts this count looked at: who has facts is told of, be all his figures zero."""
    return f"seen_{count.on}_{count.moment}"


TYPES: dict[str, type[np.signedinteger[Any]]] = {
    **dict.fromkeys((seen(count) for count in COUNTS.values()), np.int32),
    **dict.fromkeys(COUNTS, np.int32),
    **dict.fromkeys(SUMS, np.int64),
}


def write_sums(lake: Lake, plan: Sequence[Pass], folder: Path) -> None:
    """Write what the facts of ``lake``, in DuckDB, add up to: a file by day and one by month, all columns in each."""
    backend: Any = lake.cases.get_backend()
    heaps = {kind: Heap() for kind in KINDS.values()}
    has_duties = bool(backend.con.execute("SELECT EXISTS (FROM duties)").fetchall()[0][0])
    for each in plan:
        facts = backend.con.execute(each.query).to_arrow_table()
        for kind, column in WHOSE.items():
            _add(heaps[kind], facts, column, each.columns)
        if has_duties:
            backend.con.register("facts", facts)
            _add(heaps["duty"], backend.con.execute(IN_DUTY).to_arrow_table(), "duty", each.columns)
    grains = zip(*(_of_kind(kind, heap) for kind, heap in heaps.items()), strict=True)
    for grain, tables in zip(GRAINS, grains, strict=True):
        pq.write_table(
            pa.concat_tables(tables),
            folder / f"{grain}s.parquet",
            compression="zstd",
            row_group_size=ROW_GROUP,
            use_dictionary=["kind", "subject"],  # counts are small numbers: zstd alone makes nothing of their zeros
        )


def _add(heap: Heap, facts: pa.Table, whose: str, columns: Sequence[str]) -> None:
    marks = {name: facts[name].fill_null(0).to_numpy() for name in columns}
    heap.add(facts[whose], facts["day"].to_numpy(), marks)


def _of_kind(kind: str, heap: Heap) -> Iterator[pa.Table]:
    for table in heap.days_and_months(TYPES):
        yield table.add_column(0, "kind", pa.repeat(kind, len(table)))


LOOSE = ("cases", "stages")


def loose(lake: Lake) -> dict[str, ibis.Table]:
    """The facts whose part in a figure depends on the instant at which a period ends, which no sum of days knows."""
    is_open = lake.cases.filed.notnull() & lake.cases.closed.isnull()
    cases = lake.cases.filter(is_open | lake.cases.suspended_from.notnull())
    return dict(zip(LOOSE, (cases, lake.stages.filter(lake.stages.ended.isnull())), strict=True))


@lru_cache(maxsize=8)
def plan_for(settings: Settings, zone: str, first: date) -> tuple[Pass, ...]:
    """How to add up facts not older than ``first``: the same for every month."""
    tables = {name: ibis.table(ibis.Schema.from_pyarrow(schema), name=name) for name, schema in TABLES.items()}
    lake = Lake(**tables, manifest=Manifest())
    plan = []
    for together in passes(COUNTS.values(), Posts()).values():
        parts = list(_parts(rows_of(lake, together[0]), together, settings, day_of(first, zone)))
        columns = tuple(dict.fromkeys(name for part in parts for name in part.columns if name in TYPES))
        queries = [f"({ibis.to_sql(part, dialect='duckdb')})" for part in parts]
        plan.append(Pass(columns, " UNION ALL BY NAME ".join(queries)))
    return tuple(plan)


def _parts(rows: ibis.Table, counts: Sequence[Count], settings: Settings, day: DayOf) -> Iterator[ibis.Table]:
    first = counts[0]
    if first.moment is not Moment.OPEN:
        yield _marked(rows, day(moment(rows, first, settings.period_by)), counts, settings)
        return
    yield from _steps(rows, [count for count in counts if not count.late], settings, day)
    yield from _steps(rows, [count for count in counts if count.late], settings, day)


def _steps(rows: ibis.Table, counts: Sequence[Count], settings: Settings, day: DayOf) -> Iterator[ibis.Table]:
    """One up when it came to stand open (or late), one down when it ended. No counts, no steps."""
    if not counts:
        return
    begun, due, ended = span(rows, counts[0])
    since, stands = begun, begun.notnull()
    if counts[0].late:
        since, stands = ibis.greatest(begun, due), stands & due.notnull()
    rises = rows.filter(stands)
    yield _marked(rises, day(since), counts, settings)
    yield _marked(rises.filter(ended.notnull()), day(ibis.greatest(since, ended)), counts, settings, sign=-1)


def _marked(rows: ibis.Table, day: Any, counts: Sequence[Count], settings: Settings, sign: int = 1) -> ibis.Table:
    """Each fact with its day and ``sign`` for each count it counts for; of what may yet change only what is settled."""
    scene = Scene(rows, settings, now=0)  # no count asks for it here
    wheres = {each.code: each.when(scene) & scene.settled if each.at_end else each.when(scene) for each in counts}
    marks = {code: ibis.ifelse(where, sign, 0) for code, where in wheres.items()}
    marks |= {
        name: ibis.ifelse(wheres[over], rows[column], 0) for name, (column, over) in SUMS.items() if over in wheres
    }
    first = counts[0]
    if not first.late:
        marks[seen(first)] = ibis.literal(sign)
    began = rows.opened if first.on == CASES else rows.begun
    whose = {"place": rows.place, "department": rows.department, "desk": rows[first.post]}
    marked = rows.select(**whose, began=began, day=day.cast("int64"), **marks)
    return marked.filter(marked.day.notnull())
