"""Complaints handled at once: the statements 7 to 13 and 15 of Beijing's facts that speak of tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from tests.city import PLACE, somebody
from tests.joint.presets import rules_in, taken
from tests.joint.world import department
from wanmi.joint import clockwork, services
from wanmi.joint.models import Obligation
from wanmi.joint.rates import Rate, Rates, counted
from wanmi.joint.rules.definition import Weights
from wanmi.joint.services import Order
from wanmi.journal.models import Entry, Sealed
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "preset")]
ROUTES = ("emergency", "legal", "repeated", "secret", "outside", "unlawful")


@pytest.fixture
def preset(city: None, db: None) -> None:
    taken("hotline")


def received(kind: str = "demand", at: Any = None) -> Obligation:
    order = Order("receive", somebody("operator"), {"place": PLACE, "text": "供暖不热"}, at=at)
    return services.open_obligation(kind, order).row


def take(row: Obligation, action: str, actor: Actor, at: Any = None, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, actor, carried, at=at)).row


def dispatched(kind: str = "demand", at: Any = None, lead: str = "heat", way: str = "direct") -> Obligation:
    return take(received(kind, at), "dispatch", somebody("acceptor"), at, lead=lead, way=way)


def visited(solved: str = "yes", satisfied: str = "satisfied", *, contact: bool = True) -> Obligation:
    row = dispatched()
    if contact:
        row = take(row, "contact", department("heat"), note="已联系")
    row = take(row, "answer", department("heat"), answer="已修复")
    clockwork.sweep(timezone.now() + timedelta(days=8))
    return take(row, "visit", somebody("operator"), solved=solved, satisfied=satisfied)


def codes(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return {reason.code for reason in refused.value.reasons}


@pytest.mark.parametrize("way", ["direct", "street", "district", "talked"])
def test_7_ways_of_dispatch_and_the_district_s_copy(way: str) -> None:
    lead = "street.donghuamen" if way == "street" else "heat"
    row = dispatched(way=way, lead=lead)
    assert (row.state, row.holder_id, row.desk_id) == ("handling", lead, lead)
    assert bool(row.snapshot["facts"].get("copied")) is (way == "street")


@pytest.mark.parametrize("route", ROUTES)
def test_8_six_special_routes_are_stored_with_what_the_person_was_told(route: str) -> None:
    row = received()
    assert codes(lambda: take(row, "take_route", somebody("operator"), route=route)) == {"missing"}
    row = take(row, "take_route", somebody("operator"), route=route, told="请走相应途径")
    assert (row.state, row.is_open, row.snapshot["facts"]["route"]) == ("routed", False, route)
    assert Sealed.objects.filter(subject=row.number, field="told").exists()


def test_9_the_first_receiver_stays_lead_and_only_the_review_changes_it() -> None:
    row = dispatched()
    take(row, "ask_joint", department("heat"), helper="gas")
    row.refresh_from_db()
    assert (row.holder_id, row.parts.get().organisation_id) == ("heat", "gas")
    assert "not_from_here" in codes(lambda: take(row, "change_lead", somebody("acceptor"), lead="gas", note="改"))
    row = take(row, "object", department("heat"), ground="no_duty", note="非我单位")
    assert take(row, "change_lead", somebody("acceptor"), lead="gas", note="改派").holder_id == "gas"
    again = lambda: take(row, "object", department("gas"), ground="no_duty", note="非我单位")  # noqa: E731
    assert codes(again) == {"used_up"}  # a decided unit hands nothing back


@pytest.mark.parametrize(("kind", "hours"), [("sudden", 1), ("livelihood", 2), ("demand", 24)])
def test_10_a_dispatch_later_than_its_class_allows_is_late(kind: str, hours: int) -> None:
    start = timezone.now().replace(microsecond=0)
    row = received(kind, start)
    assert row.due_at == start + timedelta(hours=hours)
    assert clockwork.sweep(start + timedelta(hours=hours) - timedelta(seconds=1)) == 0
    assert clockwork.sweep(start + timedelta(hours=hours, seconds=1)) == 1


def test_10_every_dispatched_ticket_has_a_written_limit() -> None:
    rules = rules_in("hotline")
    assert all("limit_feedback" in kind.limits for kind in rules.kinds.values())
    assert dispatched("sudden").snapshot["clocks"]["feedback"]["limit"] == [2, "urgent_hour"]


def test_11_an_extension_needs_reason_legal_ground_and_notice() -> None:
    row = dispatched()
    given = {"note": "需更换主管", "legal_ground": "条例第十五条", "told": "已告知延期"}
    for lacking in given:
        rest = {key: value for key, value in given.items() if key != lacking}
        assert codes(lambda less=rest: take(row, "extend", department("heat"), **less)) == {"missing"}
    before = row.due_at
    row = take(row, "extend", department("heat"), **given)
    assert before is not None
    assert row.due_at is not None
    assert row.due_at > before
    assert row.snapshot["facts"]["legal_ground"] == "条例第十五条"


@pytest.mark.parametrize("answers", [True, False])
def test_12_a_return_visit_is_made_when_the_limit_ends_whatever_was_reported(answers: bool) -> None:
    row = dispatched()
    if answers:
        take(row, "answer", department("heat"), answer="已修复")
    clockwork.sweep(timezone.now() + timedelta(days=6))
    row.refresh_from_db()
    assert row.state != "visiting"
    clockwork.sweep(timezone.now() + timedelta(days=7, minutes=1))
    row.refresh_from_db()
    assert (row.state, row.desk_id) == ("visiting", "supervision")


def weights(*points: int) -> Weights:
    return Weights(*map(Fraction, points), Fraction(1))


def test_13_the_example_of_the_facts_is_reproduced() -> None:
    rates = Rates(Rate(Fraction(970), 1000), Rate(Fraction(640), 800), Rate(Fraction(660), 800))
    assert rates.score(weights(10, 45, 45)) == Fraction("82.825")
    assert rates.score(weights(30, 35, 35)) == Fraction("85.975")


def test_13_the_rates_are_counted_from_the_tickets() -> None:
    first = visited()
    visited("no", "unsatisfied", contact=False)
    unreached = dispatched()
    clockwork.sweep(timezone.now() + timedelta(days=8))
    take(unreached, "not_reached", somebody("operator"), note="无人接听")
    rates = counted(Obligation.objects.order_by("id"))
    assert (rates.response, rates.solved, rates.satisfied) == (
        Rate(Fraction(1), 3),
        Rate(Fraction(1), 2),
        Rate(Fraction(1), 2),
    )
    assert rates.not_reached == 1
    assert counted([]).solved.value is None
    assert counted([]).score(weights(10, 45, 45)) is None
    assert Entry.objects.filter(subject=first.number, action="visit").exists()


def test_13_leaving_a_ticket_out_needs_two_people() -> None:
    row = visited("no", "unsatisfied")
    proposer = somebody("shift_leader")
    row = take(row, "propose_exclusion", proposer, exclusion="malicious", note="重复恶意")
    assert counted([row]).excluded == 0
    assert codes(lambda: take(row, "confirm_exclusion", proposer, note="同意")) == {"separated"}
    row = take(row, "confirm_exclusion", somebody("supervision_leader"), note="同意")
    rates = counted([row])
    assert (rates.excluded, rates.solved.base) == (1, 0)
