"""The seven powers of a street as records: who, on what ground, towards whom, the answer, the outcome."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.city import PLACE, somebody
from tests.intake.test_api import caller
from tests.joint import world
from tests.joint.world import codes
from tests.site.conftest import ClientOf, client_of
from wanmi.joint import clockwork, queries, services
from wanmi.joint.models import Obligation, RuleBook
from wanmi.joint.rebuilding import rebuild
from wanmi.joint.rules.store import book_with, rules_of
from wanmi.joint.services import Order
from wanmi.territory.queries import today
from wanmi.workforce.queries import city_today

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
KEYS = {
    "power_1_facilities",
    "power_2_major",
    "power_3_enforcement",
    "power_4_stations",
    "power_5_coordination",
    "power_6_means",
    "power_7_helpers",
}
LEADER, PLANNING = "street_leader.donghuamen", "handler.planning"


def exercised(kind: str = "power_1_facilities", **carried: str) -> Obligation:
    given = {"place": PLACE, "text": "社区活动室选址意见", "ground": "条例第十一条第一项", "department": "planning"}
    order = Order("exercise", world.leader(), given | carried)
    return services.open_obligation(kind, order).row


def test_all_seven_are_kinds_with_their_legal_ground_and_only_streets_open_them() -> None:
    rules = rules_of(book_with("power_1_facilities", today())[0])
    assert rules.kinds.keys() == KEYS
    assert all(kind.callers == {"street"} for kind in rules.kinds.values())
    order = Order("exercise", world.department("fire"), {"place": PLACE})
    assert "may_not_call" in codes(lambda: services.open_obligation("power_2_major", order))


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_each_power_runs_from_exercise_to_outcome(kind: str) -> None:
    row = exercised(kind, office="规划分局驻街道负责人（职位）")
    part = row.parts.get()
    assert (part.organisation_id, part.desk_id, part.due_at is not None) == ("planning", "planning", True)
    world.do(row, "planning", "answer", world.department("planning"), answer="in_part", note="部分采纳，附图")
    row.refresh_from_db()
    assert row.state == "answered"
    row = world.take(row, "record_outcome", world.leader(), outcome="partly")
    facts = row.snapshot["facts"]
    assert (row.state, facts["outcome"], facts["ground"]) == ("recorded", "partly", "条例第十一条第一项")
    assert row.parts.get().snapshot["facts"]["answer"] == "in_part"


@pytest.mark.parametrize("lacking", ["ground", "department", "text"])
def test_a_record_without_ground_department_or_matter_is_refused(lacking: str) -> None:
    assert codes(lambda: exercised(**{lacking: ""})) == {"missing"}
    assert not Obligation.objects.exists()


@pytest.mark.parametrize("field", ["department", "others"])
def test_a_power_is_not_exercised_towards_a_committee(field: str) -> None:
    assert codes(lambda: exercised(**{field: "committee.duofuxiang"})) == {"committee_not_here"}


def test_silence_comes_before_the_district_and_stands_in_the_year_without_anybody_s_hand() -> None:
    at, year = timezone.now(), city_today().year
    row = exercised("power_3_enforcement", others="market fire")
    world.do(row, "market", "answer", world.department("market"), at, answer="agrees", note="同意")
    world.do(row, "fire", "release", world.leader(), at)
    late = at + timedelta(days=9)
    clockwork.sweep(late)
    part = world.part_of(row, "planning")
    assert (part.state, part.desk_id, part.is_silent, part.is_refused) == ("silent", "command", True, False)
    assert [each.pk for each in queries.yearly_file("planning", year)] == [part.pk]
    assert queries.yearly_file("market", year) == queries.yearly_file("fire", year) == []
    assert world.part_of(row, "market").in_time is True
    pressed = world.do(row, "planning", "press", world.district(), late, note="三日内答复")
    assert (pressed.desk_id, pressed.in_time) == ("planning", False)
    done = world.do(row, "planning", "answer", world.department("planning"), late, answer="agrees", note="同意")
    assert (done.answered_at, done.in_time, done.is_silent) == (late, False, False)
    assert rebuild().differences == []


def test_who_had_not_answered_a_withdrawn_power_in_time_stands_in_the_year(client_of: ClientOf) -> None:
    """Though no clockwork had gone round before the street withdrew it."""
    at = timezone.now()
    soon, late = exercised(), exercised()
    world.take(soon, "withdraw", world.leader(), at + timedelta(minutes=1), note="另行商议")
    world.take(late, "withdraw", world.leader(), at + timedelta(days=60), note="另行商议")
    found = queries.yearly_file("planning", city_today().year)
    assert [part.obligation.number for part in found] == [late.number]
    own = client_of(PLANNING)
    for page in ("/boards/years/", f"/calls/{late.number}/"):
        assert "Did not answer in time" in own.get(page).content.decode(), page


def test_a_power_of_an_older_book_needs_nobody_who_reports_its_silence_either() -> None:
    """An older book leaves the silent part with its department, for the street to report."""
    book = RuleBook.objects.get(key="powers")
    text = book.processes["power_answer"]
    for said, older in (
        ('on_due = "fall_silent"\n', ""),
        ('from = ["silent"]\nby = ["system"]', 'from = ["asked", "silent"]\nby = ["system"]'),
    ):
        assert said in text
        text = text.replace(said, older)
    book.digest, book.processes = "older", book.processes | {"power_answer": text}
    book.save()
    row = exercised()
    clockwork.sweep(timezone.now() + timedelta(days=60))
    part = world.part_of(row, "planning")
    assert (part.state, part.desk_id, part.is_silent) == ("asked", "planning", True)
    assert rebuild().differences == []


def test_who_may_act() -> None:
    row = exercised()
    for actor in (world.leader(), world.department("fire"), world.district(), somebody("street_office")):
        assert "other_post" in codes(partial(world.do, row, "planning", "answer", actor, answer="agrees", note="同意"))
    world.do(row, "planning", "answer", world.department("planning"), answer="agrees", note="同意")
    for actor in (world.department("planning"), world.district(), world.caller()):
        assert "other_post" in codes(partial(world.take, row, "record_outcome", actor, outcome="done"))


def test_the_register_lists_records_for_those_who_may_see_them(client_of: ClientOf, client: Client) -> None:
    row = exercised()
    world.do(row, "planning", "answer", world.department("planning"), answer="disagrees", note="不同意选址")
    world.take(row, "record_outcome", world.leader(), outcome="not_followed")
    path = "/calls/books/powers/"
    page = client_of(LEADER).get(path).content.decode()
    for words in (row.number, "条例第十一条第一项", "Disagrees", "Not followed", "Planning, building"):
        assert words in page
    assert "不同意选址" not in page  # the written answer lies sealed
    assert row.number in client_of(PLANNING).get(path).content.decode()
    assert row.number in client_of("inspector").get(path).content.decode()
    for name in ("handler.fire", "street_leader.hepingli"):
        assert row.number not in client_of(name).get(path).content.decode(), name
    assert client_of("audit_admin").get(path).status_code == 403
    assert client_of("lane_steward.duofu").get(path).status_code == 403
    assert row.number not in client_of(LEADER).get(f"{path}?kind=power_2_major").content.decode()
    for wrong in ("/calls/books/none/", f"{path}?kind=none"):
        assert client_of(LEADER).get(wrong).status_code == 404
    found = client.get("/api/v1/joint?book=powers", headers=caller("street_leader")).json()
    assert [each["number"] for each in found["rows"]] == [row.number]
    assert client.get("/api/v1/joint?book=whistle", headers=caller("street_leader")).json()["rows"] == []


def test_a_register_costs_the_same_however_long(
    client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(LEADER)
    exercised()
    client.get("/calls/books/powers/")
    for _ in range(4):
        exercised("power_2_major", others="market fire")
    with django_assert_max_num_queries(20):
        assert client.get("/calls/books/powers/").content.decode().count("case-link") == 5
