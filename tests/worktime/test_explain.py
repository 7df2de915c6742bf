"""A deadline explains itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from tests.worktime.reference import ZONE
from tests.worktime.test_laws import calendars, limits, moments
from wanmi.worktime.calendar import DaySchool, Reason, Step, WorkCalendar
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

COUNTED = {Reason.NATURAL_TIME, Reason.WORKING_HOURS, Reason.MAKE_UP_DAY}


def told(steps: tuple[Step, ...]) -> list[tuple[str, str, int, str]]:
    return [(f"{step.begin:%m-%d %H:%M}", f"{step.end:%m-%d %H:%M}", step.amount, step.reason) for step in steps]


@given(calendars, moments, limits)
def test_what_is_counted_makes_the_limit(city: WorkCalendar, start: datetime, limit: Limit) -> None:
    steps = city.explain(start, limit)
    seconds = {Unit.URGENT_MINUTE: 60, Unit.WORK_HOUR: 3600, Unit.URGENT_HOUR: 3600, Unit.WORK_DAY: 8 * 3600}
    whole_days = limit.unit is Unit.WORK_DAY and city.school is DaySchool.END_OF_DAY
    assert sum(step.amount for step in steps) == limit.value * (1 if whole_days else seconds.get(limit.unit, 86400))
    assert all((step.amount > 0) == (step.reason in COUNTED) for step in steps)
    if not whole_days:
        assert all(step.amount == (step.end - step.begin).total_seconds() for step in steps if step.amount)


@given(calendars, moments, limits)
def test_the_steps_run_from_start_to_deadline_and_skip_no_day(
    city: WorkCalendar, start: datetime, limit: Limit
) -> None:
    steps, deadline = city.explain(start, limit), city.deadline(start, limit)
    assert steps[-1].end == deadline.at
    assert steps[0].begin == start or steps[0].reason is Reason.START_DAY
    assert all(earlier.end <= later.begin for earlier, later in pairwise(steps))
    if limit.unit in (Unit.WORK_HOUR, Unit.WORK_DAY):
        length = (deadline.at.astimezone(ZONE).date() - start.date()).days
        assert {step.begin.date() for step in steps} == {start.date() + timedelta(days=n) for n in range(length + 1)}
        assert deadline.provisional == any(step.estimated for step in steps)


def test_over_the_spring_festival(calendar: WorkCalendar) -> None:
    steps = calendar.explain(datetime(2026, 2, 13, 20, 30, tzinfo=ZONE), Limit(9, Unit.WORK_HOUR))
    assert told(steps[:5]) == [
        ("02-13 20:30", "02-14 00:00", 0, "out_of_hours"),
        ("02-14 08:00", "02-14 12:00", 4 * 3600, "make_up_day"),
        ("02-14 14:00", "02-14 18:00", 4 * 3600, "make_up_day"),
        ("02-15 00:00", "02-16 00:00", 0, "weekend"),
        ("02-16 00:00", "02-17 00:00", 0, "day_off"),
    ]
    assert told(steps)[-1] == ("02-24 08:00", "02-24 09:00", 3600, "working_hours")
    assert not any(step.estimated for step in steps)


def test_whole_days_name_the_day_of_the_start(end_of_day: WorkCalendar) -> None:
    assert told(end_of_day.explain(datetime(2026, 3, 5, 10, tzinfo=ZONE), Limit(2, Unit.WORK_DAY))) == [
        ("03-05 10:00", "03-05 18:00", 0, "start_day"),
        ("03-06 08:00", "03-06 18:00", 1, "working_hours"),
        ("03-07 00:00", "03-08 00:00", 0, "weekend"),
        ("03-08 00:00", "03-09 00:00", 0, "weekend"),
        ("03-09 08:00", "03-09 18:00", 1, "working_hours"),
    ]


def test_natural_time_is_one_step(calendar: WorkCalendar) -> None:
    steps = calendar.explain(datetime(2026, 2, 16, 23, tzinfo=ZONE), Limit(2, Unit.URGENT_HOUR))
    assert told(steps) == [("02-16 23:00", "02-17 01:00", 7200, "natural_time")]


@pytest.mark.parametrize("month", [1, 12])
def test_only_unknown_days_are_called_estimated(calendar: WorkCalendar, month: int) -> None:
    steps = calendar.explain(datetime(2026, month, 30, 8, tzinfo=ZONE), Limit(3, Unit.WORK_DAY))
    assert [step.begin.date() for step in steps if step.estimated] == ([date(2027, 1, 1)] * 2 if month == 12 else [])


def test_the_worked_example_of_the_documentation(calendar: WorkCalendar, end_of_day: WorkCalendar) -> None:
    start, limit = datetime(2026, 2, 13, 16, 30, tzinfo=ZONE), Limit(2, Unit.WORK_DAY)
    deadline = calendar.deadline(start, limit)
    assert deadline.at == datetime(2026, 2, 24, 16, 30, tzinfo=ZONE)
    assert end_of_day.deadline(start, limit).at == datetime(2026, 2, 24, 18, tzinfo=ZONE)
    assert calendar.deadline(start, Limit(2, Unit.URGENT_HOUR)).at == datetime(2026, 2, 13, 18, 30, tzinfo=ZONE)
    extended = calendar.extend(deadline, Limit(1, Unit.WORK_DAY))
    assert extended.at == datetime(2026, 2, 25, 16, 30, tzinfo=ZONE)
    begin, end = datetime(2026, 2, 24, 18, tzinfo=ZONE), datetime(2026, 2, 25, 10, tzinfo=ZONE)
    assert calendar.shift(extended, calendar.elapsed(limit.unit, begin, end)).at == datetime(
        2026, 2, 26, 8, 30, tzinfo=ZONE
    )
    counted = [step for step in calendar.explain(start, limit) if step.amount]
    assert [step.amount / 3600 for step in counted] == [1.5, 4, 4, 4, 2.5]
