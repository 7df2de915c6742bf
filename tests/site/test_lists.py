"""Work list, search and case page: what they show, page by page, and what they cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.city import ITEM, OTHER_PLACE, POSITION, handling, picture, reported, take
from tests.site.conftest import ClientOf
from wanmi.cases import queries
from wanmi.cases.models import Case, Task
from wanmi.workforce.queries import city_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

NUMBER = re.compile(r'class="case-number">(\w+)<')


def numbers(page: str) -> list[str]:
    return NUMBER.findall(page)


def cost(client: Client, path: str) -> int:
    client.get(path)  # fills what is cached for good
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_nearest_deadline_comes_first_and_is_told_in_words(client_of: ClientOf) -> None:
    late, soon, fresh = (reported() for _ in range(3))
    now = timezone.now()
    Task.objects.filter(case=late).update(due_at=now - timedelta(days=1, hours=2))
    Task.objects.filter(case=soon).update(
        opened_at=now - timedelta(hours=1), due_at=now + timedelta(minutes=6, seconds=5)
    )
    page = client_of("acceptor").get("/").text
    assert numbers(page) == [late.number, soon.number, fresh.number]
    assert re.findall(r'due-chip">.*?</svg>(.*?)</span>', page) == ["Late", "Due soon", "On time"]
    assert "late by 1 d 2 h" in page
    assert "6 min left" in page


def test_pages_follow_one_another_without_gap_or_repetition(client_of: ClientOf, monkeypatch: Any) -> None:
    made = [reported().number for _ in range(5)]
    monkeypatch.setattr(queries.work_list, "__defaults__", ("", 2))
    client, path, seen = client_of("acceptor"), "/", []
    while path:
        page = client.get(path).text
        seen += numbers(page)
        more = re.search(r'rel="next" href="(.*?)"', page)
        path = more[1] if more else ""
    assert seen == made


def test_a_bad_page_mark_is_refused(client_of: ClientOf) -> None:
    client = client_of("acceptor")
    for path in ("/?after=nonsense", "/cases/?after=W10=", "/cases/?after=%00"):
        assert client.get(path).status_code == 400


def test_a_desk_sees_its_own_tasks_alone(client_of: ClientOf) -> None:
    case = take(reported(channel="hotline", place=OTHER_PLACE, position=None), "accept", "acceptor", item=ITEM)
    assert numbers(client_of("collector.hepingli").get("/").text) == [case.number]
    assert numbers(client_of("collector.donghuamen").get("/").text) == []


@pytest.fixture
def found(client_of: ClientOf) -> Callable[..., list[str]]:
    client = client_of("acceptor")
    return lambda **filters: numbers(client.get("/cases/", filters).text)


def test_search_by_each_filter(found: Callable[..., list[str]]) -> None:
    here = handling("water_supply")
    there = reported(place=OTHER_PLACE, position=None, text="路灯整夜不亮")
    today = city_today()
    assert found() == [there.number, here.number]
    assert found(number=here.number) == [here.number]
    assert found(text="路灯") == [there.number]
    assert found(place=OTHER_PLACE) == found(place=OTHER_PLACE[:9]) == [there.number]
    assert found(item=ITEM) == [here.number]
    assert found(state="handling") == [here.number]
    assert found(department="water_supply") == [here.number]
    assert found(since=str(today), until=str(today)) == [there.number, here.number]
    assert found(until=str(today - timedelta(days=1))) == []
    assert found(text="路灯", state="handling") == []


@pytest.mark.parametrize(
    "filters",
    [
        {"since": "yesterday"},
        {"since": "2026-02-30"},
        {"since": "2026-11-02", "until": "2026-11-01"},
        {"item": "rubbish"},
        {"place": "nowhere"},
        {"number": "1" * 101},
    ],
)
def test_a_filter_that_means_nothing_is_named(client_of: ClientOf, filters: dict[str, str]) -> None:
    response = client_of("acceptor").get("/cases/", filters)
    assert response.status_code == 400
    assert 'class="filter-errors"' in response.text


def test_filters_stay_in_the_address_of_the_next_page(client_of: ClientOf, monkeypatch: Any) -> None:
    for _ in range(3):
        reported()
    monkeypatch.setattr(queries.search, "__defaults__", ("", 2))
    page = client_of("acceptor").get("/cases/?state=reported&find_item=x").text
    more = re.search(r'rel="next" href="(.*?)"', page)
    assert more
    assert more[1].startswith("?state=reported&amp;after=")
    assert len(numbers(client_of("acceptor").get("/cases/" + more[1].replace("&amp;", "&")).text)) == 1


def test_lists_cost_the_same_however_many_rows_they_show(client_of: ClientOf) -> None:
    client = client_of("acceptor")
    for _ in range(2):
        reported()
    few = [cost(client, path) for path in ("/", "/cases/")]
    for _ in range(8):
        reported()
        reported(place=OTHER_PLACE, position=None)
    assert [cost(client, path) for path in ("/", "/cases/")] == few
    assert max(few) <= 16


def test_the_case_page_costs_the_same_however_much_has_happened(client_of: ClientOf) -> None:
    client = client_of("acceptor")
    case = take(reported(), "accept", "acceptor", item=ITEM)
    few = cost(client, f"/cases/{case.number}/")
    for _ in range(3):
        case = take(case, "verify_again", "shift_leader", note="look again")
        case = take(case, "report_not_found", "collector", {"photos": [picture()]}, note="nothing", position=POSITION)
    assert cost(client, f"/cases/{case.number}/") == few
    assert few <= 25


def test_what_was_written_is_shown_and_not_run(client_of: ClientOf) -> None:
    case = reported(text="<script>alert(1)</script>", address='"><img src=x>')
    page = client_of("acceptor").get(f"/cases/{case.number}/").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x>" not in page


def test_an_erased_case_says_so(client_of: ClientOf) -> None:
    case = reported(channel="hotline", reporter={"name": "Zhou", "phone": "1380"})
    take(case, "erase_personal", "supervision_leader", erasure="request")
    page = client_of("acceptor").get(f"/cases/{case.number}/").text
    assert "The text was erased" in page
    assert Case.objects.get(pk=case.pk).text == ""
