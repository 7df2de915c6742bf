"""Reading the city's calendar."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby

from django.db import connection
from django.db.models import Count

from wanmi.almanac.models import WorkDay, WorkHours
from wanmi.territory.queries import current_city
from wanmi.worktime.calendar import DaySchool, HoursPeriod, WorkCalendar

# All that a calendar depends on, in one statement that both databases know. The days are read only when it has changed:
# as rows this costs a tenth of a millisecond, as expressions of the ORM ten times that, and every act asks.
STATE = """
SELECT timezone, settings, valid_from, valid_to, opens, closes, known, worked, last
FROM (
    SELECT COUNT(*) AS known, SUM(CASE WHEN is_workday THEN 1 ELSE 0 END) AS worked, MAX(updated_at) AS last
    FROM almanac_workday
) AS days
LEFT JOIN territory_city ON 1 = 1
LEFT JOIN almanac_workhours ON 1 = 1
ORDER BY valid_from, opens
"""


def work_calendar() -> WorkCalendar:
    """The city's calendar as it is now, whichever process changed it last. Raises NoCity, CalendarError."""
    return _calendar(calendar_stamp())


def calendar_stamp() -> str:
    """32 characters that change when days, hours or the city's settings do. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return blake2b(repr(cursor.fetchall()).encode(), digest_size=16).hexdigest()


def hours_periods() -> list[HoursPeriod]:
    """The periods of working hours, each with its spans in order."""
    rows = WorkHours.objects.order_by("valid_from", "opens")
    periods = groupby(rows, key=lambda row: (row.valid_from, row.valid_to))
    return [HoursPeriod(*period, tuple((row.opens, row.closes) for row in spans)) for period, spans in periods]


def known_years() -> list[int]:
    """The years of which the table has each day."""
    counts = WorkDay.objects.values_list("date__year").annotate(Count("pk")).order_by("date__year")
    return [year for year, days in counts if days == (366 if isleap(year) else 365)]


@lru_cache(maxsize=2)  # two: a transaction that is rolled back leaves the calendar before it in use
def _calendar(stamp: str) -> WorkCalendar:
    city = current_city()
    workdays = dict(WorkDay.objects.values_list("date", "is_workday"))
    school = DaySchool(city.settings.get("working_day", DaySchool.RUNNING))
    return WorkCalendar(city.timezone, hours_periods(), workdays, school, city.settings.get("day_hours", 8))


def days_of(year: int) -> dict[date, WorkDay]:
    """The days of a year that the calendar knows. One query."""
    return {row.date: row for row in WorkDay.objects.filter(date__year=year)}
