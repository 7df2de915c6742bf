"""A city's working calendar: when a limit ends, how long a pause was, and why.

The rules are those of GB/T 30428.8 as cities apply them; docs/worktime.md tells them with examples. Datetimes must be
aware. Time is counted in whole seconds, and deadlines are in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wanmi.worktime.clocks import Clock, NaturalClock, OutOfReachError
from wanmi.worktime.days import REACH, Days, HoursPeriod
from wanmi.worktime.errors import CalendarError, LimitError
from wanmi.worktime.explain import Narrator, Reason, Step
from wanmi.worktime.limits import Limit
from wanmi.worktime.timeline import Knowledge, Timeline
from wanmi.worktime.units import Unit

__all__ = ["DaySchool", "Deadline", "Elapsed", "HoursPeriod", "Reason", "Step", "WorkCalendar"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NATURAL = NaturalClock()
NATURAL_SECONDS = {Unit.URGENT_MINUTE: 60, Unit.URGENT_HOUR: 3600, Unit.URGENT_DAY: 86400, Unit.NATURAL_DAY: 86400}


class DaySchool(StrEnum):
    """What a working day of a limit is; a city's setting."""

    RUNNING = "running"  # so many working hours, from the minute the limit starts
    END_OF_DAY = (
        "end_of_day"  # limits end at the closing time of the last working day, the day of the start not counted
    )


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a limit ends (UTC) and on which unit's clock; provisional where the calendar did not know each day."""

    at: datetime
    unit: Unit
    provisional: bool


@dataclass(frozen=True, slots=True)
class Elapsed:
    """What ran on a unit's clock: seconds, or working days where the city counts whole ones."""

    unit: Unit
    amount: int
    provisional: bool = False


class _Rule(NamedTuple):
    clock: Clock
    size: int  # one unit of a limit on that clock


class WorkCalendar:
    """Working hours and working days of one city. It never changes, and threads may share it."""

    known_until: date  # the last day known without a gap; date.min where none is

    def __init__(
        self,
        zone: str,
        hours: Sequence[HoursPeriod],
        workdays: Mapping[date, bool],
        school: DaySchool = DaySchool.RUNNING,
        day_hours: int = 8,
    ) -> None:
        """``day_hours`` is the length of a running working day. Raises CalendarError."""
        if day_hours <= 0:
            raise CalendarError("calendar.day_hours", f"a working day cannot have {day_hours} hours", value=day_hours)
        self.zone = zone
        self.zone = zone
        self.school = school
        self._day_hours = day_hours
        self._zone = _zone(zone)
        self._days = Days(hours, workdays)
        self._knowledge = Knowledge(self._days, self._zone)
        self.known_until = self._knowledge.until
        self._lay_out(self._days.years[0] - 1, self._days.years[1] + 1)

    def is_workday(self, day: date) -> bool:
        """As the city's table says, else by weekday."""
        return self._days.is_workday(day)

    def deadline(self, start: datetime, limit: Limit) -> Deadline:
        """When a limit that starts at ``start`` ends; a start out of hours moves to the next opening."""
        clock, size = self._rules[limit.unit]
        begin = _second(start)
        try:
            end = clock.after(begin, limit.value * size)
        except OutOfReachError:
            self._reach_further()
            return self.deadline(start, limit)
        return Deadline(_moment(end), limit.unit, self._is_guess(clock, begin, end))

    def extend(self, deadline: Deadline, limit: Limit) -> Deadline:
        """The deadline put off by a whole limit on the same clock. Raises LimitError (deadline.other_clock)."""
        return self.shift(deadline, Elapsed(limit.unit, limit.value * self._rules[limit.unit].size))

    def elapsed(self, unit: Unit, since: datetime, until: datetime) -> Elapsed:
        """What a pause takes on the unit's own clock. Raises LimitError (pause.backwards)."""
        clock = self._rules[unit].clock
        begin, end = _second(since), _second(until)
        if end < begin:
            raise LimitError("pause.backwards", f"a pause cannot end at {until}, before it begins at {since}")
        try:
            amount = clock.between(begin, end)
        except OutOfReachError:
            self._reach_further()
            return self.elapsed(unit, since, until)
        return Elapsed(unit, amount, self._is_guess(clock, begin, end))

    def shift(self, deadline: Deadline, elapsed: Elapsed) -> Deadline:
        """The deadline put behind a pause, extensions and all. Raises LimitError (deadline.other_clock)."""
        rules = self._rules
        clock = rules[deadline.unit].clock
        if clock is not rules[elapsed.unit].clock:
            message = f"a limit in {deadline.unit} does not run on the clock of {elapsed.unit}"
            raise LimitError("deadline.other_clock", message, unit=deadline.unit, other=elapsed.unit)
        begin = _second(deadline.at)
        try:
            end = clock.later(begin, elapsed.amount)
        except OutOfReachError:
            self._reach_further()
            return self.shift(deadline, elapsed)
        guess = deadline.provisional or elapsed.provisional or self._is_guess(clock, begin, end)
        return Deadline(_moment(end), deadline.unit, guess)

    def explain(self, start: datetime, limit: Limit) -> tuple[Step, ...]:
        """The steps from the start to the deadline; their amounts add up to the limit."""
        end = _second(self.deadline(start, limit).at)
        narrator = Narrator(self._days, self._zone, _second(start), end)
        if limit.unit in NATURAL_SECONDS:
            return tuple(narrator.natural_time())
        if self._rules[limit.unit].size == 1:
            return tuple(narrator.working_days())
        return tuple(narrator.working_hours())

    def _is_guess(self, clock: Clock, begin: int, end: int) -> bool:
        return clock is not NATURAL and not self._knowledge.has(begin, end)

    def _lay_out(self, first: int, last: int) -> None:
        """Make the clocks for these years. The rules are replaced at once: a thread sees the old or the new."""
        timeline = Timeline(self._days, self._zone, max(first, REACH[0]), min(last, REACH[1]))
        whole_days = self.school is DaySchool.END_OF_DAY
        work_day = _Rule(timeline.days, 1) if whole_days else _Rule(timeline.hours, self._day_hours * 3600)
        natural = {unit: _Rule(NATURAL, seconds) for unit, seconds in NATURAL_SECONDS.items()}
        self._timeline = timeline
        self._rules = natural | {Unit.WORK_HOUR: _Rule(timeline.hours, 3600), Unit.WORK_DAY: work_day}

    def _reach_further(self) -> None:
        first, last = self._timeline.first, self._timeline.last
        if (first, last) == REACH:
            raise _out_of_reach()
        self._lay_out(first - (last - first), last + (last - first))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise CalendarError("calendar.zone", f"unknown time zone {name!r}", value=name) from None


def _second(moment: datetime) -> int:
    """Whole seconds since 1970. Raises TypeError for a naive datetime."""
    return (moment - EPOCH) // SECOND


def _moment(instant: int) -> datetime:
    try:
        return datetime.fromtimestamp(instant, UTC)
    except (OverflowError, ValueError):
        raise _out_of_reach() from None


def _out_of_reach() -> LimitError:
    return LimitError("limit.out_of_reach", f"the deadline would lie outside the years {REACH[0]} to {REACH[1]}")
