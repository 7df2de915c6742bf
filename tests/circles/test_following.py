"""What follows by the journal: tickets by day and by night, answers to the group, notices of alarms at any hour."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.circles.test_candidates import at
from tests.circles.world import LAMP, WEST, Groups, decide, heard, member
from tests.city import somebody
from tests.joint import levels as five
from tests.joint.levels import levels
from wanmi.circles import courier
from wanmi.circles.courier import CircleCourier
from wanmi.circles.errors import GroupRefused
from wanmi.circles.models import Posting
from wanmi.circles.queries import ticket_kinds
from wanmi.circles.rules import SETTING
from wanmi.joint.models import Obligation
from wanmi.notices import feeding
from wanmi.notices.courier import NoticeCourier
from wanmi.notices.models import Preference
from wanmi.outbox.courier import Outcome, Verdict
from wanmi.outbox.filling import read_on
from wanmi.outbox.models import Message
from wanmi.outbox.sending import LOOK_EVERY_S, Sender
from wanmi.territory.models import City
from wanmi.workforce.models import Staff

__all__ = ["levels"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def ticketed(groups: Groups, levels: None) -> Groups:
    """The city takes the five levels' presets."""
    city = City.objects.get()
    tickets = {"tickets": {"usual": "general", "urgent": "urgent"}}
    city.settings[SETTING] = json.dumps(json.loads(city.settings[SETTING]) | tickets)
    city.save()
    courier.the_feed()
    return groups


def followed(until: datetime | None = None) -> None:
    """Read the journal and send what is due by then, as `wanmi send` does."""
    while read_on(courier.NAME, CircleCourier()):
        pass
    due = Message.objects.filter(feed=courier.NAME, due_at__lte=until or timezone.now()).order_by("pk")
    for message in list(due):
        made = CircleCourier().parcel(message)
        assert isinstance(made, Outcome)
        assert made.verdict is Verdict.DELIVERED, made
        message.delete()


@pytest.mark.parametrize(
    ("hour", "text", "kind", "waits"),
    [(12, LAMP, "general", False), (23, LAMP, "general", True), (23, "电梯里有人被困", "urgent", False)],
    ids=["by day", "at night", "urgent at night"],
)
def test_a_ticket_begins_when_the_response_clock_may(
    ticketed: Groups, monkeypatch: pytest.MonkeyPatch, hour: int, text: str, kind: str, waits: bool
) -> None:
    said, morning = at(hour), at(8) + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: said)
    row = decide(heard(ticketed.west, text), "confirm")
    followed(said)
    assert Obligation.objects.exists() is not waits
    monkeypatch.setattr(timezone, "now", lambda: morning)
    followed(morning - timedelta(seconds=1))
    assert Obligation.objects.exists() is not waits
    followed(morning)
    ticket = Obligation.objects.get()
    assert (ticket.kind, ticket.case, ticket.place, ticket.text) == (kind, row.case, WEST, text)
    assert ticket.opened_at == (morning if waits else said)


def test_the_worker_may_choose_the_class_of_the_ticket(ticketed: Groups) -> None:
    assert set(ticket_kinds()) == {"urgent", "quick", "general", "complex"}
    with pytest.raises(GroupRefused, match="unknown_kind"):
        decide(heard(ticketed.west), "confirm", kind="whenever")
    decide(heard(ticketed.west), "confirm", kind="quick")
    followed(timezone.now() + timedelta(days=1))
    assert Obligation.objects.get().kind == "quick"


def test_7_the_answer_goes_to_the_group_without_personal_data_once(
    ticketed: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = at(12)
    monkeypatch.setattr(timezone, "now", lambda: noon)  # at night the ticket would wait until morning
    li, wang = member(ticketed.west), member(ticketed.west, "wang")
    row = decide(heard(ticketed.west, author=li.name), "confirm")
    assert row.case is not None
    decide(heard(ticketed.west, author=wang.name), "merge", case=row.case.number)
    followed()
    ticket = five.take(Obligation.objects.get(), "accept", five.at("grid"))
    five.take(ticket, "answer", five.at("grid"), note="3栋2单元501室王先生（138 0000 1111）反映的楼道灯已修好")
    followed()
    posting = Posting.objects.get()
    assert posting.text == "＊＊王先生（＊＊）反映的楼道灯已修好"
    assert (posting.group, posting.case) == (ticketed.west, row.case)


def test_a_question_is_answered_in_the_group(groups: Groups) -> None:
    row = heard(groups.west, "请问社保卡在哪里办理")
    answer = {"answer": "带身份证到社区，找13800001111", "knowledge": "社保服务指南第3条"}
    assert decide(row, "consult", **answer).state == "consulted"
    posting = Posting.objects.get()
    assert (posting.text, posting.knowledge) == ("带身份证到社区，找＊＊", "社保服务指南第3条")
    assert "13800001111" not in posting.entry.body


def test_6_the_notice_of_an_alarm_knows_no_quiet_hours(
    groups: Groups, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NOTICES_FILE = tmp_path / "notices.log"
    duty = Staff.objects.get(pk=somebody("shift_leader").id)
    Staff.objects.filter(pk=duty.pk).update(email="duty@example.org")
    every_hour = {"quiet_from": "00:00", "quiet_until": "23:59", "digest_at": "09:00"}
    Preference.objects.update_or_create(staff=duty, defaults=every_hour)
    feeding.the_feed()
    row = heard(groups.west, "3栋着火了")
    assert LOOK_EVERY_S <= 1  # the sender looks so often; the message is due at once
    Sender({feeding.FEED: NoticeCourier()}, timedelta(hours=72), timedelta(days=90)).run(once=True)
    lines = [json.loads(line) for line in Path(settings.NOTICES_FILE).read_text(encoding="utf-8").splitlines()]
    alarms = [line for line in lines if "紧急" in line["subject"]]
    assert len(alarms) == 1
    assert str(row.pk) in alarms[0]["subject"]
    assert "着火" not in json.dumps(alarms, ensure_ascii=False)
