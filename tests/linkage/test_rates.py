"""Rates of what climbs, recomputed from the tickets: statement 11 of Wuhan's facts, on the page and by the API."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from tests.city import PLACE, somebody
from tests.intake.test_api import caller
from tests.joint.levels import at, levels, raised, take
from tests.site.conftest import ClientOf, client_of
from wanmi.joint import clockwork
from wanmi.joint.models import Obligation
from wanmi.joint.rates import Rate
from wanmi.linkage.rates import climbing_books, coverage, rates_by, tickets
from wanmi.schemes.models import GivenFigure
from wanmi.workforce.queries import city_zone

__all__ = ["client_of", "levels"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "levels")]
DAY = timedelta(days=1)


def monday(hour: int = 9) -> datetime:
    return datetime(2026, 11, 2, hour, tzinfo=city_zone())


def ended(rating: str = "", level: str = "grid", reopened: bool = False) -> Obligation:
    row = raised(monday(), "general")
    for below in ("grid", "community", "street")[: ("grid", "community", "street", "district").index(level)]:
        row = take(row, "cannot", at(below), monday(), note="无权限")
    row = take(take(row, "accept", at(level), monday()), "answer", at(level), monday(), note="已办")
    if reopened:
        row = take(row, "reopen", somebody("operator"), monday(10), note="没有解决")
        row = take(row, "answer", at(level), monday(11), note="已再办")
    return take(row, "confirm", somebody("operator"), monday(12), **({"rating": rating} if rating else {}))


def test_11_the_rates_recompute_from_the_tickets(
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    ended("satisfied")
    ended("fair", "community")
    ended("unsatisfied", "street", reopened=True)
    ended()
    forgotten = raised(monday(), "quick")
    while clockwork.sweep(monday() + timedelta(hours=3)):
        pass
    rows = tickets(PLACE, monday() - DAY, monday() + DAY)
    now = monday() + timedelta(hours=3)
    climbing_books()  # what a book says is read once
    with django_assert_num_queries(2) as asked:
        found = rates_by(rows, 15, now)
    assert "GROUP BY" in asked.captured_queries[1]["sql"]
    whole = found[""]
    assert list(found) == ["", f"{PLACE}001"]
    assert whole.tickets == 5
    assert whole.response == Rate(Fraction(4), 5)
    assert whole.low == Rate(Fraction(3), 4)
    assert whole.climbed == Rate(Fraction(3), 5)  # two by hand, one by its clock
    assert whole.reopened == Rate(Fraction(1), 4)
    assert whole.satisfied == Rate(Fraction(3, 2), 3)
    forgotten.refresh_from_db()
    assert forgotten.state == "at_city" or forgotten.state.startswith("at_")


def test_11_what_may_still_be_answered_is_not_late_and_nothing_to_count_has_no_value() -> None:
    raised(monday(), "complex")
    whole = rates_by(tickets(PLACE, monday() - DAY, monday() + DAY), 15, monday())[""]
    assert (whole.response, whole.satisfied) == (Rate(Fraction(0), 0), Rate(Fraction(0), 0))
    assert whole.response.value is None
    assert list(tickets("110101010", monday() - DAY, monday() + DAY)) == []


def test_11_coverage_is_from_figures_given_for_the_region() -> None:
    assert coverage(PLACE, date(2026, 11, 2)).value is None
    for figure, value in (("circle_households", 350), ("households", 500)):
        GivenFigure.objects.create(
            figure=figure, kind="region", subject=PLACE, since=date(2026, 1, 1), until=date(2027, 1, 1), value=value
        )
    assert coverage(PLACE, date(2026, 11, 2)) == Rate(Fraction(350), 500)
    assert coverage(PLACE, date(2027, 1, 1)).value is None


def test_11_the_page_and_the_operation_show_the_ground_of_the_post(client_of: ClientOf, client: Client) -> None:
    ended("fair", "community")
    query = "?first=2026-11-01&last=2026-11-30"
    page = client_of("operator").get(f"/calls/levels/{query}").content.decode()
    assert "50.0 %" in page
    answer = client.get(f"/api/v1/joint/levels{query}", headers=caller("operator"))
    whole = answer.json()[0]
    assert (whole["code"], whole["tickets"], whole["satisfied"]) == ("", 1, {"hits": 0.5, "base": 1, "value": 0.5})
    elsewhere = client_of("handler.hepingli")
    assert "50.0 %" not in elsewhere.get(f"/calls/levels/{query}").content.decode()
    assert client_of("operator").get("/calls/levels/?first=tomorrow").status_code == 422
    assert (
        client.get("/api/v1/joint/levels?first=2026-12-01&last=2026-11-01", headers=caller("operator")).status_code
        == 422
    )
