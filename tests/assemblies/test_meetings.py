"""Meetings from calling to closing, and what is published: the statements of the facts, each by its number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from tests.city import PLACE, somebody
from tests.packs.tiny import TinyPack
from tests.proceedings.acting import begin, clerk, codes, take
from wanmi.assemblies.meetings import SENTENCES
from wanmi.packs.loading import check_pack
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import definition_of
from wanmi.proceedings.queries import overdue
from wanmi.process.errors import Refused
from wanmi.workforce.queries import city_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
VOTES = {"motion": "修缮活动室", "in_favour": "17", "against": "5", "abstained": "2"}


def meeting(**given: Any) -> Proceeding:
    """A representatives' meeting of 36, of whom 30 are representatives and 12 are women."""
    asked = {"place": PLACE, "kind": "representatives_meeting", "title": "修缮", "agenda": "一、修缮", "entitled": "36"}
    asked |= {"day": (city_today() + timedelta(days=12)).isoformat(), "counted_by": "people", "called_by": "committee"}
    return begin("assembly", somebody("committee"), **(asked | {"delegates": "30", "women": "12"} | given))


def refusal(run: Any, *arguments: Any, **carried: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        run(*arguments, **carried)
    return refused.value


def test_10_no_decision_with_fewer_than_two_thirds_present() -> None:
    row, who = meeting(), somebody("committee")
    assert "not_from_here" in codes(refusal(take, row, "decide", who, **VOTES))
    found = refusal(take, row, "open", who, present="23")
    assert (found.reasons[0].about["count"], found.reasons[0].about["needed"]) == (23, 24)
    with translation.override("zh-hans"):
        told = SENTENCES["not_enough"](found.reasons[0].about, definition_of("assembly"))
    assert "23" in told
    assert "24" in told
    row = take(row, "open", who, present="24")
    assert row.state == "held"
    assert row.snapshot["facts"]["quorum"][0]["needed"] == 24


def test_10_no_decision_unless_more_than_half_of_those_present_approve() -> None:
    who = somebody("committee")
    row = take(meeting(), "open", who, present="24")
    found = refusal(take, row, "decide", who, **(VOTES | {"in_favour": "12", "abstained": "7"}))
    assert (found.reasons[0].about["step"], found.reasons[0].about["needed"]) == ("in_favour", 13)
    assert codes(refusal(take, row, "decide", who, **(VOTES | {"in_favour": "25"}))) == {"not_enough"}
    assert codes(refusal(take, row, "decide", who, **(VOTES | {"in_favour": "many"}))) == {"not_a_count"}
    assert codes(refusal(take, row, "reject", who, **VOTES)) == {"was_passed"}
    row = take(row, "decide", who, **VOTES)
    row = take(
        row, "reject", who, **(VOTES | {"motion": "另一事项", "in_favour": "3", "against": "20", "abstained": "1"})
    )
    kept = row.snapshot["facts"]["resolutions"]
    assert [(each["motion"], each["passed"]) for each in kept] == [("修缮活动室", True), ("另一事项", False)]
    assert take(row, "close", who, note="记录").state == "closed"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"entitled": "34"}, "not_enough"),
        ({"delegates": "28"}, "not_enough"),
        ({"women": "11"}, "not_enough"),
        ({"kind": "senate"}, "no_meeting_rule"),
        ({"kind": "villagers_assembly", "day": "soon"}, "not_a_date"),
        ({"called_by": "people", "asking": "20", "asking_of": "36"}, "nobody_may_call"),
        ({"called_by": "groups", "asking": "7", "asking_of": "36"}, "not_enough"),
    ],
)
def test_a_meeting_that_the_law_does_not_know_is_not_called(given: dict[str, str], code: str) -> None:
    assert code in codes(refusal(meeting, **given))


def test_a_villagers_assembly_needs_ten_days_notice() -> None:
    day = (city_today() + timedelta(days=9)).isoformat()
    assert codes(refusal(meeting, kind="villagers_assembly", day=day)) == {"notice_too_short"}
    row = meeting(kind="villagers_assembly", entitled="300", counted_by="households")
    assert codes(refusal(take, row, "open", somebody("committee"), present="199")) == {"not_enough"}
    assert take(row, "open", somebody("committee"), present="200").state == "held"


def test_strangers_call_nothing() -> None:
    assert "other_post" in codes(refusal(begin, "assembly", somebody("oversight"), place=PLACE))
    row = meeting()
    assert "outside_region" in codes(refusal(take, row, "cancel", somebody("committee", "110101001002"), note="x"))


def test_11_disclosure_has_due_dates_by_kind_and_what_is_overdue_is_listed() -> None:
    who, due = somebody("committee"), {}
    for kind in ("general", "money", "important"):
        row = begin("disclosure", who, place=PLACE, title=f"事项 {kind}", kind=kind)
        assert row.due_at is not None
        due[kind] = (row.due_at - row.opened_at).days
    assert due["important"] < due["money"] < due["general"]
    assert overdue("disclosure", PLACE) == []
    late = overdue("disclosure", somebody("oversight").region, timezone.now() + timedelta(days=40))
    assert [row.title for row in late] == ["事项 important", "事项 money"]
    assert take(late[0], "publish", who, where="公开栏").state == "published"
    assert len(overdue("disclosure", PLACE, timezone.now() + timedelta(days=40))) == 1


def test_05_consultations_show_opinion_and_feedback_and_those_without_feedback_are_listed() -> None:
    row = begin("plan", clerk(), place=PLACE[:9], title="菜市场改造", text="请提意见")
    row = take(row, "give_opinion", somebody("street_office"), opinion="保留便民摊位")
    late = overdue("plan", PLACE[:6], timezone.now() + timedelta(days=30))
    assert [each.title for each in late] == ["菜市场改造"]
    row = take(row, "feed_back", clerk(), adopted="partly", reason="保留一半")
    facts = row.snapshot["facts"]
    assert (facts["opinion"], facts["adopted"], facts["reason"]) == ("保留便民摊位", "partly", "保留一半")
    assert overdue("plan", PLACE[:6], timezone.now() + timedelta(days=30)) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("m,2026-01-01,,会,Meeting,1/2,,>1/2,,,0,,,0,x", "quorum"),
        ("mm,2026-01-01,,会,Meeting,>1/2,,>5/4,,,0,,,0,x", "passing"),
        ("mm,2026-01-01,2025-01-01,会,Meeting,>1/2,,>1/2,,,0,,,0,x", "valid_to"),
        ("mm,2026-01-01,,会,Meeting,>1/2,,>1/2,,,many,,,0,x", "least_members"),
    ],
)
def test_bad_rules_are_refused_with_their_place(tiny: TinyPack, row: str, column: str) -> None:
    head = "key,valid_from,valid_to,name_zh,name_en,quorum,household_quorum,passing,callers,group_callers,least_members"
    good = "mm,2020-01-01,2026-01-01,会,Meeting,>1/2,,>1/2,,,0,,,0,x"
    tiny.write("assemblies.csv", f"{head},delegates,women,notice_days,source\n{good}\n{row}\n")
    assert (3, column) in {(p.line, p.column) for p in check_pack(tiny.city)}


@pytest.fixture
def tiny(tmp_path: Any) -> TinyPack:
    return TinyPack(tmp_path)
