"""A calendar laid out in UTC seconds for some years, ready for bisection."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from wanmi.worktime.clocks import DaysClock, HoursClock
from wanmi.worktime.days import DAY, Days


class Timeline:
    """The two working clocks of a city, from the first day of ``first`` to the last day of ``last`` (years)."""

    def __init__(self, days: Days, zone: ZoneInfo, first: int, last: int) -> None:
        self.first, self.last = first, last
        begin, end = date(first, 1, 1), date(last + 1, 1, 1)
        worked = [spans for day in each_day(begin, end) if (spans := open_spans(days, day, zone))]
        reach = midnight(begin, zone), midnight(end, zone)
        self.hours = HoursClock([span for spans in worked for span in spans], *reach)
        self.days = DaysClock([spans[-1][1] for spans in worked], *reach)


class Knowledge:
    """The stretches of time whose days are known."""

    def __init__(self, days: Days, zone: ZoneInfo) -> None:
        runs = list(days.known_runs())
        self.until = runs[0][1] if runs else date.min
        self._edges = [midnight(day, zone) for begin, last in runs for day in (begin, last + DAY)]

    def has(self, since: int, until: int) -> bool:
        """Whether each day that the time from ``since`` to ``until`` touches is known."""
        edge = bisect_right(self._edges, since)
        return edge % 2 == 1 and until <= self._edges[edge]


def midnight(day: date, zone: ZoneInfo) -> int:
    """The instant at which a local day begins."""
    return _instant(day, time.min, zone)


def each_day(begin: date, end: date) -> Iterator[date]:
    """The days from ``begin`` to the one before ``end``."""
    return map(date.fromordinal, range(begin.toordinal(), end.toordinal()))


def open_spans(days: Days, day: date, zone: ZoneInfo) -> list[tuple[int, int]]:
    """The working hours of a day; a span that a change of the clocks swallows is left out."""
    spans = [(_instant(day, opens, zone), _instant(day, closes, zone)) for opens, closes in days.spans(day)]
    return [(opens, closes) for opens, closes in spans if opens < closes]


def _instant(day: date, at: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, at, zone).timestamp())
