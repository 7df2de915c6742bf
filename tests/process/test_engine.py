"""The rules of the closed loop, act by act, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.process.world import CALENDAR, DEFINITION, MONDAY_NINE, PROCESS, Story, actor, handler
from wanmi.process.engine import Act, Snapshot, apply, change_from_json, decide, desks, offers
from wanmi.process.errors import Refused
from wanmi.process.reading import read_definition
from wanmi.worktime.units import Unit


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def working_seconds(since: datetime, until: datetime) -> int:
    return CALENDAR.elapsed(Unit.WORK_HOUR, since, until).amount


def test_a_collectors_report_goes_round_the_loop_and_closes() -> None:
    story = Story().to_close().take("close", actor("shift_leader"))
    assert story.snapshot.state == "closed"
    assert not any(clock.is_running() for clock in story.snapshot.clocks.values())


def test_a_public_report_is_verified_on_site_before_it_is_filed() -> None:
    story = Story(channel="hotline").take("accept", actor("acceptor"))
    assert story.snapshot.state == "verifying"
    with pytest.raises(Refused) as refused:
        story.take("file", actor("shift_leader"))
    assert codes(refused) == {"not_from_here"}
    story.take("confirm_found", actor("collector")).take("file", actor("shift_leader"))
    assert story.snapshot.state == "to_dispatch"


def test_what_was_not_found_on_site_cannot_be_filed() -> None:
    story = Story(channel="hotline").take("accept", actor("acceptor")).take("report_not_found", actor("collector"))
    with pytest.raises(Refused) as refused:
        story.take("file", actor("shift_leader"))
    assert codes(refused) == {"not_when"}
    assert story.take("decline", actor("shift_leader")).snapshot.state == "not_filed"


@pytest.mark.parametrize(
    ("before", "action", "wrong"),
    [("report", "accept", "dispatcher"), ("filed", "dispatch", "acceptor"), ("to_close", "close", "acceptor")],
)
def test_an_act_is_refused_to_another_post(before: str, action: str, wrong: str) -> None:
    story = Story()
    getattr(story, before, lambda: story)()
    with pytest.raises(Refused) as refused:
        story.take(action, actor(wrong, name="somebody else"))
    assert "other_post" in codes(refused)


def test_only_the_department_that_has_the_case_handles_it() -> None:
    story = Story().handling("water")
    with pytest.raises(Refused) as refused:
        story.take("finish", handler("stranger", organisation="gas"))
    assert codes(refused) == {"other_department"}


def test_a_post_acts_only_on_its_own_ground() -> None:
    with pytest.raises(Refused) as refused:
        Story().take("accept", actor("acceptor", region="110101002"))
    assert codes(refused) == {"outside_region"}


@pytest.mark.parametrize("judging", ["order_check", "close", "rework", "force_close"])
def test_who_dispatched_or_handled_never_judges_whatever_posts_he_holds(judging: str) -> None:
    for doer in ("dispatcher", "handler"):
        story = Story().handling().take("finish", handler()).take("feed_back", actor("dispatcher"))
        if judging != "order_check":
            verdict = "fail_check" if judging == "rework" else "pass_check"
            story.take("order_check", actor("acceptor")).take(verdict, actor("collector"))
        post = min(story.line(judging).by)
        with pytest.raises(Refused) as refused:
            story.take(judging, actor(post, name=doer))
        assert codes(refused) == {"separated"}


def test_who_filed_does_not_dispatch() -> None:
    with pytest.raises(Refused) as refused:
        Story().filed().take("dispatch", actor("dispatcher", name="shift_leader"))
    assert codes(refused) == {"separated"}


def test_a_collector_who_settled_a_matter_does_not_check_it_himself() -> None:
    story = Story().take("self_handle", actor("collector")).take("order_check", actor("acceptor"))
    with pytest.raises(Refused) as refused:
        story.take("pass_check", actor("collector"))
    assert codes(refused) == {"separated"}
    story.take("pass_check", actor("collector", name="colleague")).take("close", actor("shift_leader"))
    assert story.snapshot.state == "closed"


def test_every_missing_piece_of_evidence_is_named_at_once() -> None:
    story = Story().handling()
    with pytest.raises(Refused) as refused:
        story.take("finish", handler(), photos_after=[], note="")
    assert [(r.code, r.about["field"]) for r in refused.value.reasons] == [
        ("missing", "photos_after"),
        ("missing", "note"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("text", "长" * 100_000, "too_long"),
        ("text", 7, "not_text"),
        ("channel", "pigeon", "unknown_code"),
        ("position", {"lon": "east"}, "not_a_position"),
        ("position", {"lon": 200, "lat": 0}, "not_a_position"),
        ("photos", "one.jpg", "too_few_photos"),
        ("reporter", {"name": "x" * 51}, "too_long"),
        ("reporter", {"blood": "A"}, "not_a_reporter"),
        ("until", "2027-01-01", "not_asked"),
    ],
)
def test_a_report_of_a_wrong_shape_says_what_is_wrong(field: str, value: object, code: str) -> None:
    story = Story.__new__(Story)
    story.at, story.snapshot, story.acts, story.changes = MONDAY_NINE, Snapshot(), [], []
    given: dict[str, Any] = {"place": "110101001001", field: value}
    with pytest.raises(Refused) as refused:
        story.take("report", actor("operator"), **given)
    assert codes(refused) == {code}


def test_a_return_pauses_and_the_same_unit_goes_on_with_its_clock() -> None:
    story = Story().handling("water")
    due = story.snapshot.clocks["handling"].deadline
    story.take("return", handler(), minutes=60).take("dispatch", actor("dispatcher"), minutes=30, department="water")
    assert story.snapshot.clocks["handling"].deadline == due + timedelta(minutes=30)


def test_another_unit_starts_with_a_full_limit() -> None:
    story = Story().handling("water")
    story.take("return", handler(), minutes=120).take("dispatch", actor("dispatcher"), minutes=1, department="gas")
    started = story.snapshot.clocks["handling"].events[0].at
    assert started == story.at
    assert working_seconds(started, story.snapshot.clocks["handling"].deadline) == 4 * 3600


def test_an_extension_adds_the_limit_once_more_twice_at_most_and_never_too_late() -> None:
    story = Story().handling()
    for _ in range(2):
        before = story.snapshot.clocks["handling"].deadline
        story.take("request_extension", handler()).take("grant_extension", actor("dispatcher"))
        assert working_seconds(before, story.snapshot.clocks["handling"].deadline) == 4 * 3600
    with pytest.raises(Refused) as refused:
        story.take("request_extension", handler())
    assert codes(refused) == {"used_up"}


def test_a_refused_extension_uses_none_up() -> None:
    story = Story().handling().take("request_extension", handler()).take("refuse_extension", actor("dispatcher"))
    assert story.snapshot.counts.get("extensions", 0) == 0
    assert story.take("request_extension", handler()).snapshot.facts["request"] == "extension"


def test_no_extension_once_the_deadline_has_passed() -> None:
    with pytest.raises(Refused) as refused:
        Story().handling().take("request_extension", handler(), minutes=3 * 24 * 60)
    assert codes(refused) == {"clock"}


def test_a_suspension_keeps_an_extension_and_costs_no_working_time_over_a_weekend() -> None:
    story = Story(at=datetime(2026, 11, 27, 7, 0, tzinfo=UTC)).handling()  # Friday 15:00
    story.take("request_extension", handler()).take("grant_extension", actor("dispatcher"))
    due = story.snapshot.clocks["handling"].deadline
    friday_evening = (datetime(2026, 11, 27, 10, 0, tzinfo=UTC) - story.at).seconds // 60 - 1
    story.take("request_suspension", handler(), minutes=friday_evening).take(
        "grant_suspension", actor("command_leader")
    )
    story.take("resume", actor("dispatcher"), minutes=62 * 60)
    assert story.at == datetime(2026, 11, 30, 0, 0, tzinfo=UTC)  # Monday 08:00
    assert story.snapshot.clocks["handling"].deadline == due
    assert story.snapshot.clocks["handling"].is_running()


def test_a_suspension_ends_within_a_year() -> None:
    with pytest.raises(Refused) as refused:
        Story().handling().take("request_suspension", handler(), until="2028-01-01")
    assert codes(refused) == {"date_out_of_range"}


def test_rework_keeps_the_unit_and_starts_a_new_limit() -> None:
    story = Story().to_close("fail_check").take("rework", actor("shift_leader"))
    assert story.snapshot.state == "handling"
    assert story.snapshot.counts["reworks"] == 1
    assert story.snapshot.clocks["handling"].events[0].at == story.at


def test_lateness_can_be_appealed_once_and_stays_a_fact() -> None:
    story = Story().handling().take("finish", handler(), minutes=10 * 24 * 60)
    story.take("feed_back", actor("dispatcher")).take("order_check", actor("acceptor"))
    story.take("pass_check", actor("collector")).take("close", actor("shift_leader"))
    story.take("appeal", handler()).take("support_appeal", actor("dispatcher", name="other dispatcher"))
    assert [desk.reason for desk in desks(DEFINITION, story.snapshot)] == ["appeal_supported"]
    story.take("uphold_appeal", actor("acceptor"))
    assert story.snapshot.facts["excused"] is True
    assert story.snapshot.clocks["handling"].is_late(story.at)
    with pytest.raises(Refused) as refused:
        story.take("appeal", handler())
    assert codes(refused) == {"used_up"}


def test_work_in_time_has_nothing_to_appeal_against() -> None:
    story = Story().to_close().take("close", actor("shift_leader"))
    with pytest.raises(Refused) as refused:
        story.take("appeal", handler())
    assert codes(refused) == {"clock"}


def test_supervision_is_a_mark_with_a_deadline_and_no_stage() -> None:
    story = Story().handling().take("supervise", actor("inspector"))
    assert story.snapshot.state == "handling"
    assert story.snapshot.clocks["supervision"].is_running()
    story.take("answer_supervision", handler())
    assert not story.snapshot.clocks["supervision"].is_running()


def test_void_is_for_filed_cases_and_declining_for_unfiled_ones() -> None:
    with pytest.raises(Refused):
        Story().take("accept", actor("acceptor")).take("void", actor("shift_leader"))
    story = Story().filed().take("send_back", actor("dispatcher"))
    with pytest.raises(Refused):
        story.take("decline", actor("shift_leader"))
    assert story.take("void", actor("shift_leader")).snapshot.state == "void"


def test_offers_say_why_an_act_is_not_open() -> None:
    found = {
        offer.transition.action: offer for offer in offers(DEFINITION, Story().snapshot, actor("acceptor"), MONDAY_NINE)
    }
    assert found["accept"].is_open
    assert found["refuse"].is_open
    assert [reason.code for reason in found["self_handle"].reasons] == ["other_post"]


def test_changes_survive_json_and_fold_to_the_same_snapshot() -> None:
    story = Story(channel="hotline").take("accept", actor("acceptor")).take("confirm_found", actor("collector"))
    story.take("file", actor("shift_leader")).take("dispatch", actor("dispatcher"))
    folded = Snapshot()
    for change in story.changes:
        folded = apply(folded, change_from_json(change.as_json()))
    assert folded == story.snapshot


def test_a_suspension_is_not_granted_for_a_day_that_has_passed() -> None:
    story = Story().handling().take("request_suspension", handler(), until="2026-11-25")
    with pytest.raises(Refused) as refused:
        story.take("grant_suspension", actor("command_leader"), minutes=4 * 24 * 60)
    assert codes(refused) == {"date_out_of_range"}
    story.take("grant_suspension", actor("command_leader"), until="2026-12-10")
    assert story.snapshot.clocks["suspension"].deadline == datetime(2026, 12, 10, 16, 0, tzinfo=UTC)


def test_a_day_is_counted_where_the_city_is() -> None:
    shanghai = timezone(timedelta(hours=8))
    story = Story(at=datetime(2026, 11, 24, 7, 0, tzinfo=shanghai)).handling()  # still the 23rd in UTC
    with pytest.raises(Refused) as refused:
        story.take("request_suspension", handler(), until="2026-11-24")
    assert codes(refused) == {"date_out_of_range"}
    assert story.take("request_suspension", handler(), until="2026-11-25").snapshot.facts["request"] == "suspension"


def test_a_field_left_blank_changes_no_fact() -> None:
    story = Story().take("accept", actor("acceptor"), place="", note=None)
    assert story.snapshot.facts["place"] == "110101001001"


def test_reopening_ends_an_appeal_and_takes_its_excuse_back() -> None:
    story = Story().handling().take("finish", handler(), minutes=10 * 24 * 60)
    story.take("feed_back", actor("dispatcher")).take("order_check", actor("acceptor"))
    story.take("pass_check", actor("collector")).take("close", actor("shift_leader"))
    story.take("appeal", handler()).take("support_appeal", actor("dispatcher")).take("uphold_appeal", actor("acceptor"))
    story.take("reopen", actor("shift_leader"))
    assert (story.snapshot.facts["excused"], story.snapshot.facts["request"]) == (False, "")
    assert not story.snapshot.clocks["review"].is_running()


def test_an_open_appeal_ends_when_the_case_is_reopened() -> None:
    story = Story().handling().take("finish", handler(), minutes=10 * 24 * 60)
    story.take("feed_back", actor("dispatcher")).take("order_check", actor("acceptor"))
    story.take("pass_check", actor("collector")).take("close", actor("shift_leader"))
    assert story.take("appeal", handler()).snapshot.clocks["review"].is_running()
    story.take("reopen", actor("shift_leader"))
    assert not story.snapshot.clocks["review"].is_running()
    assert [desk.reason for desk in desks(DEFINITION, story.snapshot)] == ["to_file"]


@pytest.mark.parametrize(("share", "hours"), [(0.5, 2), (0.3, 2), (0.25, 1), (0.01, 1)])
def test_a_share_of_a_limit_is_rounded_up_to_whole_units(share: float, hours: int) -> None:
    rework = f"""
        [[transition]]
        action = "rework"
        from = ["to_close"]
        when = {{ checked = ["failed"], filed = [true] }}
        share = {share}
        """
    story = Story().to_close("fail_check")
    story.definition = read_definition(PROCESS, rework)
    story.take("rework", actor("shift_leader"))
    assert working_seconds(story.at, story.snapshot.clocks["handling"].deadline) == hours * 3600


@pytest.mark.parametrize(("hours", "begins"), [(-1, 0), (0, 0), (3, 3)], ids=["past", "now", "later"])
def test_a_clock_may_begin_later_than_its_act(hours: int, begins: int) -> None:
    path = PROCESS.parents[1] / "circles" / "candidate.toml"
    later = MONDAY_NINE + timedelta(hours=hours)
    facts = {"limit_response": {"value": 2, "unit": "urgent_hour"}, "not_before": later.isoformat()}
    carried = {"place": "110101001001001", "text": "路灯不亮", "urgency": "usual"}
    act = Act("note", actor("system"), MONDAY_NINE, carried)
    change = decide(read_definition(path), Snapshot(), act, CALENDAR, facts)
    clock = apply(Snapshot(), change).clocks["response"]
    assert clock.events[0].at == MONDAY_NINE + timedelta(hours=begins)
    assert clock.deadline == MONDAY_NINE + timedelta(hours=begins + 2)
