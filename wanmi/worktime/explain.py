"""Why a deadline is when it is: the time that was counted and the days that were not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from wanmi.worktime.days import DAY, Days, is_weekend
from wanmi.worktime.timeline import each_day, midnight, open_spans


class Reason(StrEnum):
    """Why time was counted, or why it was not."""

    NATURAL_TIME = "natural_time"  # counted: the limit runs day and night
    WORKING_HOURS = "working_hours"  # counted
    MAKE_UP_DAY = "make_up_day"  # counted: a weekend that is worked
    OUT_OF_HOURS = "out_of_hours"  # not counted: from the start to the next opening, or to midnight
    START_DAY = "start_day"  # not counted: whole days begin after it
    WEEKEND = "weekend"  # not counted
    DAY_OFF = "day_off"  # not counted: a holiday, or a day the city took off


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of time, in the city's own zone, and what it added to the limit's clock.

    ``amount`` is in seconds, or in days where whole working days are counted; 0 where nothing was counted.
    ``estimated`` says that the calendar does not know the day.
    """

    begin: datetime
    end: datetime
    amount: int
    reason: Reason
    estimated: bool


class Narrator:
    """Tells the steps from one instant to another (seconds since 1970), day by day."""

    def __init__(self, days: Days, zone: ZoneInfo, begin: int, end: int) -> None:
        self._days, self._zone = days, zone
        self._begin, self._end = begin, end

    def natural_time(self) -> Iterator[Step]:
        """One step: all of it."""
        begin, end = self._moment(self._begin), self._moment(self._end)
        yield Step(begin, end, self._end - self._begin, Reason.NATURAL_TIME, estimated=False)

    def working_hours(self) -> Iterator[Step]:
        """Each span of working hours, each day off, and the wait for the first opening."""
        for day in self._each_day():
            spans = self._spans(day)
            if self._days.is_workday(day):
                yield from self._wait(day, spans[0][0] if spans else self._midnight_after(day))
            else:
                yield self._day_off(day)
            for opens, closes in spans:
                yield self._step(day, opens, closes, closes - opens, self._worked(day))

    def working_days(self) -> Iterator[Step]:
        """Each working day after the first that is not over, each day off, and the wait for the first opening."""
        counting = False
        for day in self._each_day():
            spans = self._spans(day)
            if not self._days.is_workday(day):
                yield self._day_off(day)
            elif not spans:
                yield from self._wait(day, self._midnight_after(day))
            else:
                reason = self._worked(day) if counting else Reason.START_DAY
                yield self._step(day, spans[0][0], spans[-1][1], int(counting), reason)
                counting = True

    def _each_day(self) -> Iterator[date]:
        return each_day(self._moment(self._begin).date(), self._moment(self._end).date() + DAY)

    def _spans(self, day: date) -> list[tuple[int, int]]:
        """The working hours of a day between the two instants."""
        spans = open_spans(self._days, day, self._zone)
        cut = [(max(opens, self._begin), min(closes, self._end)) for opens, closes in spans]
        return [(opens, closes) for opens, closes in cut if opens < closes]

    def _wait(self, day: date, until: int) -> Iterator[Step]:
        """The time out of hours before the first opening, told on the day of the start only."""
        if midnight(day, self._zone) <= self._begin < until:
            yield self._step(day, self._begin, until, 0, Reason.OUT_OF_HOURS)

    def _day_off(self, day: date) -> Step:
        begin = max(midnight(day, self._zone), self._begin)
        reason = Reason.WEEKEND if is_weekend(day) else Reason.DAY_OFF
        return self._step(day, begin, self._midnight_after(day), 0, reason)

    def _worked(self, day: date) -> Reason:
        return Reason.MAKE_UP_DAY if is_weekend(day) else Reason.WORKING_HOURS

    def _step(self, day: date, begin: int, end: int, amount: int, reason: Reason) -> Step:
        return Step(self._moment(begin), self._moment(end), amount, reason, estimated=not self._days.is_known(day))

    def _midnight_after(self, day: date) -> int:
        return midnight(day + DAY, self._zone)

    def _moment(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, self._zone)
