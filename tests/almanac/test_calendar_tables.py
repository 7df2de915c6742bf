"""From the city's tables to its calendar, which is never older than they are."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.worktime.reference import ZONE
from wanmi.almanac.models import WorkDay, WorkHours
from wanmi.almanac.queries import calendar_stamp, hours_periods, known_years, work_calendar
from wanmi.almanac.services import Decider, change_day, seed_years
from wanmi.territory.models import City
from wanmi.territory.queries import NoCity
from wanmi.worktime.calendar import DaySchool, HoursPeriod
from wanmi.worktime.errors import CalendarError
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

FRIDAY_EVENING = datetime(2026, 3, 6, 17, tzinfo=ZONE)
TWO_HOURS = Limit(2, Unit.WORK_HOUR)
pytestmark = pytest.mark.django_db


def test_the_tables_make_a_calendar(city: City) -> None:
    seed_years([2026])
    calendar = work_calendar()
    assert (calendar.zone, calendar.school) == ("Asia/Shanghai", DaySchool.RUNNING)
    assert calendar.known_until == date(2026, 12, 31)
    deadline = calendar.deadline(FRIDAY_EVENING, TWO_HOURS)
    assert (deadline.at, deadline.provisional) == (datetime(2026, 3, 9, 1, tzinfo=UTC), False)


def test_an_unchanged_calendar_costs_one_query(city: City, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seed_years([2026])
    first = work_calendar()
    with django_assert_num_queries(1):
        assert work_calendar() is first


def test_a_changed_day_is_seen(city: City) -> None:
    seed_years([2026])
    assert work_calendar().deadline(FRIDAY_EVENING, TWO_HOURS).at == datetime(2026, 3, 9, 9, tzinfo=ZONE)
    change_day(date(2026, 3, 7), True, "Exam day moved", LI)
    assert work_calendar().deadline(FRIDAY_EVENING, TWO_HOURS).at == datetime(2026, 3, 7, 9, tzinfo=ZONE)


def test_every_way_of_changing_the_tables_changes_the_stamp(city: City) -> None:
    seed_years([2026])
    stamps = [calendar_stamp()]

    def changed() -> None:
        stamps.append(calendar_stamp())
        assert len(set(stamps)) == len(stamps)

    change_day(date(2026, 3, 7), True, "", LI)
    changed()
    pair = list(WorkDay.objects.filter(date__in=[date(2026, 3, 9), date(2026, 3, 14)]))
    for day in pair:  # one working day more and one less: their number stays
        day.is_workday = not day.is_workday
    WorkDay.objects.bulk_update(pair, ["is_workday"])
    changed()
    WorkDay.objects.filter(date=date(2026, 3, 10)).update(is_workday=False)
    changed()
    WorkDay.objects.filter(date=date(2026, 3, 15)).delete()
    changed()
    WorkHours.objects.filter(opens=time(14)).update(closes=time(17))
    changed()
    WorkHours.objects.create(valid_from=date(2000, 1, 1), opens=time(19), closes=time(20))
    changed()
    City.objects.update(settings={"working_day": "end_of_day"})
    changed()
    assert work_calendar().school is DaySchool.END_OF_DAY


def test_the_settings_of_the_city_are_used(city: City) -> None:
    seed_years([2026])
    City.objects.update(settings={"working_day": "running", "day_hours": 7}, timezone="Asia/Urumqi")
    calendar = work_calendar()
    assert calendar.zone == "Asia/Urumqi"
    start = datetime(2026, 3, 4, 2, tzinfo=UTC)  # 08:00 in Urumqi
    assert calendar.deadline(start, Limit(1, Unit.WORK_DAY)).at == datetime(2026, 3, 4, 11, tzinfo=UTC)


LI = Decider("a.li", "7", "system_admin")


@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_is_seen(city: City) -> None:
    seed_years([2026])
    before = work_calendar()
    code = (
        "import django, datetime; django.setup()\n"
        "from wanmi.almanac.services import Decider, change_day\n"
        "change_day(datetime.date(2026, 3, 7), True, 'Typhoon made up', Decider('b.wang', '8', 'desk'))\n"
    )
    environment = os.environ | {"DATABASE_URL": _database_url(), "DJANGO_SETTINGS_MODULE": "wanmi.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    after = work_calendar()
    assert after is not before
    assert after.deadline(FRIDAY_EVENING, TWO_HOURS).at == datetime(2026, 3, 7, 9, tzinfo=ZONE)


def _database_url() -> str:
    """The test database of this process, for another one."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**values)


def test_periods_of_hours_are_put_together(city: City) -> None:
    WorkHours.objects.update(valid_to=date(2026, 5, 1))
    WorkHours.objects.create(valid_from=date(2026, 5, 1), opens=time(8), closes=time(11, 30))
    assert hours_periods() == [
        HoursPeriod(date(2000, 1, 1), date(2026, 5, 1), ((time(8), time(12)), (time(14), time(18)))),
        HoursPeriod(date(2026, 5, 1), None, ((time(8), time(11, 30)),)),
    ]


def test_a_year_is_known_when_each_of_its_days_is(city: City) -> None:
    seed_years([2024, 2025, 2026])
    assert known_years() == [2024, 2025, 2026]
    WorkDay.objects.filter(date=date(2024, 2, 29)).delete()
    assert known_years() == [2025, 2026]


def test_without_a_city_or_hours_there_is_no_calendar(city: City) -> None:
    WorkHours.objects.all().delete()
    with pytest.raises(CalendarError):
        work_calendar()
    City.objects.all().delete()
    with pytest.raises(NoCity):
        work_calendar()
