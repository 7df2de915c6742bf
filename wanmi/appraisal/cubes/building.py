"""From the facts of a month of cases to its cube: each indicator's own condition on each fact, added up by day.

What is open is written as steps: one up on the day on which work began (or its deadline passed), one down on the day on
which it ended; the steps of all days before a midnight add up to what was open then. What no sum of days can tell stays
as facts, few of them: what is open now, and cases that were once suspended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis

from wanmi.appraisal.cubes.days import day_of
from wanmi.appraisal.indicators import INDICATORS, counts_of
from wanmi.appraisal.indicators.shapes import CASES, Count, Mean, Moment, Scene
from wanmi.appraisal.scanning import moment, passes, rows_of, span
from wanmi.appraisal.settings import Settings
from wanmi.appraisal.subjects import Departments, DutyGrids, Posts, Regions, Subjects
from wanmi.lake.manifest import Manifest
from wanmi.lake.reading import TABLES, Lake

DayOf = Callable[[Any], Any]
Plan = tuple[tuple[str, str], ...]  # a pass, and the query of its facts: whose, which day, what each counts for

COUNTS = counts_of(INDICATORS)
SUMS = {each.code: (each.column, each.over) for each in INDICATORS.values() if isinstance(each, Mean)}
KINDS: dict[type[Subjects], str] = {Regions: "region", DutyGrids: "duty", Departments: "department", Posts: "post"}
# Whose the facts are, as wanmi.appraisal.scanning says it: places are the finest there are, a duty grid is that of the
# day on which the work began.
SUBJECTS = {
    "region": "place AS subject FROM facts WHERE place <> ''",
    "duty": """duty AS subject FROM facts JOIN duties ON place = grid
        WHERE duties.since <= began AND (duties.until IS NULL OR began < duties.until)""",
    "department": "department AS subject FROM facts WHERE department <> ''",
    "post": "desk AS subject FROM facts WHERE desk <> ''",
}
ROW_GROUP = 50_000
OF_KIND = "SELECT '{kind}' AS kind, day, {sums}, {subject} GROUP BY ALL"
# A month is known by its first day.
COPY = """COPY (
    SELECT kind, 'day' AS grain, DATE '1970-01-01' + day::INTEGER AS day, subject, {names} FROM days
    UNION ALL
    SELECT kind, 'month', date_trunc('month', DATE '1970-01-01' + day::INTEGER)::DATE, subject, {sums} FROM days
    GROUP BY ALL ORDER BY kind, grain, day, subject
) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {size})"""
SEEN = "seen"  # how many facts a pass has looked at: a subject with facts and only zeros is one, too


def pass_of(count: Count) -> str:
    """The name of the file that adds this count up."""
    return f"{count.on}_{count.moment}"


PASSES = list(dict.fromkeys(pass_of(count) for count in COUNTS.values()))


def write_sums(lake: Lake, plan: Plan, folder: Path) -> None:
    """A file for each pass over the facts of ``lake``, in DuckDB: kind of subject, grain, day, subject, figures."""
    backend: Any = lake.cases.get_backend()
    run = backend.con.execute
    for name, query in plan:
        run(f"CREATE OR REPLACE TEMP TABLE facts AS {query}")
        names = [row[0] for row in run("DESCRIBE facts").fetchall() if row[0] == SEEN or row[0] in COUNTS | SUMS]
        sums = ", ".join(f"sum({each})::{'BIGINT' if each in SUMS else 'INTEGER'} AS {each}" for each in names)
        kinds = [OF_KIND.format(kind=kind, sums=sums, subject=subject) for kind, subject in SUBJECTS.items()]
        run(f"CREATE OR REPLACE TEMP TABLE days AS {' UNION ALL '.join(kinds)}")
        target = (folder / f"{name}.parquet").as_posix()
        run(COPY.format(names=", ".join(names), sums=sums, target=target, size=ROW_GROUP))
    run("DROP TABLE facts; DROP TABLE days")


LOOSE = ("cases", "stages")


def loose(lake: Lake) -> dict[str, ibis.Table]:
    """The facts whose part in a figure depends on the instant at which a period ends, which no sum of days knows."""
    is_open = lake.cases.filed.notnull() & lake.cases.closed.isnull()
    cases = lake.cases.filter(is_open | lake.cases.suspended_from.notnull())
    return dict(zip(LOOSE, (cases, lake.stages.filter(lake.stages.ended.isnull())), strict=True))


@lru_cache(maxsize=8)
def plan_for(settings: Settings, zone: str, first: date) -> Plan:
    """The queries of a cube of facts not older than ``first``: the same for every month."""
    tables = {name: ibis.table(ibis.Schema.from_pyarrow(schema), name=name) for name, schema in TABLES.items()}
    lake = Lake(**tables, manifest=Manifest())
    plan = []
    for together in passes(COUNTS.values(), Posts()).values():
        parts = _parts(rows_of(lake, together[0]), together, settings, day_of(first, zone))
        queries = [str(ibis.to_sql(part, dialect="duckdb")) for part in parts]
        plan.append((pass_of(together[0]), " UNION ALL BY NAME ".join(f"({query})" for query in queries)))
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
        marks[SEEN] = ibis.literal(sign)
    began = rows.opened if first.on == CASES else rows.begun
    whose = {"place": rows.place, "department": rows.department, "desk": rows[first.post]}
    marked = rows.select(**whose, began=began, day=day.cast("int64"), **marks)
    return marked.filter(marked.day.notnull())
