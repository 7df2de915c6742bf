"""Evaluating regions, departments or posts: their figures, put through a scheme or an index, in order of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from wanmi.schemes.definition import Scheme
from wanmi.schemes.harmony.computing import IndexScore, compute
from wanmi.schemes.harmony.definition import Index
from wanmi.schemes.scoring import Score, score


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of one subject; ``value`` None where the denominator is zero. Given figures have no parts.

    ``people``: how many people it is about, where it is about people.
    """

    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    people: int | None = None


Measures = Mapping[str, Mapping[str, Measure]]  # subject -> figure -> measure
Result = TypeVar("Result", Score, IndexScore)


@dataclass(frozen=True, slots=True)
class Row(Generic[Result]):
    """A subject with its figures and what they came to; equal results share a rank, no result has none."""

    subject: str
    measures: Mapping[str, Measure]
    result: Result
    rank: int | None


def evaluated(scheme: Scheme, subjects: Iterable[str], measures: Measures) -> list[Row[Score]]:
    """The scores of ``subjects``, the best first and those without a score last."""
    return _ranked(subjects, measures, lambda values: score(scheme, values))


def indexed(index: Index, subjects: Iterable[str], measures: Measures) -> list[Row[IndexScore]]:
    """The index of each of ``subjects``, the best first and those that may not be published last."""
    return _ranked(subjects, measures, lambda values: compute(index, values))


def _ranked(
    subjects: Iterable[str], measures: Measures, result: Callable[[Mapping[str, Fraction | None]], Result]
) -> list[Row[Result]]:
    found = {
        subject: result({name: each.value for name, each in measures.get(subject, {}).items()}) for subject in subjects
    }
    points = sorted((each.points for each in found.values() if each.points is not None), reverse=True)
    ranks: dict[Decimal, int] = {}
    for number, each in enumerate(points, 1):
        ranks.setdefault(each, number)
    order = sorted(found, key=lambda subject: (_rank(found[subject], ranks) or len(found) + 1, subject))
    return [Row(each, measures.get(each, {}), found[each], _rank(found[each], ranks)) for each in order]


def _rank(result: Score | IndexScore, ranks: Mapping[Decimal, int]) -> int | None:
    return None if result.points is None else ranks[result.points]
