"""Work goes to the post whose region lies closest around the place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from wanmi.workforce.addressing import NoPost, post_for
from wanmi.workforce.models import Organisation, Post

pytestmark = pytest.mark.django_db
COMMUNITY = "110101001001"
Seat = Callable[..., Post]


@pytest.fixture
def seat() -> Seat:
    """A post, in an organisation made as needed."""

    def seat(code: str, kind: str, organisation: str, region: str, until: date | None = None) -> Post:
        Organisation.objects.get_or_create(
            code=organisation, defaults={"name_zh": "单位", "name_en": "Unit", "kind": "department", "region": "110101"}
        )
        return Post.objects.create(code=code, kind=kind, organisation_id=organisation, region=region, until=until)

    return seat


def test_the_longest_region_around_the_place_wins(seat: Seat) -> None:
    county = seat("county", "collector", "centre", "110101")
    street = seat("street", "collector", "centre", "110101001")
    community = seat("community", "collector", "centre", COMMUNITY)
    assert post_for("collector", None, COMMUNITY) == community
    assert post_for("collector", None, "110101001002") == street
    assert post_for("collector", None, "110101009001") == county
    assert post_for("collector", None, f"{COMMUNITY}007") == community  # a unit grid
    assert post_for("collector", None, "110101001") == street


def test_only_posts_of_the_kind_and_the_organisation_count(seat: Seat) -> None:
    roads = seat("roads", "handler", "roads", "110101")
    seat("street", "handler", "street", "110101001")
    seat("chief", "inspector", "roads", COMMUNITY)
    assert post_for("handler", "roads", COMMUNITY) == roads
    assert post_for("handler", None, COMMUNITY).code == "street"


def test_of_several_with_one_region_it_is_always_the_first_by_code(seat: Seat) -> None:
    for code in ("third", "first", "second"):
        seat(code, "dispatcher", "command", "110101")
    assert {post_for("dispatcher", None, COMMUNITY).code for _ in range(3)} == {"first"}


def test_a_post_that_has_ended_gets_no_work(seat: Seat) -> None:
    seat("street", "collector", "centre", "110101001", until=date(2026, 1, 1))
    county = seat("county", "collector", "centre", "110101")
    assert post_for("collector", None, COMMUNITY) == county


@pytest.mark.parametrize(
    ("kind", "organisation", "place"),
    [
        ("collector", None, "310101001001"),
        ("collector", "roads", COMMUNITY),
        ("handler", "centre", COMMUNITY),
        ("collector", None, "110102001001"),  # a region is a prefix of whole codes
    ],
)
def test_where_nobody_is_found_the_answer_says_who_was_sought(
    seat: Seat, kind: str, organisation: str | None, place: str
) -> None:
    seat("county", "collector", "centre", "110101")
    seat("roads", "handler", "roads", "110101")
    with pytest.raises(NoPost) as missing:
        post_for(kind, organisation, place)
    assert (missing.value.kind, missing.value.organisation, missing.value.place) == (kind, organisation, place)
    assert place in str(missing.value)


def test_one_query_brings_the_organisation_too(seat: Seat, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seat("county", "collector", "centre", "110101")
    seat("street", "collector", "centre", "110101001")
    with django_assert_num_queries(1):
        assert post_for("collector", None, COMMUNITY).organisation.name_zh == "单位"
