"""Hours and days that make no calendar, and limits that are none, are refused with a code."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.worktime.conftest import USUAL
from wanmi.worktime.calendar import HoursPeriod, WorkCalendar
from wanmi.worktime.errors import CalendarError
from wanmi.worktime.limits import Limit, LimitError
from wanmi.worktime.units import Unit


@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_of_nothing(value: int) -> None:
    with pytest.raises(LimitError) as caught:
        Limit(value, Unit.WORK_DAY)
    assert (caught.value.kind, caught.value.params) == ("limit.not_positive", {"value": value})


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(8)),),
        ((time(8), time(12)), (time(11), time(18))),
        ((time(14), time(18)), (time(8), time(12))),
    ],
)
def test_spans_that_do_not_follow_each_other(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(CalendarError) as caught:
        HoursPeriod(date(2026, 1, 1), None, spans)
    assert caught.value.kind == "hours.spans"


def test_a_period_that_ends_before_it_begins() -> None:
    with pytest.raises(CalendarError) as caught:
        HoursPeriod(date(2026, 1, 1), date(2026, 1, 1), USUAL.spans)
    assert caught.value.kind == "hours.period"


@pytest.mark.parametrize(
    ("zone", "hours", "days", "day_hours", "kind"),
    [
        ("Asia/Nowhere", [USUAL], {}, 8, "calendar.zone"),
        ("../etc", [USUAL], {}, 8, "calendar.zone"),
        ("Asia/Shanghai", [], {}, 8, "hours.none"),
        ("Asia/Shanghai", [USUAL, HoursPeriod(date(2026, 1, 1), None, USUAL.spans)], {}, 8, "hours.overlap"),
        ("Asia/Shanghai", [USUAL], {date(1066, 10, 14): True}, 8, "calendar.years"),
        ("Asia/Shanghai", [USUAL], {}, 0, "calendar.day_hours"),
    ],
)
def test_a_calendar_that_cannot_be(
    zone: str, hours: list[HoursPeriod], days: dict[date, bool], day_hours: int, kind: str
) -> None:
    with pytest.raises(CalendarError) as caught:
        WorkCalendar(zone, hours, days, day_hours=day_hours)
    assert caught.value.kind == kind
