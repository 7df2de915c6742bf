"""Figures from the cubes: whole months as months, the days at the edges of a period as days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from wanmi.appraisal.cubes.adding import with_facts
from wanmi.appraisal.cubes.building import KINDS, LOOSE, seen
from wanmi.appraisal.cubes.days import EPOCH
from wanmi.appraisal.cubes.shelf import found
from wanmi.appraisal.indicators.shapes import Count, Moment
from wanmi.appraisal.scanning import Question, Sums, counted, passes
from wanmi.appraisal.subjects import Regions
from wanmi.lake.reading import Lake

Grain = tuple[str, date, date]  # "month" or "day", from the first to the last of them
ONE_DAY = timedelta(days=1)
GRAIN = """SELECT subject, {columns} FROM read_parquet({files}) WHERE kind = '{kind}'
    AND day BETWEEN DATE '{since}' AND DATE '{until}' AND starts_with(subject, $within)"""


def summed(question: Question, counts: Mapping[str, Count], sums: Sums) -> list[pa.Table] | None:
    """Tables of ``subject`` and figures that add up to those of the question; None where no cubes hold them.

    Places are the finest there are: they are still to be added up to the levels asked for.
    """
    if question.by.within and not isinstance(question.by, Regions):
        return None
    shelf = found(question.lake, question.settings, question.period.zone)
    return None if shelf is None else list(_tables(question, counts, sums, shelf))


def _tables(question: Question, counts: Mapping[str, Count], sums: Sums, shelf: list[Path]) -> Iterator[pa.Table]:
    within = [count for count in counts.values() if count.moment is not Moment.OPEN]
    standing = [count for count in counts.values() if count.moment is Moment.OPEN]
    period = question.period
    if within:
        yield _added_up(question, within, sums, shelf, split(period.first, period.last))
    if at_end := [count for count in within if count.at_end]:
        lake = _loose(question.lake, shelf)
        unsettled = replace(lake, cases=lake.cases.filter(lake.cases.suspended_from.notnull()))
        yield from _counted(replace(question, lake=unsettled), at_end)
    if not standing:
        return
    ends = {period.since: period.first, period.until: period.last + ONE_DAY}
    if question.now in ends:
        yield _added_up(question, standing, {}, shelf, split(EPOCH, ends[question.now] - ONE_DAY))
    else:  # in the midst of a day, and all acts lie before: what is open is what has not ended
        yield from _counted(replace(question, lake=_loose(question.lake, shelf)), standing)


def split(first: date, last: date) -> list[Grain]:
    """The days from ``first`` to ``last`` as whole months and the days beside them."""
    months = first if first.day == 1 else _next_month(first)
    rest = (last + ONE_DAY).replace(day=1)  # the first day behind the whole months
    if months >= rest:
        return [("day", first, last)]
    found = [("day", first, months - ONE_DAY), ("month", months, rest - ONE_DAY), ("day", rest, last)]
    return [grain for grain in found if grain[1] <= grain[2]]


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _added_up(
    question: Question, counts: Sequence[Count], sums: Sums, shelf: list[Path], grains: Sequence[Grain]
) -> pa.Table:
    """One row for each subject with facts, from one look at the cubes."""
    backend: Any = question.lake.cases.get_backend()
    codes = [count.code for count in counts]
    columns = codes + [name for name, (_column, over) in sums.items() if over in codes]
    looked = list(dict.fromkeys(seen(count) for count in counts))
    kind, names = KINDS[type(question.by)], ", ".join(columns + looked)
    parts = [
        GRAIN.format(columns=names, files=_files(shelf, f"{grain}s"), kind=kind, since=since, until=until)
        for grain, since, until in grains
    ]
    rows = backend.con.execute(" UNION ALL ".join(parts), {"within": question.by.within}).to_arrow_table()
    return with_facts(rows, looked)


def _files(shelf: list[Path], name: str) -> list[str]:
    return [(cube / f"{name}.parquet").as_posix() for cube in shelf]


def _counted(question: Question, counts: Sequence[Count]) -> Iterator[pa.Table]:
    for together in passes(counts, question.by).values():
        yield counted(question, together, {}).to_pyarrow()


def _loose(lake: Lake, shelf: list[Path]) -> Lake:
    """The facts that are in no cube, as a lake."""
    backend: Any = lake.cases.get_backend()
    cases, stages = (backend.read_parquet(_files(shelf, part)) for part in LOOSE)
    return replace(lake, cases=cases, stages=stages)
