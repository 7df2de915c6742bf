"""A real calendar: 2024 to 2026 as the State Council arranged them, with the usual hours."""

from __future__ import annotations

from datetime import date, time, timedelta

import chinese_calendar
import pytest

from wanmi.worktime.calendar import DaySchool, HoursPeriod, WorkCalendar

USUAL = HoursPeriod(date(2000, 1, 1), None, ((time(8), time(12)), (time(14), time(18))))


def workdays(first: int, last: int) -> dict[date, bool]:
    begin, end = date(first, 1, 1), date(last + 1, 1, 1)
    days = (begin + timedelta(days=n) for n in range((end - begin).days))
    return {day: chinese_calendar.is_workday(day) for day in days}


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return WorkCalendar("Asia/Shanghai", [USUAL], workdays(2024, 2026))


@pytest.fixture(scope="session")
def end_of_day() -> WorkCalendar:
    return WorkCalendar("Asia/Shanghai", [USUAL], workdays(2024, 2026), DaySchool.END_OF_DAY)
