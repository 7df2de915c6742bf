"""Acts on stored cases: one transaction, one entry, once."""

from __future__ import annotations

import hashlib

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.city import ITEM, OTHER_PLACE, PLACE, POSITION, filed, handling, picture, reported, somebody, take, to_close
from wanmi.acts import pictures as files
from wanmi.acts.errors import KeyUsed
from wanmi.cases.errors import MovedOn, UnknownCase
from wanmi.cases.fulltext import PAST_THE_LAST, newest
from wanmi.cases.models import Attachment, Case, Task
from wanmi.cases.rebuilding import rebuild
from wanmi.cases.services import Order, act, report
from wanmi.journal.models import Entry, Sealed
from wanmi.journal.reading import body_of, entries_of
from wanmi.journal.verifying import verify
from wanmi.process.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_case_goes_round_the_loop_and_its_journal_holds() -> None:
    case = take(to_close(), "close", "shift_leader")
    assert (case.state, case.is_open, case.due_at) == ("closed", False, None)
    assert not Task.objects.filter(case=case).exists()
    assert verify().faults == []
    assert rebuild().differences == []


def test_a_case_that_was_only_reported_is_rebuilt_too() -> None:
    case = reported()
    assert rebuild().differences == []
    assert rebuild(write=True).differences == []
    assert newest("井盖破损", PAST_THE_LAST, 5) == [case.pk]


def test_a_report_lies_on_the_acceptors_desk_with_a_deadline() -> None:
    case = reported()
    task = Task.objects.get(case=case)
    assert (task.post_id, task.due_at) == (somebody("acceptor").post, case.due_at)


def test_checks_go_to_the_collectors_of_the_street() -> None:
    case = take(reported(channel="hotline", place=OTHER_PLACE, position=None), "accept", "acceptor", item=ITEM)
    assert Task.objects.get(case=case).post_id == somebody("collector", OTHER_PLACE).post


def test_the_place_is_found_from_the_position() -> None:
    case = reported(place=None)
    assert case.place.startswith("110101")
    assert len(case.place) == 12


@pytest.mark.parametrize(
    ("carried", "code"),
    [
        ({"place": None, "position": None}, "missing"),
        ({"place": None, "position": {"lon": 121.47, "lat": 31.23}}, "outside_city"),
        ({"position": {"lon": 121.47, "lat": 31.23}}, "outside_city"),
        ({"place": "310101001001"}, "outside_city"),
        ({"place": "somewhere"}, "not_a_place"),
        ({"item": "2026/event/99999"}, "unknown_item"),
        ({"item": "2013/event/0101"}, "unknown_item"),
        ({"item": "manhole"}, "unknown_item"),
        ({"text": "长" * 100_000}, "too_long"),
        ({"text": ""}, "missing"),
    ],
)
def test_a_bad_report_is_refused_whole(carried: dict[str, object], code: str) -> None:
    before = (Case.objects.count(), Entry.objects.count(), Sealed.objects.count())
    with pytest.raises(Refused) as refused:
        reported(**carried)
    assert code in codes(refused)
    assert (Case.objects.count(), Entry.objects.count(), Sealed.objects.count()) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 not a picture", "not_a_picture"),
        (picture()[:-30], "not_a_picture"),
        (b"", "not_a_picture"),
        (b"x" * (files.SIZE_AT_MOST + 1), "picture_too_large"),
        (picture(kind="GIF"), "not_a_picture"),
    ],
)
def test_what_is_no_picture_is_refused_whole(content: bytes, code: str) -> None:
    order = Order(
        "report",
        somebody("operator"),
        {"channel": "hotline", "place": PLACE, "text": "破损"},
        {"photos": [picture(), content]},
    )
    with pytest.raises(Refused) as refused:
        report(order)
    assert codes(refused) == {code}
    assert not Attachment.objects.exists()


def test_a_typed_digest_is_no_evidence() -> None:
    with pytest.raises(Refused) as refused:
        take(handling(), "finish", "handler", note="已修复", photos_after=["a" * 64])
    assert codes(refused) == {"not_a_picture"}


