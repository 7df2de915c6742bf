"""OGC API – Features, through OWSLib where a client matters, and by hand where a rule does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.city import POSITION, reported

pytestmark = pytest.mark.django_db
SECRET = "阿姨的口信"  # words that must never be published


def get(path: str, status: int = 200) -> dict[str, Any]:
    answer = Client(HTTP_HOST="127.0.0.1").get(f"/ogc/{path}")
    assert answer.status_code == status, answer.content
    content: dict[str, Any] = answer.json()
    return content


def test_pages_follow_each_other(ground: str) -> None:
    seen: list[str] = []
    path = "collections/divisions/items?limit=100"
    while path:
        page = get(path)
        seen += [each["id"] for each in page["features"]]
        onward = [link["href"] for link in page["links"] if link["rel"] == "next"]
        path = onward[0].split("/ogc/")[1] if onward else ""
    assert len(seen) == len(set(seen)) > 100


def test_a_page_costs_the_same_however_deep(ground: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client(HTTP_HOST="127.0.0.1")
    client.get("/ogc/collections/grids/items")
    for query in ("?limit=1", f"?limit=1&after={ground}"):
        with django_assert_num_queries(3):  # the city's zone, what it publishes, the page
            client.get(f"/ogc/collections/grids/items{query}")


def test_published_cases_have_no_words_and_no_position(ground: str) -> None:
    case = reported(place=ground[:12], text=SECRET, address=SECRET, reporter={"name": SECRET, "phone": "13800001234"})
    page = get("collections/cases/items?limit=1000")
    (found,) = [each for each in page["features"] if each["id"] == case.number]
    assert SECRET not in str(page)
    assert "13800001234" not in str(page)
    assert found["geometry"]["coordinates"] != [POSITION["lon"], POSITION["lat"]]
    assert found["properties"]["grid"] == ground
    assert set(found["properties"]) == {"number", "state", "open", "item", "item_name", "grid", "reported_on"}


@pytest.mark.parametrize("query", ["2020-01-01/2020-12-31", "../2020-01-01", "2020-01-01"])
def test_what_was_not_in_force_is_not_given(query: str, ground: str) -> None:
    assert get(f"collections/grids/items?datetime={query}")["features"] == []


@pytest.mark.parametrize("query", ["2026-08-01", "2026-07-01/..", "2026-07-01T00:00:00Z/2027-01-01T00:00:00Z"])
def test_what_was_in_force_is_given(query: str, ground: str) -> None:
    assert len(get(f"collections/grids/items?datetime={query}")["features"]) == 2


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=x", "bbox=1,2,3", "bbox=a,b,c,d", "datetime=soon", "datetime=2026-13-01", "colour=red", "crs=x"],
)
def test_a_question_that_means_nothing_is_refused(query: str, ground: str) -> None:
    assert get(f"collections/grids/items?{query}", 400)["code"] == "400"


@pytest.mark.parametrize(
    "path",
    ["collections/rooms", "collections/rooms/items", "collections/grids/items/1", "collections/divisions/items/x"],
)
def test_what_is_not_there_is_not_found(path: str, ground: str) -> None:
    assert get(path, 404)["code"] == "404"
