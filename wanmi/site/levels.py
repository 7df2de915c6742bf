"""What the page and the operation of the five-level rates show: a ground in a period, by the regions below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from wanmi.circles.queries import reached
from wanmi.codes.place import Level
from wanmi.joint.rates import Rate
from wanmi.linkage.rates import Rates, rates_by, tickets
from wanmi.territory.queries import full_names
from wanmi.workforce.queries import city_today, city_zone

DIGITS = sorted(level.value for level in Level)


@dataclass(frozen=True, slots=True)
class Line:
    """One region; ``name`` is empty for the whole ground."""

    code: str
    name: str
    rates: Rates
    coverage: Rate

    @property
    def figures(self) -> Sequence[tuple[str, Rate]]:
        return [
            (_("Response"), self.rates.response),
            (_("Ended low"), self.rates.low),
            (_("Climbed"), self.rates.climbed),
            (_("Reopened"), self.rates.reopened),
            (_("Satisfied"), self.rates.satisfied),
            (_("Coverage"), self.coverage),
        ]


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both of them in it."""

    first: date
    last: date

    @classmethod
    def read(cls, first: str, last: str) -> Period:
        """What was asked for; else this year so far. Raises ValueError where one is no day or they are swapped."""
        until = date.fromisoformat(last) if last else city_today()
        found = cls(date.fromisoformat(first) if first else until.replace(month=1, day=1), until)
        if found.first > found.last:
            raise ValueError("the period ends before it begins")
        return found

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its first moment in the city, and the first one after it."""
        zone = city_zone()
        return datetime.combine(self.first, time(), zone), datetime.combine(self.last + timedelta(days=1), time(), zone)


def lines(region: str, period: Period) -> list[Line]:
    """The whole ground first, then the regions one level below that have tickets, by code."""
    digits = next((each for each in DIGITS if each > len(region)), len(region))
    found = rates_by(tickets(region, *period.span), digits, timezone.now())
    names = full_names(code for code in found if code)
    return [
        Line(code, names.get(code, code), rates, reached(code or region, period.last)) for code, rates in found.items()
    ]
