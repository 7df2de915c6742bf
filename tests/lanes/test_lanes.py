"""Lanes: the statements 6 and 15 of Beijing's facts, and who may do what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.city import OTHER_PLACE, PLACE, picture, somebody
from tests.packs.tiny import TinyPack
from wanmi.acts.carrying_out import Order
from wanmi.acts.errors import KeyUsed
from wanmi.cases.actors import actor_of
from wanmi.cases.models import Attachment, Case
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.lanes import queries, services
from wanmi.lanes.errors import LaneRefused, UnknownLane
from wanmi.lanes.models import Lane, LaneCheck, LaneReport, Patrol
from wanmi.packs.loading import check_pack
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.services import act
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.workforce.models import Appointment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def steward() -> Actor:
    return somebody("lane_steward")


def chief() -> Actor:
    return somebody("lane_chief")


def lane(code: str = "duofu") -> Lane:
    return Lane.objects.get(code=code)


def check(code: str = "10_piles") -> LaneCheck:
    return LaneCheck.objects.get(code=code)


def test_6_the_file_shows_chiefs_stewards_standards_and_the_last_patrol() -> None:
    at = timezone.now() - timedelta(hours=3)
    services.patrol(lane(), steward(), at=at)
    row = queries.file_of(lane(), chief()).row
    assert [(each.duty.post_id, list(each.people)) for each in row.chiefs] == [("lane_chief.duofuxiang", ["宁元青"])]
    assert [(each.duty.post_id, list(each.people)) for each in row.stewards] == [("lane_steward.duofu", ["姚静之"])]
    assert row.chiefs[0].duty.duty_zh.startswith("知情")
    assert (row.last_seen, row.lane.target is not None, bool(row.lane.standard_zh)) == (at, True, True)


def test_6_one_tap_becomes_a_ticket_with_lane_and_photo_in_one_step() -> None:
    made = services.report(lane(), check(), steward(), [picture()], "靠近3号门")
    case = Case.objects.get(lane_report=made)
    assert (case.place, case.channel, case.address, case.state) == (PLACE, "lane", "多福巷", "reported")
    assert case.text == "多福巷：乱堆物料。靠近3号门"
    assert case.item is not None
    assert case.item.code == "06036"
    assert Attachment.objects.filter(case=case, field="photos").count() == 1
    entry = Entry.objects.get(subject_kind="lane", subject="duofu", action="report")
    assert body_of(entry) == {"check": "10_piles", "case": case.number}
    assert queries.file_of(lane(), steward()).row.last_seen == made.at


def test_6_a_refused_report_leaves_nothing_behind() -> None:
    with pytest.raises(Refused):
        services.report(lane(), check(), steward(), [b"no picture"])
    assert not Case.objects.exists()
    assert not LaneReport.objects.exists()
    assert not Entry.objects.filter(action="report").exists()


def test_the_same_tap_acts_once() -> None:
    first = services.report(lane(), check(), steward(), [picture()], key="k1")
    assert services.report(lane(), check(), steward(), [picture()], key="k1") == first
    assert services.patrol(lane(), steward(), key="k2") == services.patrol(lane(), steward(), key="k2")
    assert (Case.objects.count(), Patrol.objects.count()) == (1, 1)
    with pytest.raises(KeyUsed):
        services.report(lane(), check("07_signs"), steward(), key="k1")
    with pytest.raises(KeyUsed):
        services.patrol(lane("dafosi_east"), steward(), key="k2")


@pytest.mark.parametrize("kind", ["street_leader", "collector", "inspector"])
def test_only_who_is_on_duty_acts_in_a_lane(kind: str) -> None:
    for by in (somebody(kind), steward_of("yinzha")):
        with pytest.raises(LaneRefused, match="not_yours"):
            services.patrol(lane(), by)
        with pytest.raises(LaneRefused, match="not_yours"):
            services.report(lane(), check(), by)
    assert not Entry.objects.filter(subject_kind="lane").exists()


def steward_of(name: str) -> Actor:
    held = Appointment.objects.select_related("post").get(post=f"lane_steward.{name}")
    return actor_of(held)


def test_who_sees_which_lanes() -> None:
    def seen(actor: Actor) -> set[str]:
        return set(queries.seen_by(actor).values_list("code", flat=True))

    assert seen(steward()) == {"duofu", "dafosi_east"}
    assert seen(steward_of("yinzha")) == {"yinzha"}
    assert seen(chief()) == {"duofu", "dafosi_east"}
    assert seen(somebody("street_leader")) == {"duofu", "dafosi_east", "yinzha"}
    assert seen(somebody("inspector")) == {"duofu", "dafosi_east", "yinzha", "longfusi"}
    assert seen(somebody("street_leader", OTHER_PLACE)) == set()
    assert seen(somebody("audit_admin")) == seen(somebody("handler", PLACE, "fire")) == set()
    with pytest.raises(UnknownLane):
        queries.one(steward(), "yinzha")


def test_an_ended_lane_or_check_takes_nothing() -> None:
    LaneCheck.objects.filter(code="10_piles").update(until=timezone.localdate())
    with pytest.raises(LaneRefused, match="unknown_check"):
        services.report(lane(), check(), steward())
    Lane.objects.filter(code="duofu").update(until=timezone.localdate())
    with pytest.raises(LaneRefused, match="not_yours"):
        services.patrol(lane(), steward())
    with pytest.raises(LaneRefused, match="too_long"):
        services.report(lane("dafosi_east"), check("07_signs"), steward(), note="长" * 501)


def test_15_three_reports_of_the_same_in_thirty_days_propose_an_item() -> None:
    now = timezone.now()
    for days in (45, 20, 10):
        services.report(lane(), check(), steward(), at=now - timedelta(days=days))
    services.report(lane(), check("07_signs"), steward(), at=now)
    services.report(lane("dafosi_east"), check(), steward(), at=now)
    assert not Proceeding.objects.exists()
    services.report(lane(), check(), steward(), at=now)
    found = Proceeding.objects.get(procedure="governance")
    assert (found.title, found.state, found.place) == ("多福巷：乱堆物料", "proposed", PLACE)
    assert found.post_id == "street_leader.donghuamen"
    assert [(each.check.code, each.times) for each in queries.rising(lane(), now)] == [("10_piles", 3)]
    services.report(lane(), check(), steward(), at=now)
    assert Proceeding.objects.count() == 1  # it runs already
    act(found.pk, Order("decline", somebody("street_leader"), {"ground": "being_handled"}))
    services.report(lane(), check(), steward(), at=now)
    assert Proceeding.objects.count() == 2


@given(st.lists(st.integers(0, 60)), st.integers(1, 5), st.integers(1, 60))
def test_15_what_rises_is_what_came_often_enough_lately(ages: list[int], times: int, days: int) -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    asked = LaneCheck(code="piles", times=times, days=days)
    told = [("piles", now - timedelta(days=age)) for age in ages]
    lately = sum(age < days for age in ages)
    found = queries.repeated([asked], [*told, ("ended", now)], now)
    assert [(each.check.code, each.times) for each in found] == ([("piles", lately)] if lately >= times else [])


def test_the_list_costs_the_same_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = list(queries.seen_by(somebody("inspector")))
    with django_assert_num_queries(5):
        queries.rows_of(rows)
    with django_assert_num_queries(5):
        queries.rows_of(rows[:1])


@pytest.mark.parametrize(
    ("file", "row", "column"),
    [
        ("lanes.csv", "duofu,多福巷,Duofu,110101001,洁净,clean,,,preset", "place"),
        ("lanes.csv", "duofu,多福巷,Duofu,110101001099,洁净,clean,,,preset", "place"),
        ("lane-duties.csv", "nowhere,handler.roads,chief,巡查,walks", "lane"),
        ("lane-duties.csv", "duofu,nobody,chief,巡查,walks", "post"),
        ("lane-duties.csv", "duofu,handler.roads,chief,巡查,walks", "post"),
        ("lane-checks.csv", "01_a,违建,Illegal,2026/event/99999,3,30,preset", "item"),
        ("lane-checks.csv", "01_a,违建,Illegal,,0,30,preset", "times"),
    ],
)
def test_a_pack_with_a_bad_lane_is_refused(tmp_path: Path, file: str, row: str, column: str) -> None:
    heads = {
        "lanes.csv": "code,name_zh,name_en,place,standard_zh,standard_en,target,phone,source",
        "lane-duties.csv": "lane,post,role,duty_zh,duty_en",
        "lane-checks.csv": "code,name_zh,name_en,item,times,days,source",
    }
    pack = TinyPack(tmp_path)
    if file != "lanes.csv":
        pack.write("lanes.csv", f"{heads['lanes.csv']}\nduofu,多福巷,Duofu,110101001001,洁净,clean,,,preset\n")
    pack.write(file, f"{heads[file]}\n{row}\n")
    problems = check_pack(pack.city)
    assert (file, column) in [(each.file, each.column) for each in problems]
