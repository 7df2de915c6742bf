"""The rates of what climbs from level to level, each with its numerator and denominator, recomputed from the tickets.

Their definitions are those proposed for Wuhan's five levels; which levels count as low, and what "fairly satisfied"
counts, are settings of the rule book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import QuerySet

from wanmi.joint.models import Obligation, RuleBook, with_rules
from wanmi.joint.queries import snapshot_of
from wanmi.joint.rates import Rate
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.proving import ANSWERED_AT
from wanmi.joint.rules.store import rules_of
from wanmi.process.engine import Snapshot
from wanmi.schemes.models import GivenFigure

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


def climbing_books() -> list[int]:
    """The rule books that know levels."""
    books = RuleBook.objects.defer("text", "processes")
    return [book.pk for book in books if rules_of(book).levels]


def coverage(region: str, day: date) -> Rate:
    """Households with a verified member of the grid's circle, of all: from the figures given for a region."""
    rows = GivenFigure.objects.filter(kind=GivenFigure.Kind.REGION, subject=region, since__lte=day, until__gt=day)
    given = dict(rows.filter(figure__in=(MEMBERS, HOUSEHOLDS)).order_by("since").values_list("figure", "value"))
    if given.keys() != {MEMBERS, HOUSEHOLDS}:
        return Rate(Fraction(0), 0)
    return Rate(Fraction(given[MEMBERS]), int(given[HOUSEHOLDS]))


def tickets(region: str, since: datetime, until: datetime) -> QuerySet[Obligation]:
    """What was raised on a ground in a period under books that know levels."""
    rows = Obligation.objects.filter(rules__in=climbing_books(), place__startswith=region)
    return with_rules(rows.filter(opened_at__gte=since, opened_at__lt=until)).order_by("id")


def rates_by(rows: Iterable[Obligation], digits: int, now: datetime) -> dict[str, Rates]:
    """The rates of each region of so many digits, by code, and of all under ""."""
    found: dict[str, list[Ticket]] = {"": []}
    for row in rows:
        ticket = Ticket.of(row, now)
        found[""].append(ticket)
        found.setdefault(row.place[:digits], []).append(ticket)
    return {region: counted(found[region]) for region in sorted(found)}


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the rates ask of one ticket; None where it does not count."""

    response: bool | None
    low: bool | None
    climbed: bool
    reopened: bool | None
    satisfied: Fraction | None

    @classmethod
    def of(cls, row: Obligation, now: datetime) -> Ticket:
        rules, snapshot = rules_of(row.rules), snapshot_of(row)
        answered_at = snapshot.facts.get(ANSWERED_AT)
        return cls(
            response=_responded(snapshot, now),
            low=None if row.is_open or not answered_at else answered_at in rules.low,
            climbed=snapshot.counts.get("climbs", 0) > 0,
            reopened=snapshot.counts.get("reopenings", 0) > 0 if answered_at else None,
            satisfied=_satisfied(rules, snapshot),
        )


def _responded(snapshot: Snapshot, now: datetime) -> bool | None:
    """Whether somebody took it up in time; None while somebody still may."""
    clock = snapshot.clocks.get("response")
    if clock is None or (clock.is_running() and not clock.is_late(now)):
        return None
    return not clock.is_late(now)


def _satisfied(rules: Rules, snapshot: Snapshot) -> Fraction | None:
    counts = {"satisfied": Fraction(1), "fair": rules.fair or Fraction(0), "unsatisfied": Fraction(0)}
    return counts.get(str(snapshot.facts.get("rating")))


def counted(found: Sequence[Ticket]) -> Rates:
    return Rates(
        tickets=len(found),
        response=_rate(each.response for each in found),
        low=_rate(each.low for each in found),
        climbed=_rate(each.climbed for each in found),
        reopened=_rate(each.reopened for each in found),
        satisfied=_rate(each.satisfied for each in found),
    )


def _rate(values: Iterator[bool | Fraction | None]) -> Rate:
    told = [Fraction(value) for value in values if value is not None]
    return Rate(sum(told, Fraction(0)), len(told))
