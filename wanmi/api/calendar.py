"""The city's working days, to read and to change."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from wanmi.almanac.models import WorkDay
from wanmi.almanac.queries import days_of, known_years
from wanmi.almanac.services import Decider, change_day
from wanmi.api.reading import Day, holder
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["calendar"])
KEEPING = TokenOrSession("system_admin")


class DayOut(Schema):
    date: date
    is_workday: bool
    note: str
    source: str


class DayIn(Schema):
    is_workday: bool
    note: str = Field(min_length=1, max_length=100, description="Why")


@router.get("/calendar", auth=KEEPING, response=list[int])
def years(request: HttpRequest) -> list[int]:
    """The years of which each day is known."""
    return known_years()


@router.get("/calendar/{year}", auth=KEEPING, response=list[DayOut])
def year(request: HttpRequest, year: Path[Annotated[int, Field(ge=1900, le=2300)]]) -> list[WorkDay]:
    """The days of a year that the calendar knows."""
    return sorted(days_of(year).values(), key=lambda day: day.date)


@router.put("/calendar/days/{day}", auth=KEEPING, response=DayOut)
def put_day(request: HttpRequest, day: Path[Day], body: DayIn) -> WorkDay:
    """Decide a day; open deadlines are computed again within a minute."""
    held = holder(request)
    by = Decider(held.staff.username, str(held.staff_id), held.post_id)
    return change_day(day, body.is_workday, body.note, by)
