"""OGC API – Features, through OWSLib where a client matters, and by hand where a rule does."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.city import POSITION, reported
from wanmi.atlas.crs import CRS84, EPSG
from wanmi.atlas.ogc import QUERYABLES
from wanmi.workforce.queries import city_zone

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
    [
        *("limit=0", "limit=x", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=9,9,1,1", "datetime=soon", "datetime=2026-13-01"),
        *("colour=red", "crs=x", "bbox-crs=x", "filter-crs=x", "filter-lang=cql2-json", "filter=code", "filter=1%3D1"),
        *("filter=colour='red'", "filter=area_m2='wide'", "filter=valid_from>'soon'", "filter=code LIKE '%25a%25b%25'"),
        *("filter=code = ", "filter=S_INTERSECTS(geometry, POINT(1 2))", "filter=" + "NOT " * 30 + "code='a'"),
        "filter=" + "a" * 2_001,
    ],
)
def test_a_question_that_means_nothing_is_refused(query: str, ground: str) -> None:
    assert get(f"collections/grids/items?{query}", 400)["code"] == "400"


@pytest.mark.parametrize(
    "path",
    ["collections/rooms", "collections/rooms/items", "collections/grids/items/1", "collections/divisions/items/x"],
)
def test_what_is_not_there_is_not_found(path: str, ground: str) -> None:
    assert get(path, 404)["code"] == "404"


def test_coordinates_come_in_the_order_of_their_authority(ground: str) -> None:
    path = f"/ogc/collections/grids/items/{ground}"
    client = Client(HTTP_HOST="127.0.0.1")
    plain = client.get(path)
    assert plain.headers["Content-Crs"] == f"<{CRS84}>"
    lon, lat = plain.json()["geometry"]["coordinates"][0][0]
    for code in (4490, 4326):
        answer = client.get(path, {"crs": f"{EPSG}{code}"})
        assert answer.headers["Content-Crs"] == f"<{EPSG}{code}>"
        assert answer.json()["geometry"]["coordinates"][0][0] == pytest.approx([lat, lon], abs=1e-9)
    x, y = client.get(path, {"crs": f"{EPSG}3857"}).json()["geometry"]["coordinates"][0][0]
    assert (x, y) == pytest.approx((lon * 20037508.342789244 / 180, _mercator(lat)), abs=0.01)
    listed = get("collections/grids")
    assert listed["storageCrs"] in listed["crs"]
    assert listed["crs"][0] == CRS84


def _mercator(lat: float) -> float:
    return 6378137 * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def test_a_box_may_be_given_in_any_of_them(ground: str) -> None:
    lon, lat = POSITION["lon"], POSITION["lat"]
    x, y = lon * 20037508.342789244 / 180, _mercator(lat)
    boxes = {f"{EPSG}4490": (lat, lon, lat, lon), f"{EPSG}3857": (x, y, x, y), CRS84: (lon, lat, lon, lat)}
    for crs, box in boxes.items():
        query = urlencode({"bbox": ",".join(map(str, box)), "bbox-crs": crs})
        assert [each["id"] for each in get(f"collections/grids/items?{query}")["features"]] == [ground]


def test_filters(ground: str) -> None:
    first = f"{ground[:12]}001"
    both = {first, ground}
    for text, expected in {
        f"code = '{ground}'": {ground},
        f"'{ground}' = code": {ground},
        f"code <> '{ground}'": {first},
        f"code > '{first}'": {ground},
        f"'{first}' < code": {ground},
        f"code IN ('{ground}', 'x')": {ground},
        f"NOT code IN ('{ground}', 'x')": {first},
        "code LIKE '1101%'": both,
        "code LIKE '%_02'": {ground},
        "code LIKE '1101.*'": set(),
        "area_m2 > 1 AND synthetic = false": both,
        "area_m2 BETWEEN 0 AND 1": set(),
        f"code = 'x' OR code = '{ground}' AND area_m2 < 1": set(),
        "valid_from = DATE('2026-07-01') AND valid_to IS NULL": both,
        "valid_to > DATE('2026-07-01')": set(),
        "NOT valid_to > DATE('2026-07-01')": set(),  # null fits neither
        f"NOT (code = '{ground}' OR area_m2 < 1)": {first},
    }.items():
        found = get(f"collections/grids/items?{urlencode({'filter': text})}")["features"]
        assert {each["id"] for each in found} == expected, text


def test_cases_by_the_day_of_their_report(ground: str) -> None:
    case = reported(place=ground[:12])
    day = timezone.localdate(case.reported_at, city_zone()).isoformat()
    for text, count in {
        f"reported_on = DATE('{day}') AND open = true": 1,
        f"reported_on >= DATE('{day}')": 1,
        f"reported_on > DATE('{day}')": 0,
        f"reported_on <> DATE('{day}')": 0,
        f"NOT reported_on < DATE('{day}')": 1,
    }.items():
        whole = f"{text} AND number = '{case.number}'"
        found = get(f"collections/cases/items?{urlencode({'filter': whole})}")
        assert len(found["features"]) == count, text


def test_what_can_be_filtered_by_is_published(ground: str) -> None:
    schema = get("collections/grids/queryables")
    assert schema["properties"]["area_m2"]["type"] == "number"
    links = {link["rel"]: link["href"] for link in get("collections/grids")["links"]}
    assert links[QUERYABLES].endswith("/ogc/collections/grids/queryables")
    assert "%E4%B8%AD" in get("collections/divisions/items?" + urlencode({"filter": "name = '中'"}))["links"][0]["href"]
    get("collections/rooms/queryables", 404)
