"""Which days are worked, during which hours, and whether that is known or estimated."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from wanmi.worktime.errors import CalendarError

Spans = tuple[tuple[time, time], ...]
DAY = timedelta(days=1)
REACH = 1900, 2300  # years; a day outside them is a mistake in the data
UNKNOWN_YEARS = 2020, 2030  # where a calendar without any known day begins to estimate


@dataclass(frozen=True, slots=True)
class HoursPeriod:
    """Working hours of each working day from ``valid_from`` to the day before ``valid_to`` (None: open).

    ``spans`` are (opens, closes) in local time, in order and apart: ((08:00, 12:00), (14:00, 18:00)).
    """

    valid_from: date
    valid_to: date | None
    spans: Spans

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
            raise CalendarError("hours.spans", f"working hours from {self.valid_from}: spans must follow each other")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise CalendarError("hours.period", f"working hours from {self.valid_from} end before they begin")


class Days:
    """The days of a city: what its table says, and an estimate by weekday and latest hours for all others."""

    def __init__(self, hours: Sequence[HoursPeriod], workdays: Mapping[date, bool]) -> None:
        if not hours:
            raise CalendarError("hours.none", "a calendar needs working hours")
        self._periods = sorted(hours, key=lambda period: period.valid_from)
        self._starts = [period.valid_from for period in self._periods]
        self._workdays = dict(workdays)
        if self.years[0] < REACH[0] or self.years[1] > REACH[1]:
            raise CalendarError("calendar.years", f"days must lie in the years {REACH[0]} to {REACH[1]}")
        for earlier, later in pairwise(self._periods):
            if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                raise CalendarError("hours.overlap", f"working hours from {later.valid_from} overlap earlier ones")

    def is_workday(self, day: date) -> bool:
        """As the table says, else by weekday."""
        return self._workdays.get(day, not is_weekend(day))

    @property
    def years(self) -> tuple[int, int]:
        """The first and last years that the table says something about."""
        if not self._workdays:
            return UNKNOWN_YEARS
        return min(self._workdays).year, max(self._workdays).year

    def is_known(self, day: date) -> bool:
        """Whether the table has the day and, where it is worked, its hours."""
        worked = self._workdays.get(day)
        return worked is not None and not (worked and self._lacks_hours(day))

    def spans(self, day: date) -> Spans:
        """The day's working hours; none on a day off."""
        return self._period(day).spans if self.is_workday(day) else ()

    def known_runs(self) -> Iterator[tuple[date, date]]:
        """The (first, last) days of each run of known days without a gap, in order."""
        known = sorted(day for day in self._workdays if self.is_known(day))
        breaks = [i for i in range(1, len(known)) if known[i] - known[i - 1] != DAY]
        for begin, end in pairwise([0, *breaks, len(known)]):
            if begin < end:
                yield known[begin], known[end - 1]

    def _period(self, day: date) -> HoursPeriod:
        """The hours in force on a day; before the first ones those, after a period without successor its own."""
        return self._periods[max(bisect_right(self._starts, day) - 1, 0)]

    def _lacks_hours(self, day: date) -> bool:
        period = self._period(day)
        return day < period.valid_from or (period.valid_to is not None and day >= period.valid_to)


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.isoweekday() > 5
