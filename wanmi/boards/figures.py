"""The figures of an evaluation: those measured from the journal and those that people gave, under one roof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache

from wanmi.appraisal.evaluating import Measure
from wanmi.appraisal.indicators import Rate, named
from wanmi.appraisal.measuring import measure
from wanmi.appraisal.periods import Period
from wanmi.appraisal.settings import Settings
from wanmi.appraisal.subjects import Subjects
from wanmi.boards.asking import Question
from wanmi.joint import standings
from wanmi.lake.reading import Lake, open_lake
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind
from wanmi.workforce.queries import city_zone

Figures = dict[str, dict[str, Measure]]  # subject -> figure -> measure
Measured = Mapping[str, Mapping[str, Measure]]
KEPT = 64  # answers of the lake


def figures(question: Question, indicators: Iterable[str], given: Iterable[str]) -> Figures:
    """Subject -> figure -> measure for the question's period."""
    found: Figures = defaultdict(dict)
    lake = open_lake()
    asked = _Asked(lake, question.subjects, question.period, question.settings, tuple(indicators))
    for subject, values in _measured(asked).items():
        found[subject].update(values)
    until = question.period.last + timedelta(days=1)
    given = list(given)
    for subject, entered in queries.given(question.kind, given, question.period.first, until).items():
        found[subject].update({name: Measure(each.value, people=each.people) for name, each in entered.items()})
    if question.kind is Kind.DEPARTMENT:  # what joint obligations count by themselves needs no entering
        for subject, counted in standings.figures(given, *bounds(question.period)).items():
            found[subject].update({name: _counted(each) for name, each in counted.items()})
    return found


def bounds(period: Period) -> tuple[datetime, datetime]:
    """The first moment of a period in the city, and the first after it."""
    zone, after = city_zone(), period.last + timedelta(days=1)
    return datetime.combine(period.first, time(), zone), datetime.combine(after, time(), zone)


def _counted(each: standings.Count) -> Measure:
    return Measure(100 * each.hits / each.base, each.hits, Fraction(each.base), people=each.people)


class _Asked:
    """A question to the lake; equal to another where the lake is the same, so that an answer is kept as long."""

    def __init__(
        self, lake: Lake, by: Subjects, period: Period, settings: Settings, indicators: tuple[str, ...]
    ) -> None:
        self.lake, self.by, self.period, self.settings, self.indicators = lake, by, period, settings, indicators
        self.key = (lake.fingerprint(), by, period, settings, indicators)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=KEPT)
def _measured(asked: _Asked) -> Measured:
    found: dict[str, dict[str, Measure]] = defaultdict(dict)
    if asked.indicators:
        table = measure(asked.lake, asked.indicators, asked.by, asked.period, asked.settings)
        for row in table.to_pylist():
            found[row["subject"]][row["indicator"]] = _measure(row["indicator"], row)
    return found


def _measure(code: str, row: Mapping[str, float | None]) -> Measure:
    """The figure as exact numbers: a rate from its two counts, not from the quotient that was stored of them."""
    value, numerator, denominator = (_exact(row[name]) for name in ("value", "numerator", "denominator"))
    if value is not None and isinstance(named(code), Rate) and numerator is not None and denominator:
        value = 100 * numerator / denominator
    return Measure(value, numerator, denominator)


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))