def test_a_refused_act_leaves_no_file_behind() -> None:
    fresh = picture("purple")
    with pytest.raises(Refused):
        take(handling(), "finish", "handler", {"photos_after": [fresh]}, note="")
    assert not files.path_of(hashlib.sha256(fresh).hexdigest()).exists()


def test_the_same_key_acts_once() -> None:
    order = Order("report", somebody("operator"), {"channel": "hotline", "place": PLACE, "text": "路灯不亮"}, key="k1")
    first, second = report(order), report(order)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.case.number == second.case.number
    assert Entry.objects.filter(subject=first.case.number).count() == 1


def test_a_key_is_not_used_for_another_act() -> None:
    actor = somebody("operator")
    report(Order("report", actor, {"channel": "hotline", "place": PLACE, "text": "路灯不亮"}, key="k1"))
    with pytest.raises(KeyUsed):
        report(Order("report", actor, {"channel": "hotline", "place": PLACE, "text": "井盖破损"}, key="k1"))


def test_who_looked_at_an_older_version_is_told() -> None:
    case = reported()
    take(case, "accept", "acceptor", item=ITEM)
    with pytest.raises(MovedOn) as moved:
        act(case.number, Order("accept", somebody("acceptor"), {"item": ITEM}, seen=1))
    assert moved.value.case.version == 2


def test_an_unknown_case_is_unknown() -> None:
    with pytest.raises(UnknownCase):
        act("110101000000", Order("accept", somebody("acceptor")))


def test_a_condition_of_another_item_is_refused() -> None:
    case = take(reported(), "accept", "acceptor", item=ITEM)
    with pytest.raises(Refused) as refused:
        take(case, "file", "shift_leader", item=ITEM, condition="nonsense")
    assert codes(refused) == {"condition_of_other_item"}


def test_a_department_without_a_post_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        take(filed(), "dispatch", "dispatcher", department="nobody")
    assert codes(refused) == {"nobody_handles_there"}


def test_the_limit_of_the_filing_condition_runs_from_dispatch() -> None:
    case = handling()
    clock = case.snapshot["clocks"]["handling"]
    facts = case.snapshot["facts"]
    assert clock["limit"] == [facts["limit"]["value"], facts["limit"]["unit"]]
    assert case.due_at is not None
    assert case.due_at.isoformat() == clock["deadline"]


def test_personal_data_lie_apart_and_can_be_erased_without_breaking_the_chain() -> None:
    case = reported(channel="hotline", reporter={"name": "张三", "phone": "13800000000"}, address="东华门大街1号")
    for entry in entries_of("case", case.number):
        assert "13800000000" not in entry.body
        assert "井盖破损" not in entry.body
    case = take(case, "erase_personal", "supervision_leader", erasure="request")
    assert (case.text, case.address) == ("", "")
    assert not Sealed.objects.filter(subject=case.number).exclude(payload="").exists()
    assert verify().faults == []
    assert rebuild().differences == []


def test_a_look_at_the_reporter_is_journaled_with_its_purpose() -> None:
    case = reported(channel="hotline", reporter={"name": "张三", "phone": "13800000000"})
    take(case, "look_reporter", "acceptor", purpose="call_back")
    last = entries_of("case", case.number).last()
    assert last is not None
    assert body_of(last)["carried"] == {"purpose": "call_back"}


def test_pictures_are_kept_once_under_their_digest() -> None:
    case = take(handling(), "finish", "handler", {"photos_after": [picture("green"), picture("red")]}, note="已修复")
    kept = Attachment.objects.filter(case=case)
    assert kept.count() == 2
    for attachment in kept:
        assert files.path_of(attachment.digest).read_bytes()


def test_an_act_costs_the_same_number_of_queries_whatever_has_piled_up(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        reported()
    case = reported()
    with django_assert_max_num_queries(24):
        act(case.number, Order("accept", somebody("acceptor"), {"item": ITEM}))


def test_a_later_position_does_not_move_the_problem() -> None:
    case = take(reported(channel="hotline"), "accept", "acceptor", item=ITEM)
    stood = {"lon": 116.411, "lat": 39.916}
    case = take(case, "confirm_found", "collector", {"photos": [picture()]}, position=stood)
    assert (case.lon, case.lat) == (POSITION["lon"], POSITION["lat"])
