"""Who is told what, by which way, and when not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.city import city, filed, handling, reported, take
from tests.outbox.receiver import Receiver, receiver
from tests.site.conftest import client_of
from tooling.postgres import free_port
from wanmi.cases.models import Task
from wanmi.journal.models import Entry
from wanmi.journal.verifying import verify
from wanmi.notices import contacts, feeding, gateways, services
from wanmi.notices.courier import NoticeCourier
from wanmi.notices.models import Preference
from wanmi.notices.preferences import sendable_from
from wanmi.outbox.models import Attempt, Message
from wanmi.outbox.sending import Sender
from wanmi.public import identity
from wanmi.public import services as public
from wanmi.public.models import Voice
from wanmi.workforce.models import Staff

__all__ = ["city", "client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
REPORTER = {"name": "周女士", "phone": "13800001111", "email": "zhou@example.org", "notify": True}
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12:00 in the city


class Inbox:
    """What a mail server on loopback took; ``refuses`` are addresses that it does not know."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content)
        subject = str(make_header(decode_header(mail["Subject"])))
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        self.mails.append((envelope.rcpt_tos[0], subject, body.decode()))
        return "250 OK"


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    kept = Inbox()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_SERVER = object()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = False
    yield kept
    server.stop()


@pytest.fixture(autouse=True)
def ready(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feed stands at the end of the journal, it is no quiet hour, and demo notices go into a file of the test."""
    settings.NOTICES_FILE = tmp_path / "notices.log"
    settings.PUBLIC_URL = "https://grid.example.org"
    monkeypatch.setattr(feeding, "sendable_from", lambda *asked: None)
    feeding.the_feed()
    feeding.sweep(timezone.now())


def send() -> None:
    Sender({feeding.FEED: NoticeCourier()}, timedelta(hours=72), timedelta(days=90)).run(once=True)


def written(settings: Any) -> list[dict[str, str]]:
    file = Path(settings.NOTICES_FILE)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def test_the_reporter_is_told_along_the_way_and_each_look_is_journaled(inbox: Inbox) -> None:
    case = handling(reporter=REPORTER)
    send()
    (first, second) = inbox.mails
    assert first[0] == "zhou@example.org"
    assert first[1] == f"东城区：已收到您反映的问题（{case.number}）"
    assert case.department.name_zh in second[2]
    assert f"https://grid.example.org/n/{contacts.token_for('zhou@example.org')}/" in second[2]
    looks = Entry.objects.filter(action="look_contact", subject=case.number)
    assert [entry.post for entry in looks] == ["system", "system"]
    kept = json.dumps(
        list(Message.objects.values("about", "name", "line")) + list(Attempt.objects.values("answer", "to"))
    )
    assert "zhou@" not in kept and "周" not in kept  # noqa: PT018
    assert {attempt.to for attempt in Attempt.objects.all()} == {"z***@example.org"}
    assert verify().faults == []


def test_whoever_has_a_secret_link_finds_it_in_the_notice_in_his_language(inbox: Inbox) -> None:
    case = reported(reporter=REPORTER)
    actor = Entry.objects.get(subject=case.number).actor
    token = identity.token_for(actor)
    voice = {"secret": identity.digest_of(token), "is_reporter": True, "browser": "b"}
    Voice.objects.create(case=case, name=actor, language="en", **voice)
    send()
    ((_to, subject, text),) = inbox.mails
    assert subject.endswith(f"your report {case.number} has arrived")
    assert f"Follow it here: https://grid.example.org/public/r/{token}/" in text


def test_nobody_is_told_without_consent_after_erasure_or_after_a_refusal(inbox: Inbox) -> None:
    silent = reported(reporter=REPORTER | {"notify": False})
    erased = reported(reporter=REPORTER)
    take(erased, "erase_personal", "supervision_leader", erasure="request")
    services.refuse(contacts.digest_of("li@example.org"))
    reported(reporter=REPORTER | {"email": "LI@example.org"})
    send()
    assert inbox.mails == []
    answers = set(Attempt.objects.values_list("answer", flat=True))
    assert answers == {"the reporter did not agree", "the reporter wants no notices"}
    assert not Entry.objects.filter(action="look_contact").exists()
    assert silent.number


def test_an_erasure_after_the_notice_was_made_drops_it(inbox: Inbox) -> None:
    case = reported(reporter=REPORTER)
    courier = NoticeCourier()
    from wanmi.outbox.filling import read_on

    read_on(feeding.NAME, courier)
    take(case, "erase_personal", "supervision_leader", erasure="request")
    send()
    assert inbox.mails == []
    assert Message.objects.get().state == "dropped"


def test_a_refused_address_is_given_up_and_a_dead_server_is_tried_again(inbox: Inbox, settings: Any) -> None:
    inbox.refuses.add("zhou@example.org")
    reported(reporter=REPORTER)
    send()
    assert (Message.objects.get().state, Attempt.objects.get().status) == ("failed", 550)
    settings.EMAIL_PORT = 9
    reported(reporter=REPORTER | {"email": "li@example.org"})
    send()
    assert Message.objects.get(state="waiting").tries == 1


def test_without_a_gateway_notices_go_into_a_file_masked(settings: Any) -> None:
    reported(reporter=REPORTER | {"email": ""})
    send()
    (line,) = written(settings)
    assert (line["by"], line["to"]) == ("sms", "138****1111")


def somebody_with(email: str, kind: str = "acceptor", **wishes: Any) -> Staff:
    staff = Staff.objects.get(username=kind)
    services.prefer(staff, email, Preference(**wishes))
    return staff


def test_a_desk_is_told_of_a_new_task_once_and_not_when_it_is_done(inbox: Inbox) -> None:
    somebody_with("su@example.org")
    somebody_with("leader@example.org", "shift_leader")
    case = filed()
    waiting = reported()
    send()
    assert [(to, waiting.number in text) for to, _, text in inbox.mails] == [("su@example.org", True)]
    states = {message.about["subject"]: message.state for message in Message.objects.all()}
    assert states == {waiting.number: "done"}, "what was done before the journal was read is told to nobody"
    assert case.number


@pytest.mark.parametrize("wishes", [{"is_on": False}, {"off": ["new_task"]}])
def test_what_somebody_does_not_want_is_dropped(inbox: Inbox, wishes: dict[str, Any]) -> None:
    somebody_with("su@example.org", **wishes)
    reported()
    send()
    assert inbox.mails == []
    assert Attempt.objects.get().answer == "not wanted"


def test_a_digest_is_one_mail_at_its_hour(inbox: Inbox) -> None:
    somebody_with("su@example.org", digest_at=time(8, 30), language="en")
    cases = [reported() for _ in range(3)]
    send()
    assert inbox.mails == []
    due = Message.objects.exclude(due_at=None).get().due_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert (due.hour, due.minute) == (8, 30)
    Message.objects.update(not_before=timezone.now())
    Message.objects.exclude(due_at=None).update(due_at=timezone.now())
    send()
    ((_to, subject, text),) = inbox.mails
    assert subject == "Wanmi: 3 notices"
    assert all(case.number in text for case in cases)
    assert set(Message.objects.values_list("state", flat=True)) == {"done"}


def test_deadlines_that_come_near_and_pass_are_told_once(inbox: Inbox) -> None:
    somebody_with("su@example.org", off=["new_task"])
    case = reported()
    Task.objects.filter(case=case).update(due_at=(due := timezone.now() + timedelta(days=1)))
    for moment in (due - timedelta(minutes=50), due - timedelta(minutes=10), due + timedelta(minutes=1)):
        feeding.sweep(moment)
        feeding.sweep(moment)
    send()
    subjects = [subject for _, subject, _ in inbox.mails]
    assert [subject.partition("：")[0] for subject in subjects] == ["即将到期", "已超期"]


@pytest.mark.parametrize(
    ("hour", "expected"), [(12, None), (21, (25, 8)), (23, (25, 8)), (3, (24, 8)), (8, None)], ids=str
)
def test_quiet_hours_over_midnight(hour: int, expected: tuple[int, int] | None) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    found = sendable_from(datetime(2026, 11, 24, hour, tzinfo=zone), time(21), time(8), zone)
    assert (found and (found.day, found.hour)) == expected


def test_an_administrator_is_told_of_a_stopped_webhook(inbox: Inbox) -> None:
    somebody_with("admin@example.org", "system_admin")
    from wanmi.outbox.models import Feed
    from wanmi.webhooks.courier import WebhookCourier
    from wanmi.webhooks.services import Wish, subscribe

    made, _ = subscribe(Wish("x", "http://8.8.8.8/", ["case.*"]), None)
    WebhookCourier().stopped(Feed.objects.get(pk=made.feed_id), "500")
    send()
    assert [to for to, _, _ in inbox.mails] == ["admin@example.org"]


def test_the_number_of_queries_does_not_grow_with_entries() -> None:
    somebody_with("su@example.org")

    def asked(reports: int) -> int:
        for _ in range(reports):
            reported(reporter=REPORTER)
        entries = list(Entry.objects.order_by("-seq")[:reports])[::-1]
        with CaptureQueriesContext(connection) as caught:
            assert len(list(feeding.drafts_for(entries, timezone.now()))) == 2 * reports
        return len(caught)

    assert asked(1) == asked(6)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


GATEWAY = """
url = "{url}"
format = "{format}"
never = [1007]
[headers]
Authorization = "Bearer ${{SMS_KEY}}"
[body]
mobile = "{{phone}}"
content = ["{{text}}"]
[success]
status = [200]
field = "data.code"
equals = 0
"""


@pytest.mark.parametrize(("code", "state"), [(0, "done"), (5, "waiting"), (1007, "failed")])
def test_a_provider_is_data(
    hook: Receiver, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, state: str
) -> None:
    monkeypatch.setenv("SMS_KEY", 'k"1')
    settings.SMS_GATEWAY = str(tmp_path / "sms.toml")
    Path(settings.SMS_GATEWAY).write_text(GATEWAY.format(url=hook.url, format="json"), encoding="utf-8")
    hook.answer = lambda came: (200, {}, json.dumps({"data": {"code": code, "to": "13800001111"}}).encode())
    case = reported(reporter=REPORTER | {"email": ""})
    send()
    assert hook.came[0].headers["authorization"] == 'Bearer k"1'
    sent = json.loads(hook.came[0].body)
    assert sent["mobile"] == "13800001111"
    assert case.number in sent["content"][0]
    assert Message.objects.get().state == state
    assert "1111" not in Attempt.objects.earliest("pk").answer  # on a busy machine it may have been tried again


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('format = "json"', 'format = "xml"', "format: expected json, form or query"),
        ('mobile = "{phone}"', "", "body: expected"),
        ("url =", "address =", "url is missing"),
        ("[headers]", "[heads]", "unknown key heads"),
        ("${SMS_KEY}", "${NO_SUCH}", "NO_SUCH is not set"),
    ],
)
def test_a_bad_description_of_a_provider_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, named: str
) -> None:
    monkeypatch.setenv("SMS_KEY", "k")
    text = GATEWAY.format(url="https://sms.example.org", format="json")
    assert old in text
    file = tmp_path / "sms.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(gateways.BadGateway, match=named):
        gateways.read_gateway(file)


def test_staff_without_an_address_get_short_messages(settings: Any) -> None:
    somebody_with("", phone="139 0000 2222")
    waiting = reported()
    send()
    (line,) = written(settings)
    assert (line["by"], line["to"]) == ("sms", contacts.masked("139 0000 2222"))
    assert (line["text"].startswith("新任务"), waiting.number in line["text"]) == (True, True)


def test_a_digest_by_short_message_leaves_out_what_has_no_short_words(settings: Any) -> None:
    somebody_with("", phone="13900002222", digest_at=time(8, 30))
    cases = [reported(), reported()]
    send()
    Message.objects.update(not_before=timezone.now())
    Message.objects.exclude(due_at=None).update(due_at=timezone.now())
    send()
    (line,) = written(settings)
    assert [case.number in line["text"] for case in cases] == [True, True]


def test_each_supporter_who_agreed_is_told_apart_and_one_may_refuse_for_himself(inbox: Inbox) -> None:
    """Everybody who added a voice and a contact is told of every step, in his language and by his own link."""
    case = reported(reporter=REPORTER)
    tokens = [_joined(case.number, "wu@example.org", notify=True, language="en")]
    tokens.append(_joined(case.number, "li@example.org", notify=True))
    _joined(case.number, "no@example.org", notify=False)
    services.refuse(contacts.digest_of("li@example.org"))
    send()
    inbox.mails.clear()
    take(case, "refuse", "acceptor", refusal="outside_duty", note="不属于受理范围")
    send()
    told = {to: (subject, text) for to, subject, text in inbox.mails}
    assert set(told) == {"zhou@example.org", "wu@example.org"}
    assert told["wu@example.org"][0].endswith(f"what became of {case.number}")
    assert f"/public/r/{tokens[0]}/" in told["wu@example.org"][1]
    assert f"/public/r/{tokens[0]}/" not in told["zhou@example.org"][1]


def _joined(number: str, email: str, *, notify: bool, language: str = "zh-hans") -> str:
    """Somebody adds his voice and a contact on the public pages; the token of his link."""
    with translation.override(language):
        sender = public.Sender(identity.new_ticket(), f"browser of {email}")
        made = public.support(number, sender, {"reporter": {"email": email, "notify": notify}}, {})
    assert made.token is not None
    return made.token
