"""The three rates (三率) of tickets, each with its numerator and denominator, counted from their tallies.

北京市接诉即办工作条例 art. 32 names them; their formulas and weights are settings of the rule book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet

from wanmi.joint.models import Tally
from wanmi.joint.rules.definition import Rules, Weights
from wanmi.joint.rules.store import books_where

# What a rate asks of a tally. Those that agree in all of it are one row of the database's answer.
ASKED = ("rules_id", "is_excluded", "is_contacted", "in_time", "visited", "is_solved", "rating")


@dataclass(frozen=True, slots=True)
class Rate:
    """A numerator and a denominator; no value where nothing was to be counted."""

    hits: Fraction
    base: int

    @property
    def value(self) -> Fraction | None:
        return self.hits / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class Rates:
    """``excluded`` were left out by two people, ``not_reached`` stay out of the base of the last two and are told.

    ``tickets`` are all of them.
    """

    response: Rate
    solved: Rate
    satisfied: Rate
    excluded: int = 0
    not_reached: int = 0
    tickets: int = 0

    def score(self, weights: Weights) -> Fraction | None:
        """Out of 100; None where a rate has no value."""
        values = (self.response.value, self.solved.value, self.satisfied.value)
        if None in values:
            return None
        points = (weights.response, weights.solved, weights.satisfied)
        return sum((point * (value or 0) for point, value in zip(points, values, strict=True)), Fraction(0))


@dataclass(frozen=True, slots=True)
class Judged:
    """What one ticket counts: whether the person was contacted in time (None: nobody had to be, or still may), whether
    a return visit was answered, what was said then. ``satisfied`` is from 0 to 1.
    """

    is_excluded: bool
    responded: bool | None
    was_visited: bool
    was_not_reached: bool
    is_solved: bool
    satisfied: Fraction


def books_with_rates() -> dict[int, Rules]:
    """The rule books that weigh the three rates, by their key in the database. One query."""
    return books_where(lambda rules: rules.rates)


def judged(tally: Tally, rules: Rules) -> Judged:
    """How a ticket stands for the rates of its book."""
    fair = rules.rates.fair if rules.rates else Fraction(0)
    return Judged(
        is_excluded=tally.is_excluded,
        responded=None if tally.in_time is None else tally.in_time and tally.is_contacted,
        was_visited=tally.visited is True,
        was_not_reached=tally.visited is False,
        is_solved=tally.is_solved,
        satisfied={"satisfied": Fraction(1), "fair": fair}.get(tally.rating, Fraction(0)),
    )


def rates_by(rows: QuerySet[Tally], key: str, books: Mapping[int, Rules]) -> dict[Any, Rates]:
    """The rates of these tallies by the value of ``key``, a column or an annotation. One query, a GROUP BY."""
    found = defaultdict[Any, list[tuple[Judged, int]]](list)
    for group in rows.filter(rules__in=books).order_by().values(key, *ASKED).annotate(number=Count("pk")):
        value, number = group.pop(key), group.pop("number")
        found[value].append((judged(Tally(**group), books[group["rules_id"]]), number))
    return {value: _counted(alike) for value, alike in found.items()}


def _counted(alike: Iterable[tuple[Judged, int]]) -> Rates:
    """The rates of so many tickets that count so."""
    found = list(alike)
    kept = [(each, number) for each, number in found if not each.is_excluded]
    asked = [(each, number) for each, number in kept if each.responded is not None]
    visited = [(each, number) for each, number in kept if each.was_visited]
    reached = sum(number for _each, number in visited)
    satisfied = sum((each.satisfied * number for each, number in visited), Fraction(0))
    return Rates(
        response=Rate(Fraction(sum(number for each, number in asked if each.responded)), sum(n for _each, n in asked)),
        solved=Rate(Fraction(sum(number for each, number in visited if each.is_solved)), reached),
        satisfied=Rate(satisfied, reached),
        excluded=sum(number for each, number in found if each.is_excluded),
        not_reached=sum(number for each, number in kept if each.was_not_reached),
        tickets=sum(number for _each, number in found),
    )
