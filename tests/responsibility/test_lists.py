"""The lists: who answers on which day, what two versions differ in."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.city import OTHER_PLACE, PLACE
from wanmi.responsibility.models import Matter
from wanmi.responsibility.queries import NoList, answering, answers, differences, find_matters, in_force, versions

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


@pytest.mark.usefixtures("city")
def test_who_answers_for_what_at_a_place_on_a_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    matter = Matter.objects.get(code="J03")
    with django_assert_num_queries(2):
        answer = answering(matter, PLACE, DAY)
    assert [(d.level, d.role, d.organisation_id) for d in answer.duties] == [
        ("district", "lead", "urban_management"),
        ("district", "supervise", "grid_centre"),
        ("street", "lead", "street.donghuamen"),
    ]
    assert answer.lead is not None
    assert answer.lead.organisation_id == "street.donghuamen"  # the level nearest to the place
    elsewhere = answering(matter, OTHER_PLACE, DAY).lead
    assert elsewhere is not None
    assert elsewhere.organisation_id == "urban_management"
    with pytest.raises(NoList):
        answering(matter, PLACE, date(2020, 1, 1))


@pytest.mark.usefixtures("city")
def test_many_matters_cost_no_more_than_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    matters = list(Matter.objects.order_by("code"))
    with django_assert_num_queries(2):
        found = answers(matters, PLACE, DAY)
    assert [each.duties for each in found] == [answering(matter, PLACE, DAY).duties for matter in matters]


@pytest.mark.usefixtures("city")
def test_two_versions_and_their_differences() -> None:
    newer, older = versions("duty")
    assert (in_force("duty", date(2026, 9, 30)), in_force("duty", DAY)) == (older, newer)
    found = differences(older, newer)
    assert [(each.word, each.key.split(" · ")[0]) for each in found] == [("added", "J07"), ("added", "J07")]
    assert differences(newer, newer) == []
    with pytest.raises(ValueError, match="two lists"):
        differences(in_force("assist"), newer)


@pytest.mark.usefixtures("city")
def test_matters_are_found_by_words_and_code() -> None:
    assert [matter.code for matter in find_matters("居民委员会")] == ["J06"]
    assert find_matters("J03")[0].code == "J03"
    assert find_matters("  ") == []
