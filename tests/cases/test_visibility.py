"""Who may see a case, and who may act on it: owner, colleague, other department, other region, stranger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.city import ITEM, OTHER_PLACE, PLACE, filed, handling, picture, reported, somebody, take
from wanmi.cases import queries
from wanmi.cases.errors import UnknownCase
from wanmi.cases.services import Order, act
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.workforce.models import Organisation, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def other_handler(department: str) -> Actor:
    """A handler of a department that works on the whole city, but not of this one."""
    post = Post.objects.filter(kind="handler", region="110101").exclude(organisation_id=department).order_by("code")[0]
    return Actor("stranger", "handler", post.code, post.organisation_id, post.region)


def test_a_department_sees_its_own_cases_only() -> None:
    case = handling()
    assert case.department_id is not None
    assert queries.one(somebody("handler", PLACE, case.department_id), case.number) == case
    with pytest.raises(UnknownCase):
        queries.one(other_handler(case.department_id), case.number)


def test_a_department_does_not_see_what_was_not_dispatched_to_it() -> None:
    case = filed()
    with pytest.raises(UnknownCase):
        queries.one(other_handler(""), case.number)


def test_a_collector_sees_the_ground_of_his_street() -> None:
    here, there = reported(), reported(place=OTHER_PLACE)
    collector = somebody("collector", PLACE)
    assert queries.one(collector, here.number) == here
    with pytest.raises(UnknownCase):
        queries.one(collector, there.number)


@pytest.mark.parametrize("kind", ["system_admin", "security_admin"])
def test_administrators_of_system_and_security_see_no_cases(kind: str) -> None:
    case = reported()
    with pytest.raises(UnknownCase):
        queries.one(somebody(kind), case.number)


def test_a_colleague_of_the_same_department_may_finish_and_a_stranger_may_not() -> None:
    case = handling()
    assert case.department_id is not None
    own = somebody("handler", PLACE, case.department_id)
    colleague = Actor("colleague", own.post_kind, own.post, own.organisation, own.region)
    order = Order("finish", other_handler(case.department_id), {"note": "已修复"}, {"photos_after": [picture()]})
    with pytest.raises(Refused):
        act(case.number, order)
    assert act(case.number, replace(order, actor=colleague)).case.state == "handled"


def test_a_street_answers_for_its_own_ground_only() -> None:
    street = Organisation.objects.filter(kind="street", region=OTHER_PLACE[:9]).get()
    with pytest.raises(Refused) as refused:
        take(filed(), "dispatch", "dispatcher", department=street.code)
    assert [reason.code for reason in refused.value.reasons] == ["nobody_handles_there"]


def test_a_collector_of_another_street_may_not_verify() -> None:
    case = take(reported(channel="hotline"), "accept", "acceptor", item=ITEM)
    order = Order(
        "confirm_found",
        somebody("collector", OTHER_PLACE),
        {"position": {"lon": 116.41, "lat": 39.915}},
        {"photos": [picture()]},
    )
    with pytest.raises(Refused) as refused:
        act(case.number, order)
    assert [reason.code for reason in refused.value.reasons] == ["outside_region"]
