"""Complaints handled at once: the statements 7 to 13 and 15 of Beijing's facts that speak of tickets."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from tests.city import PLACE, somebody
from tests.joint.presets import rules_in, taken
from tests.joint.world import department, drafted
from tests.site.conftest import ClientOf, client_of
from wanmi.joint import clockwork, queries, services
from wanmi.joint.copies import copies_at
from wanmi.joint.models import Obligation, Tally
from wanmi.joint.rates import Rate, Rates, books_with_rates, rates_by
from wanmi.joint.rebuilding import rebuild
from wanmi.joint.rules.definition import Weights
from wanmi.joint.services import Order
from wanmi.journal.models import Entry, Sealed
from wanmi.proceedings.models import Proceeding
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.responsibility.models import Listed, ListVersion
from wanmi.responsibility.queries import in_force
from wanmi.workforce.models import Post
from wanmi.workforce.queries import city_today

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "preset")]
FRONTEND = Path(settings.ROOT) / "frontend" / "src"
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


STREET, DISTRICT = "street.donghuamen", "command"
WAYS = {"direct": {"heat"}, "street": {STREET}, "district": {DISTRICT}, "talked": {"heat", STREET, DISTRICT}}


@pytest.mark.parametrize("lead", ["heat", STREET, DISTRICT])
@pytest.mark.parametrize("way", WAYS)
def test_7_the_way_of_dispatch_fits_whom_it_goes_to_and_of_a_street_s_the_district_has_a_copy(
    way: str, lead: str
) -> None:
    if lead not in WAYS[way]:
        assert codes(lambda: dispatched(way=way, lead=lead)) == {"not_this_way"}
        return
    row = dispatched(way=way, lead=lead)
    assert (row.state, row.holder_id, row.desk_id) == ("handling", lead, lead)
    assert row.copied_id == (DISTRICT if lead == STREET else None)


def test_7_the_district_handles_what_is_dispatched_to_it() -> None:
    row = dispatched(way="district", lead=DISTRICT)
    assert take(row, "contact", somebody("dispatcher"), note="已联系").snapshot["facts"]["contacted"]


def test_7_the_copy_is_in_the_district_s_list_and_goes_when_the_receiver_changes(client_of: ClientOf) -> None:
    row = dispatched(way="street", lead=STREET)
    assert [each.pk for each in copies_at(DISTRICT)] == [row.pk]
    assert copies_at("heat") == []
    shown = client_of("inspector").get("/calls/").content.decode()
    assert "Copied to us" in shown
    assert row.number in shown
    assert row.number not in client_of("handler.gas").get("/calls/").content.decode()
    assert row.number in client_of("inspector").get("/api/v1/joint/copies").content.decode()
    form = client_of("acceptor").get(f"/calls/{received().number}/act/dispatch/").content.decode()
    assert 'value="command"' in form
    take(row, "object", somebody("handler", PLACE, STREET), ground="no_duty", note="非我单位")
    change = partial(take, row, "change_lead", somebody("acceptor"), lead="gas", note="改派")
    assert codes(partial(change, way="street")) == {"not_this_way"}
    assert change(way="direct").copied_id is None
    assert copies_at(DISTRICT) == []


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
    assert "not_from_here" in codes(
        lambda: take(row, "change_lead", somebody("acceptor"), lead="gas", way="direct", note="改")
    )
    row = take(row, "object", department("heat"), ground="no_duty", note="非我单位")
    row = take(row, "change_lead", somebody("acceptor"), lead="gas", way="direct", note="改派")
    assert row.holder_id == "gas"
    again = partial(take, row, "object", department("gas"), ground="no_duty", note="非我单位")
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


def counted_now() -> Rates:
    """The rates of all tickets, which have the same first receiver."""
    (rates,) = rates_by(Tally.objects.all(), "holder_id", books_with_rates()).values()
    return rates


def test_13_the_rates_cost_a_group_by_and_the_journal_tells_the_same(
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    for _ in range(2):
        visited()
    books_with_rates()  # what a book says is read once
    with django_assert_num_queries(2) as asked:
        assert counted_now().response == Rate(Fraction(2), 2)
    assert "GROUP BY" in asked.captured_queries[1]["sql"]
    assert "snapshot" not in asked.captured_queries[1]["sql"]
    assert rebuild().differences == []
    Tally.objects.update(is_contacted=False)
    assert {each.column for each in rebuild(write=True).differences} == {"is_contacted"}
    Tally.objects.all().delete()
    rebuild(write=True)
    assert counted_now().response == Rate(Fraction(2), 2)


def test_13_while_an_objection_rests_the_clock_the_response_does_not_count() -> None:
    row = take(dispatched(), "object", department("heat"), ground="no_duty", note="非我单位")
    assert counted_now().response.base == 0
    take(take(row, "keep_lead", somebody("acceptor"), note="维持"), "contact", department("heat"), note="已联系")
    assert counted_now().response == Rate(Fraction(1), 1)


def test_13_the_rates_are_counted_from_the_tickets() -> None:
    first = visited()
    visited("no", "unsatisfied", contact=False)
    unreached = dispatched()
    clockwork.sweep(timezone.now() + timedelta(days=8))
    take(unreached, "not_reached", somebody("operator"), note="无人接听")
    rates = counted_now()
    assert (rates.response, rates.solved, rates.satisfied) == (
        Rate(Fraction(1), 3),
        Rate(Fraction(1), 2),
        Rate(Fraction(1), 2),
    )
    assert rates.not_reached == 1
    nothing = Rates(*[Rate(Fraction(0), 0)] * 3)
    assert (nothing.solved.value, nothing.score(weights(10, 45, 45))) == (None, None)
    assert Entry.objects.filter(subject=first.number, action="visit").exists()


def test_13_leaving_a_ticket_out_needs_two_people() -> None:
    row = visited("no", "unsatisfied")
    proposer = somebody("shift_leader")
    row = take(row, "propose_exclusion", proposer, exclusion="malicious", note="重复恶意")
    assert counted_now().excluded == 0
    assert codes(lambda: take(row, "confirm_exclusion", proposer, note="同意")) == {"separated"}
    row = take(row, "confirm_exclusion", somebody("supervision_leader"), note="同意")
    rates = counted_now()
    assert (rates.excluded, rates.solved.base) == (1, 0)


def test_13_whoever_reviews_may_keep_a_ticket_in_and_it_may_be_proposed_again() -> None:
    proposer, reviewer = somebody("shift_leader"), somebody("supervision_leader")
    row = take(visited(), "propose_exclusion", proposer, exclusion="malicious", note="重复恶意")
    assert codes(lambda: take(row, "reject_exclusion", proposer, note="不同意")) == {"separated"}
    assert codes(lambda: take(row, "reject_exclusion", reviewer)) == {"missing"}
    row = take(row, "reject_exclusion", reviewer, note="不属恶意")
    assert (counted_now().excluded, counted_now().solved.base) == (0, 1)
    assert codes(lambda: take(row, "confirm_exclusion", reviewer, note="同意")) == {"only_when"}
    row = take(row, "propose_exclusion", proposer, exclusion="court", note="已立案")
    take(row, "confirm_exclusion", reviewer, note="同意")
    assert counted_now().excluded == 1


def test_10_a_late_dispatch_is_red_and_told_without_colour_too(client_of: ClientOf) -> None:
    start = timezone.now() - timedelta(minutes=61)
    late, early = received("sudden", start), received("livelihood", start)
    page = client_of("acceptor").get("/calls/").content.decode()
    rows = {row.number: page.partition(f"/calls/{row.number}/")[0].rpartition("<tr ")[2] for row in (late, early)}
    assert "due-late" in rows[late.number]
    assert "Late" in rows[late.number]
    assert "due-late" not in rows[early.number]
    styles = {name: (FRONTEND / f"{name}.css").read_text() for name in ("lists", "layout")}
    assert re.search(r"\.due-late \.due-chip \{\s*background: var\(--late\);", styles["lists"])
    red, green, blue = bytes.fromhex(re.findall(r"--late: #([0-9a-f]{6});", styles["layout"])[0])
    assert red > 2 * max(green, blue)


COMMITTEE = "committee.duofuxiang"


def test_14_a_committee_is_never_the_first_receiver() -> None:
    for way in WAYS:
        assert "committee_not_here" in codes(lambda how=way: dispatched(lead=COMMITTEE, way=how))
    row = take(dispatched(), "object", department("heat"), ground="no_duty", note="非我单位")
    given = {"lead": COMMITTEE, "way": "talked", "note": "改派"}
    assert "committee_not_here" in codes(lambda: take(row, "change_lead", somebody("acceptor"), **given))


def test_9_a_helper_that_stays_silent_comes_before_the_district_and_stands_in_its_year() -> None:
    row, late = dispatched(), timezone.now() + timedelta(days=9)
    take(row, "ask_joint", department("heat"), helper="gas")
    clockwork.sweep(late)
    part = row.parts.get()
    assert (part.state, part.desk_id, part.is_silent) == ("silent", DISTRICT, True)
    assert [each.pk for each in queries.yearly_file("gas", city_today().year)] == [part.pk]
    order = Order("order", somebody("inspector"), {"note": "应协同"}, at=late)
    ordered = services.act_on_part(row.number, 1, order).row
    assert (ordered.state, ordered.desk_id, ordered.is_silent) == ("joined", "gas", True)


@pytest.mark.parametrize("task", ["", "代发停水通知", "no such"])
def test_14_a_ticket_for_a_community_beyond_its_list_is_blocked(task: str) -> None:
    row = dispatched()
    assert codes(lambda: take(row, "ask_joint", department("heat"), helper=COMMITTEE, task=task)) == {"beyond_list"}
    assert not row.parts.exists()


def test_14_what_is_on_the_list_may_be_asked_for_and_a_department_for_anything() -> None:
    listed = Listed.objects.filter(list=in_force("assist"), rule="allowed").order_by("pk")[0]
    row = dispatched()
    take(row, "ask_joint", department("heat"), helper=COMMITTEE, task=listed.code)
    take(row, "ask_joint", department("heat"), helper="gas")
    assert {part.organisation_id for part in row.parts.all()} == {COMMITTEE, "gas"}
    ListVersion.objects.all().delete()
    other = dispatched()
    act = partial(take, other, "ask_joint", department("heat"), helper=COMMITTEE, task=listed.code)
    assert codes(act) == {"beyond_list"}  # no list, nothing on it


def classed(kind: str, days: int, place: str = PLACE) -> Obligation:
    given = {"place": place, "text": "供暖不热", "class": kind}
    order = Order("receive", somebody("operator"), given, at=timezone.now() - timedelta(days=days))
    return services.open_obligation("demand", order).row


def test_15_three_tickets_of_one_class_and_place_in_thirty_days_propose_an_item() -> None:
    for days in (45, 20, 10):
        classed("housing", days)
    classed("safety", 5)
    classed("housing", 4, "110101001002")
    received(at=timezone.now() - timedelta(days=3))  # of no class: counted with nothing
    assert not Proceeding.objects.exists()
    classed("housing", 0)
    found = Proceeding.objects.get()
    assert (found.procedure, found.place, found.title) == ("governance", PLACE, "接诉即办：住有所居")
    assert found.snapshot["facts"]["seen"] == "3 / 30"
    classed("housing", 0)
    assert Proceeding.objects.count() == 1


def test_15_so_do_tickets_whose_item_is_told_when_they_are_dispatched() -> None:
    rows = [received(at=timezone.now() - timedelta(days=days)) for days in (45, 3, 2, 1)]
    for row in reversed(rows[1:]):  # in whatever order they are classed
        assert not Proceeding.objects.exists()
        take(row, "dispatch", somebody("acceptor"), lead="heat", way="direct", item="heating")
    found = Proceeding.objects.get()
    assert (found.title, found.snapshot["facts"]["seen"]) == ("接诉即办：住有所居", "3 / 30")
    take(rows[1], "contact", department("heat"), note="已联系")  # tells nothing new of the matter
    assert Proceeding.objects.count() == 1


def test_15_so_do_three_whistles_of_one_kind_for_one_department() -> None:
    for lead in ("law_enforcement", "fire", "law_enforcement"):
        drafted(lead=lead)
    assert not Proceeding.objects.exists()
    drafted(lead="law_enforcement")
    assert Proceeding.objects.get().title == "街乡吹哨、部门报到：应急处置哨、东城区城市管理综合行政执法局"


def test_15_where_a_street_has_no_leader_nothing_is_proposed_and_the_ticket_stands() -> None:
    Post.objects.filter(kind="street_leader").update(until=city_today())
    rows = [classed("housing", 0) for _ in range(3)]
    assert not Proceeding.objects.exists()
    assert {row.state for row in rows} == {"received"}
