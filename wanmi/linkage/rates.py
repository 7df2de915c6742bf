"""The rates of what climbs from level to level, each with its numerator and denominator, counted from the tallies.

Their definitions are those proposed for Wuhan's five levels; which levels count as low, and what "fairly satisfied"
counts, are settings of the rule book.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from wanmi.joint.models import Tally
from wanmi.joint.rates import Rate
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import books_where
from wanmi.schemes.models import GivenFigure

ASKED = ("rules_id", "is_open", "in_time", "answered_at", "has_climbed", "is_reopened", "rating")
MEMBERS, HOUSEHOLDS = "circle_households", "households"  # figures that people give: no ticket tells them


@dataclass(frozen=True, slots=True)
class Rates:
    """Of the tickets raised in a period. ``response``: accepted or answered within the limit, of those for which it has
    passed or that were; ``low``: ended after the answer of a low level; ``climbed``: went up at least once;
    ``reopened``: taken up again within the days that the kind allows, of those answered.
    """

    tickets: int
    response: Rate
    low: Rate
    climbed: Rate
    reopened: Rate
    satisfied: Rate


def climbing_books() -> dict[int, Rules]:
    """The rule books that know levels, by their key in the database. One query."""
    return books_where(lambda rules: rules.levels)


def coverage(region: str, day: date) -> Rate:
    """Households with a verified member of the grid's circle, of all: from the figures given for a region."""
    rows = GivenFigure.objects.filter(kind=GivenFigure.Kind.REGION, subject=region, since__lte=day, until__gt=day)
    given = dict(rows.filter(figure__in=(MEMBERS, HOUSEHOLDS)).order_by("since").values_list("figure", "value"))
    if given.keys() != {MEMBERS, HOUSEHOLDS}:
        return Rate(Fraction(0), 0)
    return Rate(Fraction(given[MEMBERS]), int(given[HOUSEHOLDS]))


def tickets(region: str, since: datetime, until: datetime) -> QuerySet[Tally]:
    """What was raised on a ground in a period."""
    return Tally.objects.filter(place__startswith=region, opened_at__gte=since, opened_at__lt=until)


def rates_by(rows: QuerySet[Tally], digits: int, now: datetime) -> dict[str, Rates]:
    """The rates of each region of so many digits, by code, and of all under "". Two queries, one of them a GROUP BY."""
    books = climbing_books()
    found: dict[str, list[Alike]] = {"": []}
    known = rows.filter(rules__in=books).annotate(region=Substr("place", 1, digits), late=Q(response_due__lt=now))
    for group in known.order_by().values("region", "late", *ASKED).annotate(number=Count("pk")):
        region, late, number = (group.pop(name) for name in ("region", "late", "number"))
        alike = Alike.of(Tally(**group), books[group["rules_id"]], number, is_late=bool(late))
        found[""].append(alike)
        found.setdefault(region, []).append(alike)
    return {region: counted(found[region]) for region in sorted(found)}


@dataclass(frozen=True, slots=True)
class Alike:
    """What the rates ask of so many tickets that agree in all of it; None where they do not count."""

    number: int
    response: bool | None
    low: bool | None
    climbed: bool
    reopened: bool | None
    satisfied: Fraction | None

    @classmethod
    def of(cls, tally: Tally, rules: Rules, number: int, *, is_late: bool) -> Alike:
        """``is_late``: nobody has taken it up and the limit has passed; while somebody still may, it does not count."""
        counts = {"satisfied": Fraction(1), "fair": rules.fair or Fraction(0), "unsatisfied": Fraction(0)}
        return cls(
            number=number,
            response=False if is_late else tally.in_time,
            low=None if tally.is_open or not tally.answered_at else tally.answered_at in rules.low,
            climbed=tally.has_climbed,
            reopened=tally.is_reopened if tally.answered_at else None,
            satisfied=counts.get(tally.rating),
        )


def counted(found: Sequence[Alike]) -> Rates:
    return Rates(
        tickets=sum(each.number for each in found),
        response=_rate((each.response, each.number) for each in found),
        low=_rate((each.low, each.number) for each in found),
        climbed=_rate((each.climbed, each.number) for each in found),
        reopened=_rate((each.reopened, each.number) for each in found),
        satisfied=_rate((each.satisfied, each.number) for each in found),
    )


def _rate(values: Iterator[tuple[bool | Fraction | None, int]]) -> Rate:
    told = [(Fraction(value), number) for value, number in values if value is not None]
    return Rate(sum((value * number for value, number in told), Fraction(0)), sum(number for _value, number in told))
