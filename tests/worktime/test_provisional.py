"""What the calendar does not know it estimates, and says so."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tests.worktime.conftest import USUAL, workdays
from tests.worktime.reference import ZONE
from wanmi.worktime.calendar import Elapsed, HoursPeriod, WorkCalendar
from wanmi.worktime.limits import Limit, LimitError
from wanmi.worktime.units import Unit

DAYS = Limit(1, Unit.WORK_DAY)
LAST_MORNING = datetime(2026, 12, 31, 8, tzinfo=ZONE)  # a Thursday, and a working day


def test_a_limit_inside_the_known_years_is_sure(calendar: WorkCalendar) -> None:
    assert not calendar.deadline(LAST_MORNING, DAYS).provisional


def test_a_limit_into_the_next_year_is_estimated_by_weekday(calendar: WorkCalendar) -> None:
    deadline = calendar.deadline(LAST_MORNING, Limit(9, Unit.WORK_HOUR))
    assert deadline.provisional
    assert deadline.at == datetime(2027, 1, 1, 9, tzinfo=ZONE)  # the package does not know that this Friday is off


def test_loading_the_next_year_makes_it_sure_and_moves_it() -> None:
    table = workdays(2026, 2026) | {date(2027, 1, day): day > 3 for day in range(1, 32)}
    deadline = WorkCalendar("Asia/Shanghai", [USUAL], table).deadline(LAST_MORNING, Limit(9, Unit.WORK_HOUR))
    assert not deadline.provisional
    assert deadline.at == datetime(2027, 1, 4, 9, tzinfo=ZONE)


def test_a_start_before_the_known_years_is_estimated_too(calendar: WorkCalendar) -> None:
    assert calendar.deadline(datetime(2003, 7, 1, 9, tzinfo=ZONE), DAYS).provisional


def test_a_pause_up_to_the_midnight_that_ends_the_known_years_is_sure(calendar: WorkCalendar) -> None:
    midnight = datetime(2027, 1, 1, tzinfo=ZONE)
    assert not calendar.elapsed(Unit.WORK_HOUR, LAST_MORNING, midnight).provisional
    assert calendar.elapsed(Unit.WORK_HOUR, LAST_MORNING, midnight + timedelta(seconds=1)).provisional


def test_natural_time_needs_no_calendar(calendar: WorkCalendar) -> None:
    start = datetime(2040, 1, 1, tzinfo=ZONE)
    for unit in (Unit.URGENT_MINUTE, Unit.URGENT_HOUR, Unit.URGENT_DAY, Unit.NATURAL_DAY):
        assert not calendar.deadline(start, Limit(5, unit)).provisional
        assert not calendar.elapsed(unit, start, start + timedelta(days=400)).provisional


def test_an_unknown_day_that_is_passed_over_counts_as_needed() -> None:
    """An unknown Saturday might have been made a working day."""
    table = workdays(2026, 2026)
    del table[date(2026, 3, 7)]
    city = WorkCalendar("Asia/Shanghai", [USUAL], table)
    assert city.deadline(datetime(2026, 3, 6, 17, tzinfo=ZONE), Limit(2, Unit.WORK_HOUR)).provisional
    assert not city.deadline(datetime(2026, 3, 6, 17, tzinfo=ZONE), Limit(1, Unit.WORK_HOUR)).provisional
    assert not city.deadline(datetime(2026, 3, 9, 9, tzinfo=ZONE), Limit(1, Unit.WORK_HOUR)).provisional
    assert city.known_until == date(2026, 3, 6)


def test_moving_a_deadline_keeps_and_spreads_the_doubt(calendar: WorkCalendar) -> None:
    sure = calendar.deadline(LAST_MORNING, DAYS)
    assert calendar.extend(sure, DAYS).provisional
    doubtful = calendar.extend(sure, DAYS)
    assert calendar.shift(doubtful, Elapsed(Unit.WORK_DAY, 0)).provisional
    pause = calendar.elapsed(Unit.WORK_DAY, LAST_MORNING, LAST_MORNING + timedelta(days=4))
    early = calendar.deadline(datetime(2026, 3, 4, 9, tzinfo=ZONE), DAYS)
    assert pause.provisional
    assert calendar.shift(early, pause).provisional


def test_known_until_is_the_last_day_of_the_table(calendar: WorkCalendar) -> None:
    assert calendar.known_until == date(2026, 12, 31)
    assert WorkCalendar("Asia/Shanghai", [USUAL], {}).known_until == date.min


def test_a_calendar_without_days_estimates_all() -> None:
    deadline = WorkCalendar("Asia/Shanghai", [USUAL], {}).deadline(datetime(2026, 10, 1, 8, tzinfo=ZONE), DAYS)
    assert deadline.provisional
    assert deadline.at == datetime(2026, 10, 1, 18, tzinfo=ZONE)


def test_a_working_day_without_hours_is_not_known() -> None:
    """The hours ended with June: July is estimated with the latest ones."""
    hours = HoursPeriod(date(2026, 1, 1), date(2026, 7, 1), ((time(9), time(12)),))
    city = WorkCalendar("Asia/Shanghai", [hours], workdays(2026, 2026))
    deadline = city.deadline(datetime(2026, 6, 30, 11, tzinfo=ZONE), Limit(2, Unit.WORK_HOUR))
    assert deadline.provisional
    assert deadline.at == datetime(2026, 7, 1, 10, tzinfo=ZONE)
    assert city.known_until == date(2026, 6, 30)


def test_far_years_are_reached_when_they_are_asked_for(calendar: WorkCalendar) -> None:
    deadline = calendar.deadline(LAST_MORNING, Limit(20_000, Unit.WORK_DAY))
    assert deadline.provisional
    assert deadline.at.year == 2103


@pytest.mark.parametrize("unit", [Unit.WORK_DAY, Unit.NATURAL_DAY])
def test_a_limit_of_centuries_is_refused(calendar: WorkCalendar, unit: Unit) -> None:
    with pytest.raises(LimitError) as caught:
        calendar.deadline(LAST_MORNING, Limit(10_000_000, unit))
    assert caught.value.kind == "limit.out_of_reach"
