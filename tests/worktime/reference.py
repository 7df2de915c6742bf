"""Working time counted minute by minute, as slowly and plainly as can be: what the calendar must agree with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wanmi.worktime.calendar import HoursPeriod

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class MinuteWalker:
    """Takes one period of hours without end, and the days of a table; all others go by weekday."""

    def __init__(self, hours: HoursPeriod, workdays: Mapping[date, bool]) -> None:
        self.hours, self.workdays = hours, workdays

    def is_workday(self, day: date) -> bool:
        return self.workdays[day] if day in self.workdays else day.weekday() < 5

    def is_open(self, moment: datetime) -> bool:
        """Whether the minute that begins at ``moment`` is worked."""
        at = moment.time()
        return self.is_workday(moment.date()) and any(opens <= at < closes for opens, closes in self.hours.spans)

    def after_minutes(self, start: datetime, minutes: int) -> datetime:
        """The end of the last of so many working minutes."""
        moment = start
        while minutes:
            minutes -= self.is_open(moment)
            moment += MINUTE
        return moment

    def minutes_between(self, since: datetime, until: datetime) -> int:
        worked, moment = 0, since
        while moment < until:
            worked += self.is_open(moment)
            moment += MINUTE
        return worked

    def after_days(self, start: datetime, days: int) -> datetime:
        """The closing time of the last of so many working days after the day on which work can begin."""
        day = start.date()
        while not (self.is_workday(day) and self._closing(day) > start):
            day += DAY
        while days:
            day += DAY
            days -= self.is_workday(day)
        return self._closing(day)

    def _closing(self, day: date) -> datetime:
        return datetime.combine(day, self.hours.spans[-1][1], ZONE)
