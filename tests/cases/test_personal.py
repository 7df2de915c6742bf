"""What residents told: shown once it is needed, corrected and erased by themselves, and erased when its time is up."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.city import PLACE, picture, reported, somebody, take, to_close
from wanmi.acts import pictures as files
from wanmi.cases.actors import resident
from wanmi.cases.clockwork import erase_expired
from wanmi.cases.models import Attachment, Case
from wanmi.cases.personal import contacts, given_by
from wanmi.cases.queries import ended_at
from wanmi.cases.rebuilding import rebuild
from wanmi.cases.services import Order, act, report
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.journal.verifying import verify
from wanmi.process.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ZHOU, WU = "resident:zhou", "resident:wu"
CONTACT = {"name": "周先生", "phone": "13800001234", "keep_secret": True, "consent": "1"}


def told(name: str = ZHOU, **carried: object) -> Case:
    given = {"channel": "web", "place": PLACE, "text": "路灯不亮，我家在三单元", "reporter": CONTACT} | carried
    return report(Order("report", resident(name), given, {"photos": [picture("red")]})).case


def done(case: Case, action: str, name: str = ZHOU, **carried: object) -> Case:
    return act(case.number, Order(action, resident(name), carried)).case


def refused(case: Case) -> Case:
    return take(case, "refuse", "acceptor", refusal="outside_duty")


def test_a_voice_is_counted_and_its_contact_is_its_own() -> None:
    case = done(told(), "support", WU, note="我也看到了", reporter={"email": "wu@example.org"})
    assert case.snapshot["counts"]["voices"] == 1
    assert contacts(case.number) == {ZHOU: CONTACT, WU: {"email": "wu@example.org"}}
    assert given_by(case.number, WU) == {"note": "我也看到了", "reporter": {"email": "wu@example.org"}}


def test_a_correction_takes_the_place_of_what_was_told() -> None:
    case = done(told(), "correct_contact", reporter={"phone": "13800009999"})
    assert contacts(case.number) == {ZHOU: {"phone": "13800009999"}}


def test_a_withdrawn_contact_is_gone_and_the_others_stay() -> None:
    case = done(told(), "support", WU, reporter={"phone": "13800005678"})
    case = done(case, "erase_contact", erasure="withdrawn")
    assert list(contacts(case.number)) == [WU]
    assert case.snapshot["facts"]["has_reporter"] is True
    case = done(case, "erase_contact", WU, erasure="withdrawn")
    assert contacts(case.number) == {}
    assert case.snapshot["facts"]["has_reporter"] is False
    assert case.text == "路灯不亮，我家在三单元"
    assert verify().faults == []
    assert not rebuild().differences


def test_a_report_is_erased_after_its_end_with_words_and_pictures(django_capture_on_commit_callbacks) -> None:
    case = told()
    digest = Attachment.objects.get(case=case).digest
    with pytest.raises(Refused):
        done(case, "erase_report", erasure="request")
    case = refused(case)
    with django_capture_on_commit_callbacks(execute=True):
        case = done(case, "erase_report", erasure="request")
    assert (case.text, contacts(case.number)) == ("", {})
    assert not Attachment.objects.filter(case=case).exists()
    assert not files.path_of(digest).exists()
    assert not files.shown_path(digest).exists()
    assert not rebuild().differences


@pytest.mark.parametrize(("choice", "left"), [({}, {"green", "blue"}), ({"pictures": "all"}, set())])
def test_whoever_answers_for_a_case_erases_what_people_sent_or_all_pictures(
    choice: dict[str, str], left: set[str], django_capture_on_commit_callbacks
) -> None:
    case = take(to_close(), "close", "shift_leader")
    asking = Order(
        "ask_reopening", resident(ZHOU), {"asking": "not_fixed", "note": "没好"}, {"photos": [picture("red")]}
    )
    case = act(case.number, asking).case
    had = set(Attachment.objects.filter(case=case).values_list("digest", flat=True))
    kept = {hashlib.sha256(picture(colour)).hexdigest() for colour in left}
    with django_capture_on_commit_callbacks(execute=True):
        act(case.number, Order("erase_personal", somebody("supervision_leader"), {"erasure": "request", **choice}))
    assert set(Attachment.objects.filter(case=case).values_list("digest", flat=True)) == kept
    assert {each for each in had if files.path_of(each).exists()} == kept
    told = body_of(Entry.objects.filter(subject=case.number).latest("seq"))
    assert set(told[files.ERASED]) == had - kept
    assert (rebuild().differences, verify().faults) == ([], [])


def test_a_picture_that_another_case_has_stays(django_capture_on_commit_callbacks) -> None:
    case, other = refused(told()), told(WU)
    with django_capture_on_commit_callbacks(execute=True):
        done(case, "erase_report", erasure="request")
    assert files.shown(Attachment.objects.get(case=other).digest)


def test_a_stranger_erases_nothing() -> None:
    case = done(told(), "erase_contact", WU, erasure="withdrawn")
    assert list(contacts(case.number)) == [ZHOU]
    assert case.snapshot["facts"]["has_reporter"] is True


def test_contacts_are_kept_for_their_time_and_no_longer() -> None:
    ended, running = refused(told()), told(WU)
    day = timedelta(days=1)
    assert erase_expired(ended_at(ended.number) + 89 * day) == 0
    assert erase_expired(ended_at(ended.number) + 91 * day) == 1
    assert erase_expired(timezone.now() + 91 * day) == 0
    assert (contacts(ended.number), list(contacts(running.number))) == ({}, [WU])


def test_a_resident_has_a_closed_case_looked_at_again() -> None:
    case = take(to_close(), "close", "shift_leader")
    case = done(case, "ask_reopening", asking="not_fixed", note="井盖还是松的")
    assert (case.state, case.is_open) == ("verifying", True)
    gone = {"photos": [picture("white")]}
    case = take(case, "report_not_found", "collector", gone, note="已修好", position={"lon": 116.41, "lat": 39.915})
    case = take(case, "close", "shift_leader")
    assert case.state == "closed"
    case = done(case, "ask_reopening", asking="came_back", note="又松了")
    case = take(case, "confirm_found", "collector", gone, position={"lon": 116.41, "lat": 39.915})
    assert case.state == "to_file"
    assert case.snapshot["counts"]["asked_reopenings"] == 2


def test_residents_act_in_no_other_way() -> None:
    case = reported()
    for action, carried in (("accept", {"item": "2026/event/01001"}), ("refuse", {"refusal": "unclear"})):
        with pytest.raises(Refused):
            done(case, action, **carried)
    with pytest.raises(Refused):
        act(case.number, Order("support", somebody("operator")))
