"""Periods of evaluation: whole days in the city's own zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from wanmi.lake.projection import instant

_SHAPE = re.compile(r"(?P<year>\d{4})(?:-?(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|W(?P<week>\d{2})))?", re.ASCII)


class BadPeriod(ValueError):
    """The text names no period; it says what was expected."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadPeriod(_("a period cannot end on {last}, before it begins").format(last=self.last))

    @property
    def since(self) -> int:
        """Its first instant, in microseconds since 1970."""
        return instant(datetime.combine(self.first, time(), ZoneInfo(self.zone)))

    @property
    def until(self) -> int:
        """The first instant after it."""
        return instant(datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.zone)))

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"


def parse_period(text: str, zone: str = "Asia/Shanghai") -> Period:
    """A day (2026-03-01), week (2026-W09), month (2026-03), quarter (2026-Q1), half-year (2026-H1), year (2026), or
    any two days (2026-03-01/2026-03-10). Raises BadPeriod."""
    try:
        return Period(*_days(text), zone)
    except BadPeriod:
        raise
    except ValueError:
        expected = "2026-03-01, 2026-W09, 2026-03, 2026-Q1, 2026-H1, 2026, 2026-03-01/2026-03-10"
        raise BadPeriod(
            _("{text} is no period; expected one like {expected}").format(text=text, expected=expected)
        ) from None


def _days(text: str) -> tuple[date, date]:
    if "/" in text:
        first, last = text.split("/")
        return date.fromisoformat(first), date.fromisoformat(last)
    if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
        return _months(int(text[:4]), int(text[5:]), 1)
    if (found := _SHAPE.fullmatch(text)) is None:
        return date.fromisoformat(text), date.fromisoformat(text)
    year = int(found["year"])
    if found["week"]:
        monday = date.fromisocalendar(year, int(found["week"]), 1)
        return monday, monday + timedelta(days=6)
    if found["quarter"]:
        return _months(year, 3 * int(found["quarter"]) - 2, 3)
    return _months(year, 6 * int(found["half"]) - 5, 6) if found["half"] else _months(year, 1, 12)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    end = date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)
    return date(year, month, 1), end - timedelta(days=1)
