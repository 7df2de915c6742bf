"""What must hold for any calendar, start and limit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worktime.reference import DAY, MINUTE, ZONE, MinuteWalker
from wanmi.worktime.calendar import DaySchool, HoursPeriod, WorkCalendar
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

FIRST = date(2026, 1, 26)  # five weeks around the Spring Festival of 2026
FIRST_MINUTE = datetime(2026, 1, 26, tzinfo=ZONE)
WORKING = (Unit.WORK_HOUR, Unit.WORK_DAY)

days_tables = st.dictionaries(st.integers(0, 34).map(lambda n: FIRST + n * DAY), st.booleans(), max_size=35)
hours = (
    st.sets(st.integers(0, 23 * 4 + 3), min_size=2, max_size=6)
    .filter(lambda edges: len(edges) % 2 == 0)
    .map(lambda edges: [time(edge // 4, edge % 4 * 15) for edge in sorted(edges)])
    .map(lambda edges: HoursPeriod(date(2000, 1, 1), None, tuple(zip(edges[::2], edges[1::2], strict=True))))
)
schools = st.sampled_from(DaySchool)
minutes = st.integers(0, 28 * 24 * 60).map(lambda n: FIRST_MINUTE + n * MINUTE)
moments = st.integers(0, 28 * 24 * 3600).map(lambda n: FIRST_MINUTE + timedelta(seconds=n))
limits = st.builds(Limit, st.integers(1, 30), st.sampled_from(Unit))
calendars = st.builds(
    WorkCalendar, st.just("Asia/Shanghai"), st.lists(hours, min_size=1, max_size=1), days_tables, schools
)


@settings(max_examples=60)
@given(hours, days_tables, minutes, st.integers(1, 6))
def test_working_hours_agree_with_the_minute_walker(
    period: HoursPeriod, table: dict[date, bool], start: datetime, value: int
) -> None:
    city, walker = WorkCalendar("Asia/Shanghai", [period], table, day_hours=3), MinuteWalker(period, table)
    assert city.deadline(start, Limit(value, Unit.WORK_HOUR)).at == walker.after_minutes(start, 60 * value)
    assert city.deadline(start, Limit(value, Unit.WORK_DAY)).at == walker.after_minutes(start, 180 * value)


@settings(max_examples=60)
@given(hours, days_tables, minutes, minutes, st.integers(1, 20))
def test_whole_days_and_pauses_agree_with_the_minute_walker(
    period: HoursPeriod, table: dict[date, bool], start: datetime, other: datetime, value: int
) -> None:
    city, walker = WorkCalendar("Asia/Shanghai", [period], table, DaySchool.END_OF_DAY), MinuteWalker(period, table)
    assert city.deadline(start, Limit(value, Unit.WORK_DAY)).at == walker.after_days(start, value)
    since, until = sorted([start, other])
    assert city.elapsed(Unit.WORK_HOUR, since, until).amount == 60 * walker.minutes_between(since, until)


@given(calendars, moments, moments, limits)
def test_a_later_start_never_ends_earlier(city: WorkCalendar, one: datetime, other: datetime, limit: Limit) -> None:
    earlier, later = sorted([one, other])
    assert city.deadline(earlier, limit).at <= city.deadline(later, limit).at


@given(calendars, moments, limits, st.integers(1, 30))
def test_a_longer_limit_ends_later(city: WorkCalendar, start: datetime, limit: Limit, more: int) -> None:
    longer = Limit(limit.value + more, limit.unit)
    assert start < city.deadline(start, limit).at < city.deadline(start, longer).at


@given(calendars, moments, moments, limits)
def test_a_pause_from_the_start_is_a_later_start(
    city: WorkCalendar, one: datetime, other: datetime, limit: Limit
) -> None:
    start, resumed = sorted([one, other])
    pause = city.elapsed(limit.unit, start, resumed)
    assert city.shift(city.deadline(start, limit), pause).at == city.deadline(resumed, limit).at


@given(calendars, st.tuples(moments, moments, moments).map(sorted), limits)
def test_two_pauses_are_as_long_as_the_one_they_make(city: WorkCalendar, edges: list[datetime], limit: Limit) -> None:
    first, middle, last = edges
    parts = [city.elapsed(limit.unit, first, middle), city.elapsed(limit.unit, middle, last)]
    assert sum(part.amount for part in parts) == city.elapsed(limit.unit, first, last).amount


@given(calendars, moments, limits, st.integers(1, 30))
def test_an_extension_is_a_longer_limit(city: WorkCalendar, start: datetime, limit: Limit, more: int) -> None:
    extended = city.extend(city.deadline(start, limit), Limit(more, limit.unit))
    assert extended == city.deadline(start, Limit(limit.value + more, limit.unit))


@given(hours, days_tables, schools, moments, st.integers(1, 30), st.sampled_from(WORKING))
def test_a_working_limit_ends_in_working_time(
    period: HoursPeriod, table: dict[date, bool], school: DaySchool, start: datetime, value: int, unit: Unit
) -> None:
    end = WorkCalendar("Asia/Shanghai", [period], table, school).deadline(start, Limit(value, unit)).at.astimezone(ZONE)
    assert MinuteWalker(period, table).is_workday(end.date())
    assert any(opens < end.time() <= closes for opens, closes in period.spans)


@given(hours, days_tables, schools, moments, limits)
def test_a_deadline_is_provisional_just_when_it_needs_an_unknown_day(
    period: HoursPeriod, table: dict[date, bool], school: DaySchool, start: datetime, limit: Limit
) -> None:
    deadline = WorkCalendar("Asia/Shanghai", [period], table, school).deadline(start, limit)
    last = deadline.at.astimezone(ZONE).date()
    touched = {start.date() + n * DAY for n in range((last - start.date()).days + 1)}
    assert deadline.provisional == (limit.unit in WORKING and not touched <= table.keys())
