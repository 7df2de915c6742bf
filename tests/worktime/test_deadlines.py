"""Known limits on the calendar of 2026, worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from tests.worktime.conftest import USUAL, workdays
from tests.worktime.reference import ZONE
from wanmi.worktime.calendar import Deadline, HoursPeriod, WorkCalendar
from wanmi.worktime.limits import Limit, LimitError
from wanmi.worktime.units import Unit


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        # Wednesday, inside the hours, across lunch, into the next day
        ("2026-03-04 09:00", 2, Unit.WORK_HOUR, "2026-03-04 11:00"),
        ("2026-03-04 11:00", 2, Unit.WORK_HOUR, "2026-03-04 15:00"),
        ("2026-03-04 16:30", 4, Unit.WORK_HOUR, "2026-03-05 10:30"),
        # at night, in the lunch break, before opening: from the next opening minute
        ("2026-03-04 22:15", 1, Unit.WORK_HOUR, "2026-03-05 09:00"),
        ("2026-03-04 12:40", 1, Unit.WORK_HOUR, "2026-03-04 15:00"),
        ("2026-03-04 05:00", 1, Unit.WORK_HOUR, "2026-03-04 09:00"),
        # exactly at closing time it stays there
        ("2026-03-04 08:00", 4, Unit.WORK_HOUR, "2026-03-04 12:00"),
        ("2026-03-04 14:00", 4, Unit.WORK_HOUR, "2026-03-04 18:00"),
        ("2026-03-04 18:00", 1, Unit.WORK_HOUR, "2026-03-05 09:00"),
        # Friday into Monday; Friday before a make-up Saturday (2026-05-09)
        ("2026-03-06 17:00", 2, Unit.WORK_HOUR, "2026-03-09 09:00"),
        ("2026-05-08 17:00", 2, Unit.WORK_HOUR, "2026-05-09 09:00"),
        # over the Spring Festival (off 02-15 to 02-23, made up on 02-14 and 02-28)
        ("2026-02-14 17:00", 2, Unit.WORK_HOUR, "2026-02-24 09:00"),
        ("2026-02-17 10:00", 1, Unit.WORK_DAY, "2026-02-24 18:00"),
        ("2026-02-27 10:00", 2, Unit.WORK_DAY, "2026-03-02 10:00"),
        # a working day is eight working hours from the start minute
        ("2026-03-04 10:00", 1, Unit.WORK_DAY, "2026-03-05 10:00"),
        ("2026-03-04 08:00", 1, Unit.WORK_DAY, "2026-03-04 18:00"),
        ("2026-03-04 13:00", 5, Unit.WORK_DAY, "2026-03-11 12:00"),
        # the urgent units and natural days run through nights, weekends and holidays
        ("2026-02-16 23:30", 2, Unit.URGENT_HOUR, "2026-02-17 01:30"),
        ("2026-02-16 23:30", 45, Unit.URGENT_MINUTE, "2026-02-17 00:15"),
        ("2026-03-06 17:00", 2, Unit.URGENT_DAY, "2026-03-08 17:00"),
        ("2026-03-06 17:00", 3, Unit.NATURAL_DAY, "2026-03-09 17:00"),
    ],
)
def test_limits(calendar: WorkCalendar, start: str, value: int, unit: Unit, end: str) -> None:
    deadline = calendar.deadline(local(start), Limit(value, unit))
    assert deadline == Deadline(local(end).astimezone(UTC), unit, provisional=False)
    assert deadline.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-04 08:00", 1, "2026-03-05 18:00"),
        ("2026-03-04 17:59", 1, "2026-03-05 18:00"),
        ("2026-03-04 18:00", 1, "2026-03-06 18:00"),  # the day is over: the start moves to Thursday
        ("2026-03-06 12:30", 1, "2026-03-09 18:00"),
        ("2026-03-07 10:00", 1, "2026-03-10 18:00"),  # a Saturday: the start moves to Monday
        ("2026-02-13 09:00", 2, "2026-02-24 18:00"),
    ],
)
def test_the_other_school_counts_whole_days(end_of_day: WorkCalendar, start: str, days: int, end: str) -> None:
    deadline = end_of_day.deadline(local(start), Limit(days, Unit.WORK_DAY))
    assert deadline == Deadline(local(end).astimezone(UTC), Unit.WORK_DAY, provisional=False)


def test_the_other_school_changes_working_days_only(calendar: WorkCalendar, end_of_day: WorkCalendar) -> None:
    start = local("2026-03-06 17:00")
    for unit in set(Unit) - {Unit.WORK_DAY}:
        assert end_of_day.deadline(start, Limit(3, unit)) == calendar.deadline(start, Limit(3, unit))


@pytest.mark.parametrize("unit", [Unit.WORK_HOUR, Unit.WORK_DAY])
def test_a_pause_over_the_weekend_adds_nothing(calendar: WorkCalendar, end_of_day: WorkCalendar, unit: Unit) -> None:
    """A pause measured in natural seconds but added as working time would give 62 working hours here."""
    for city in (calendar, end_of_day):
        deadline = city.deadline(local("2026-03-06 10:00"), Limit(9, unit))
        pause = city.elapsed(unit, local("2026-03-06 18:00"), local("2026-03-09 08:00"))
        assert pause.amount == 0
        assert city.shift(deadline, pause) == deadline


def test_a_pause_over_the_weekend_counts_whole_for_an_urgent_limit(calendar: WorkCalendar) -> None:
    deadline = calendar.deadline(local("2026-03-06 17:00"), Limit(4, Unit.URGENT_HOUR))
    pause = calendar.elapsed(Unit.URGENT_HOUR, local("2026-03-06 18:00"), local("2026-03-09 08:00"))
    assert pause.amount == 62 * 3600
    assert calendar.shift(deadline, pause).at == local("2026-03-09 11:00")


def test_a_resume_keeps_the_extension_granted_before(calendar: WorkCalendar) -> None:
    limit = Limit(4, Unit.WORK_HOUR)
    first = calendar.deadline(local("2026-03-04 09:00"), limit)
    assert first.at == local("2026-03-04 15:00")
    extended = calendar.extend(first, limit)
    assert extended.at == local("2026-03-05 09:00")
    pause = calendar.elapsed(limit.unit, local("2026-03-04 10:00"), local("2026-03-05 10:00"))
    assert pause.amount == 8 * 3600
    assert calendar.shift(extended, pause).at == local("2026-03-06 09:00")


def test_whole_days_are_extended_by_whole_days(end_of_day: WorkCalendar) -> None:
    deadline = end_of_day.deadline(local("2026-03-05 09:00"), Limit(1, Unit.WORK_DAY))
    assert deadline.at == local("2026-03-06 18:00")
    assert end_of_day.extend(deadline, Limit(1, Unit.WORK_DAY)).at == local("2026-03-09 18:00")
    pause = end_of_day.elapsed(Unit.WORK_DAY, local("2026-03-05 10:00"), local("2026-03-09 10:00"))
    assert pause.amount == 2
    assert end_of_day.shift(deadline, pause).at == local("2026-03-10 18:00")


def test_an_extension_from_closing_time_goes_on_at_the_next_opening(calendar: WorkCalendar) -> None:
    deadline = calendar.deadline(local("2026-03-06 14:00"), Limit(4, Unit.WORK_HOUR))
    assert calendar.extend(deadline, Limit(1, Unit.WORK_HOUR)).at == local("2026-03-09 09:00")


def test_a_limit_cannot_be_moved_on_another_clock(calendar: WorkCalendar, end_of_day: WorkCalendar) -> None:
    deadline = calendar.deadline(local("2026-03-04 09:00"), Limit(1, Unit.WORK_DAY))
    assert calendar.extend(deadline, Limit(2, Unit.WORK_HOUR)).at == local("2026-03-05 11:00")
    for city, unit in [(calendar, Unit.URGENT_HOUR), (end_of_day, Unit.WORK_HOUR)]:
        with pytest.raises(LimitError) as caught:
            city.extend(deadline, Limit(2, unit))
        assert caught.value.kind == "deadline.other_clock"


def test_a_pause_cannot_run_backwards(calendar: WorkCalendar) -> None:
    with pytest.raises(LimitError) as caught:
        calendar.elapsed(Unit.WORK_HOUR, local("2026-03-05 09:00"), local("2026-03-04 09:00"))
    assert caught.value.kind == "pause.backwards"


def test_summer_and_winter_hours_each_have_their_days() -> None:
    winter = HoursPeriod(date(2026, 1, 1), date(2026, 5, 1), ((time(8, 30), time(12)), (time(13), time(17, 30))))
    summer = HoursPeriod(date(2026, 5, 1), None, ((time(8), time(11, 30)), (time(14, 30), time(19))))
    city = WorkCalendar("Asia/Shanghai", [summer, winter], workdays(2026, 2026))
    deadline = city.deadline(local("2026-04-30 17:00"), Limit(4, Unit.WORK_HOUR))
    assert deadline == Deadline(local("2026-05-06 11:30").astimezone(UTC), Unit.WORK_HOUR, provisional=False)


def test_day_hours_are_the_citys(calendar: WorkCalendar) -> None:
    city = WorkCalendar("Asia/Shanghai", [USUAL], workdays(2026, 2026), day_hours=7)
    start, limit = local("2026-03-04 08:00"), Limit(1, Unit.WORK_DAY)
    assert city.deadline(start, limit).at == local("2026-03-04 17:00")
    assert calendar.deadline(start, limit).at == local("2026-03-04 18:00")


def test_a_zone_with_summer_time_counts_true_hours() -> None:
    """Berlin puts its clocks back on 2026-10-25 at 03:00: that night has an hour more."""
    hours = HoursPeriod(date(2020, 1, 1), None, ((time(0), time(6)), (time(12), time(18))))
    city = WorkCalendar("Europe/Berlin", [hours], {date(2026, 10, 25): True, date(2026, 10, 26): True})
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnight in Berlin
    assert city.deadline(start, Limit(7, Unit.WORK_HOUR)).at == datetime(2026, 10, 25, 5, tzinfo=UTC)
    assert sum(step.amount for step in city.explain(start, Limit(9, Unit.WORK_HOUR))) == 9 * 3600


def test_a_started_second_is_not_counted(calendar: WorkCalendar) -> None:
    start = local("2026-03-04 09:00").replace(microsecond=999_999)
    assert calendar.deadline(start, Limit(1, Unit.WORK_HOUR)).at == local("2026-03-04 10:00")


def test_a_naive_start_is_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(TypeError):
        calendar.deadline(datetime(2026, 3, 4, 9), Limit(1, Unit.WORK_HOUR))
