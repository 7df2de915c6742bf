"""Reading the city: divisions as they were on a day, names, and where a point lies."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from wanmi.codes.place import Level
from wanmi.territory import queries
from wanmi.territory.models import City, Division

pytestmark = pytest.mark.django_db
Make = Callable[..., Division]
THEN, NOW = date(2018, 6, 1), date(2026, 6, 1)


def box(west: float, east: float) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[west, 0], [east, 0], [east, 1], [west, 1], [west, 0]]]}


@pytest.fixture
def city(db: None) -> City:
    return City.objects.create(
        code="110101", name_zh="东城区", name_en="Dongcheng", pack_digest="0" * 64, loaded_at=timezone.now()
    )


@pytest.fixture
def make(city: City) -> Make:
    def make(code: str, **given: object) -> Division:
        values = {"name_zh": f"第{code[-3:]}", "name_en": f"No. {code[-3:]}", "valid_from": date(2020, 1, 1)} | given
        return Division.objects.create(code=code, **values)

    return make


@pytest.fixture
def ground(make: Make) -> None:
    """A county with one street and two communities side by side; before 2020 they were one."""
    make("110101", name_zh="东城区", name_en="Dongcheng District", outline=box(0, 2), valid_from=date(2010, 7, 1))
    make("110101001", name_zh="东华门街道", name_en="Donghuamen", outline=box(0, 2), valid_from=date(2010, 7, 1))
    make("110101001001", name_zh="多福巷社区", name_en="", outline=box(0, 1))
    make("110101001002", name_zh="银闸社区", name_en="Yinzha", outline=box(1, 2), outline_is_synthetic=True)
    make(
        "110101001009",
        name_zh="旧社区",
        valid_from=date(2010, 7, 1),
        valid_to=date(2020, 1, 1),
        successor="110101001001",
    )


def test_without_a_city_the_answer_says_what_to_do(db: None) -> None:
    with pytest.raises(queries.NoCity, match="wanmi pack load"):
        queries.current_city()
    with pytest.raises(queries.NoCity):
        queries.locate(116.4, 39.9)


def test_the_city_is_the_one_loaded(city: City) -> None:
    assert queries.current_city() == city


@pytest.mark.usefixtures("ground")
def test_divisions_are_those_of_the_day() -> None:
    assert [each.code for each in queries.children("110101001", NOW)] == ["110101001001", "110101001002"]
    assert [each.code for each in queries.children("110101001", THEN)] == ["110101001009"]
    assert [each.code for each in queries.children("110101")] == ["110101001"]
    assert queries.children("110101001001") == []
    assert queries.division("110101001009", NOW) is None
    old = queries.division("110101001009", THEN)
    assert old is not None
    assert old.successor == "110101001001"
    assert queries.division("110101001009", date(2020, 1, 1)) is None  # valid_to is the first day it is not


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(
    ("code", "on", "valid"),
    [
        ("110101001001", NOW, True),
        ("110101001001", THEN, False),
        ("110101001009", THEN, True),
        ("110101001", NOW, True),
        ("110101001001007", NOW, True),  # a unit grid of a community
        ("110101001001000000100000025", NOW, True),
        ("110101001077", NOW, False),
        ("310101001001", NOW, False),
    ],
)
def test_a_place_is_valid_by_its_community_on_the_day(code: str, on: date, valid: bool) -> None:
    assert queries.is_valid_place(code, on) is valid


@pytest.mark.usefixtures("ground")
def test_names_from_the_county_down_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with translation.override("zh-hans"), django_assert_num_queries(1):
        assert queries.path_names("110101001002", NOW) == ["东城区", "东华门街道", "银闸社区"]
    with translation.override("en"):
        assert queries.path_names("110101001002") == ["Dongcheng District", "Donghuamen", "Yinzha"]
        assert queries.path_names("110101001001") == ["Dongcheng District", "Donghuamen", "多福巷社区"]


@pytest.mark.usefixtures("ground")
def test_a_point_is_in_the_smallest_division_around_it() -> None:
    assert queries.locate(0.5, 0.5) == "110101001001"
    assert queries.locate(1.5, 0.5) == "110101001002"
    assert queries.locate(1, 0.5) == "110101001001"  # a shared border belongs to the lower code
    assert queries.locate(3, 0.5) is None
    assert queries.within_city(2, 1)
    assert not queries.within_city(2.001, 1)


@pytest.mark.usefixtures("ground")
def test_locating_again_asks_only_whether_the_city_was_loaded_anew(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    queries.locate(0.5, 0.5)
    with django_assert_num_queries(1):
        assert queries.locate(1.5, 0.5) == "110101001002"


@pytest.mark.usefixtures("ground")
def test_a_city_loaded_by_another_process_is_seen_at_once() -> None:
    assert queries.locate(1.5, 0.5) == "110101001002"
    Division.objects.filter(code="110101001002").update(outline=box(5, 6))
    City.objects.update(loaded_at=timezone.now())
    assert queries.locate(1.5, 0.5) == "110101001"
    assert queries.locate(5.5, 0.5) == "110101001002"


@pytest.mark.usefixtures("ground")
def test_outlines_for_a_map() -> None:
    with translation.override("en"):
        found = queries.outlines("110101001", Level.COMMUNITY)
    assert found["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in found["features"]] == [
        {"code": "110101001001", "name": "多福巷社区", "synthetic": False},
        {"code": "110101001002", "name": "Yinzha", "synthetic": True},
    ]
    assert found["features"][1]["geometry"] == box(1, 2)
    assert [each["properties"]["code"] for each in queries.outlines("110101", Level.STREET)["features"]] == [
        "110101001"
    ]


def test_locating_agrees_with_a_search_through_all_outlines(make: Make) -> None:
    make("110101", outline=box(0, 10))
    for number in range(1, 11):
        make(f"110101{number:03}", outline=box(number - 1, number))
    draw = random.Random(1)
    for _ in range(200):
        lon, lat = draw.uniform(-1, 11), draw.uniform(-0.2, 1.2)
        inside = 0 <= lon <= 10 and 0 <= lat <= 1
        assert queries.locate(lon, lat) == (f"110101{int(lon) + 1:03}" if inside else None)


def test_ground_of_no_community_belongs_to_its_street(make: Make) -> None:
    make("110101", outline=box(0, 3))
    make("110101001", outline=box(0, 1))
    make("110101002", outline=box(1, 3))
    make("110101002001", outline=box(1, 2))
    assert queries.locate(0.5, 0.5) == "110101001"
    assert queries.locate(1.5, 0.5) == "110101002001"
    assert queries.locate(2.5, 0.5) == "110101002"
