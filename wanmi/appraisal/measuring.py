"""Measuring: every indicator of every subject in a period, and the cases behind each figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from wanmi.appraisal.cubes.asking import summed
from wanmi.appraisal.indicators import Count, Formula, Mean, Rate, Unmeasured, counts_of, named
from wanmi.appraisal.periods import Period
from wanmi.appraisal.scanning import Question, behind, counted, passes
from wanmi.appraisal.settings import Settings, city_settings
from wanmi.appraisal.subjects import Departments, DutyGrids, Posts, Regions, Subjects
from wanmi.lake.reading import Lake, open_lake

__all__ = [
    "Departments",
    "DutyGrids",
    "NoList",
    "Period",
    "Posts",
    "Regions",
    "Settings",
    "cases_behind",
    "city_settings",
    "measure",
    "open_lake",
]

FIGURES = pa.schema(
    {
        "subject": pa.string(),
        "indicator": pa.string(),
        "numerator": pa.float64(),
        "denominator": pa.float64(),
        "value": pa.float64(),
    }
)
Part = Literal["numerator", "denominator"]
Column = np.ndarray[Any, np.dtype[np.float64]]
Names = np.ndarray[Any, np.dtype[np.str_]]


class NoList(LookupError):
    """The figure is no count of facts: it is a score of other figures, or has no facts here."""


def measure(
    lake: Lake, indicators: Sequence[str], by: Subjects, period: Period, settings: Settings | None = None
) -> pa.Table:
    """The figures of every subject that has any: subject, indicator, numerator, denominator, value.

    A count has its value as numerator and no denominator; a rate is in percent, and null where its denominator is zero;
    a mean is in its own unit. An indicator without facts here has no rows. Raises UnknownIndicator.
    """
    question = Question(lake, by, period, settings or city_settings())
    means = [one for code in indicators if isinstance(one := named(code), Mean)]
    subjects, columns = _counted(question, counts_of(indicators), means)
    parts = [_figures(code, subjects, columns) for code in dict.fromkeys(indicators)]
    return pa.concat_tables([part for part in parts if part is not None] or [FIGURES.empty_table()])


def cases_behind(
    lake: Lake,
    indicator: str,
    by: Subjects,
    subject: str,
    period: Period,
    settings: Settings | None = None,
    part: Part = "numerator",
) -> pa.Table:
    """The facts that a figure counts, one row each (case_id, number and instants): as many as the figure says.

    A case stands in it as often as it counts, once for each stay in the stage. Raises UnknownIndicator, NoList.
    """
    count = _counted_by(indicator, part)
    narrowed = Regions((len(subject),), by.within) if isinstance(by, Regions) else by
    rows = behind(Question(lake, narrowed, period, settings or city_settings()), count)
    return rows.filter(rows.subject == subject).drop("subject").order_by("case_id").to_pyarrow()


def _counted_by(code: str, part: Part) -> Count:
    indicator = named(code)
    if isinstance(indicator, Rate):
        indicator = named(indicator.of if part == "numerator" else indicator.to)
    elif isinstance(indicator, Mean):
        indicator = named(indicator.over)
    elif isinstance(indicator, Count) and part == "denominator":
        raise NoList(code)
    if not isinstance(indicator, Count):
        raise NoList(code)
    return indicator


def _counted(
    question: Question, counts: Mapping[str, Count], means: Sequence[Mean]
) -> tuple[pa.Array, Mapping[str, Column]]:
    """The subjects in order, and for each count (and sum of a mean) its figures in that order."""
    sums = {mean.code: (mean.column, mean.over) for mean in means}
    tables = summed(question, counts, sums)
    if tables is None:
        together = passes(counts.values(), question.by).values()
        tables = [counted(question, each, sums).to_pyarrow() for each in together]
    names = (*counts, *sums)
    subjects, figures = _together(tables, names)
    if isinstance(question.by, Regions):
        subjects, figures = _rolled_up(subjects, figures, question.by.levels)
    return pa.array(subjects, pa.string()), dict(zip(names, figures.T, strict=True))


def _together(tables: Iterable[pa.Table], names: Sequence[str]) -> tuple[Names, Column]:
    """The subjects in order, and a row of figures for each."""
    tables = list(tables)
    found = pa.chunked_array([chunk for table in tables for chunk in table["subject"].chunks], pa.string())
    subjects = pa.compute.unique(found).sort()
    figures = np.zeros((len(subjects), len(names)))
    for table in tables:
        rows = pa.compute.index_in(table["subject"], subjects).to_numpy()
        for name in set(table.column_names) - {"subject"}:
            figures[rows, names.index(name)] += table[name].fill_null(0).to_numpy()
    return subjects.to_numpy(zero_copy_only=False).astype(str), figures


def _rolled_up(places: Names, figures: Column, levels: Iterable[int]) -> tuple[Names, Column]:
    """Figures of the finest places, in order, added up at each level that was asked for: a prefix is a region."""
    found: list[tuple[Names, Column]] = []
    for level in set(levels):
        fine = np.strings.str_len(places) >= level
        regions = places[fine].astype(f"U{level}")
        first = np.flatnonzero(np.append(True, regions[1:] != regions[:-1])[: len(regions)])
        found.append((regions[first], np.add.reduceat(figures[fine], first) if len(first) else figures[:0]))
    regions = np.concatenate([each for each, _sums in found])
    order = np.argsort(regions)
    return regions[order], np.concatenate([sums for _regions, sums in found])[order]


def _figures(code: str, subjects: pa.Array, columns: Mapping[str, Column]) -> pa.Table | None:
    indicator = named(code)
    if isinstance(indicator, Unmeasured):
        return None
    nothing = np.full(len(subjects), np.nan)
    match indicator:
        case Count():
            numerator, denominator, value = columns[code], nothing, columns[code]
        case Rate():
            numerator, denominator = columns[indicator.of], columns[indicator.to]
            value = _share(numerator, denominator, 100)
        case Mean():
            numerator, denominator = columns[code] * indicator.scale, columns[indicator.over]
            value = _share(numerator, denominator, 1)
        case Formula():
            numerator, denominator, value = nothing, nothing, _weighed(indicator, columns)
    arrays = [subjects, pa.repeat(code, len(subjects))]
    numbers = [pa.array(each, from_pandas=True) for each in (numerator, denominator, value)]
    return pa.table([*arrays, *numbers], schema=FIGURES)


def _share(numerator: Column, denominator: Column, whole: float) -> Column:
    """No value where the denominator is zero: neither 0 nor 100 would be true."""
    share: Column = np.full(len(numerator), np.nan)
    np.divide(numerator * whole, denominator, out=share, where=denominator != 0)
    return share


def _weighed(formula: Formula, columns: Mapping[str, Column]) -> Column:
    total: Column = np.zeros(1)
    for code, weight in formula.weights.items():
        rate = named(code)
        assert isinstance(rate, Rate)
        share = _share(columns[rate.of], columns[rate.to], 100)
        total = total + weight * (100 - share if code in formula.less_is_better else share)
    return total
