"""What is sent, how it is signed, in which order, and what happens when the receiver is not well."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.formats.json import JSONFormat
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from tests.city import ITEM, OTHER_PLACE, PLACE, handling, reported, take
from tests.outbox.receiver import Came, Receiver
from tests.webhooks.conftest import make_due, send, sender, subscribed
from wanmi.journal.models import Entry
from wanmi.journal.verifying import verify
from wanmi.outbox import calling, replaying
from wanmi.outbox.cleaning import purge
from wanmi.outbox.courier import Outcome, Verdict
from wanmi.outbox.filling import read_on
from wanmi.outbox.leasing import claim, settle
from wanmi.outbox.models import Attempt, Feed, Message
from wanmi.webhooks import services
from wanmi.webhooks.courier import WebhookCourier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SECRET_TEXT = "门口的井盖坏了"


def types(hook: Receiver) -> list[str]:
    return [json.loads(came.body)["type"] for came in hook.came]


def test_the_life_of_a_case_arrives_in_order_signed_and_without_personal_data(hook: Receiver) -> None:
    _subscription, secret = subscribed(hook)
    case = handling(text=SECRET_TEXT, reporter={"name": "周女士", "phone": "13800001111"})
    take(case, "look_reporter", "acceptor", purpose="call_back")
    send()
    assert types(hook) == ["wanmi.case.report", "wanmi.case.accept", "wanmi.case.file", "wanmi.case.dispatch"]
    for came in hook.came:
        Webhook(secret).verify(came.body, came.headers)  # an implementation that is not ours
        read = from_http_event(HTTPMessage(came.headers, came.body), JSONFormat())
        assert (read.get_subject(), read.get_source()) == (case.number, "/cities/110101")
        assert read.get_id() == came.headers["webhook-id"]
        text = came.body.decode()
        assert not any(word in text for word in (SECRET_TEXT, "周女士", "13800001111", "116.4", "sealed"))
    told = json.loads(hook.came[-1].body)["data"]
    assert (told["before"], told["after"], told["carried"]) == (
        "to_dispatch",
        "handling",
        {"department": case.department_id},
    )
    assert told["place"] == PLACE
    assert not Message.objects.exclude(state="done").exists()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(hook.came[0].body + b" ", hook.came[0].headers)


def test_only_what_was_asked_for_from_the_region_and_from_now_on(hook: Receiver) -> None:
    reported()
    subscribed(hook, "case.accept", region=PLACE[:9])
    here, there = reported(), reported(place=OTHER_PLACE, position=None)
    take(here, "accept", "acceptor", item=ITEM)
    take(there, "accept", "acceptor", item=ITEM)
    send()
    assert [json.loads(came.body)["subject"] for came in hook.came] == [here.number]


def test_a_failing_case_waits_and_the_others_go_on(hook: Receiver) -> None:
    subscribed(hook)
    bad, good = handling(), handling()
    hook.answer = lambda came: (500, {}, b"broken " * 100) if bad.number.encode() in came.body else (200, {}, b"")
    send()
    assert [json.loads(c.body)["data"]["action"] for c in hook.came if good.number.encode() in c.body] == [
        "report",
        "accept",
        "file",
        "dispatch",
    ]
    assert len([came for came in hook.came if bad.number.encode() in came.body]) == 1
    attempt = Attempt.objects.get(status=500)
    assert attempt.answer.startswith("broken") and len(attempt.answer) == 200  # noqa: PT018
    first = Message.objects.get(line=f"case:{bad.number}", due_at__isnull=False)
    assert 3 < (first.due_at - timezone.now()).total_seconds() < 7
    hook.answer = lambda came: (200, {}, b"")
    make_due()
    hook.came.clear()
    send()
    assert [t.rpartition(".")[2] for t in types(hook)] == ["report", "accept", "file", "dispatch"]


@pytest.mark.parametrize(("asked", "least"), [("120", 110), ("soon", 3), ("999999999", 86_000)])
def test_the_receiver_may_ask_to_be_left_alone(hook: Receiver, asked: str, least: int) -> None:
    subscribed(hook)
    reported()
    hook.answer = lambda came: (429, {"Retry-After": asked}, b"")
    send()
    wait = (Message.objects.get().due_at - timezone.now()).total_seconds()
    assert least < wait <= 86_400


def test_a_redirect_is_not_followed(hook: Receiver) -> None:
    subscribed(hook)
    reported()
    hook.answer = lambda came: (302, {"Location": hook.url + "/elsewhere"}, b"")
    send()
    assert [came.path for came in hook.came] == ["/hook"]
    assert Message.objects.get().state == "waiting"


def test_a_receiver_that_drips_is_cut_off(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "ALL_WITHIN_S", 0.4)
    subscribed(hook)
    reported()

    is_over = threading.Event()

    def slowly(came: Came) -> tuple[int, dict[str, str], bytes]:
        is_over.wait(60)
        return 200, {}, b""

    hook.answer = slowly
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 30
    is_over.set()
    attempt = Attempt.objects.earliest("pk")  # on a busy machine it may have been tried again
    assert (attempt.status, attempt.message.state) == (None, "waiting")
    assert "no answer within" in attempt.answer


def test_a_receiver_that_is_down_is_tried_again(hook: Receiver) -> None:
    subscription, _ = subscribed(hook)
    subscription.url = "http://127.0.0.1:9/"
    subscription.save()
    reported()
    send()
    attempt = Attempt.objects.earliest("pk")
    assert attempt.status is None
    assert "ConnectError" in attempt.answer


def test_a_private_address_is_refused_when_the_connection_is_made(hook: Receiver, settings: Any) -> None:
    subscribed(hook)
    settings.OUTGOING_PRIVATE = False
    reported()
    send()
    assert hook.came == []
    assert "not a public address" in Attempt.objects.earliest("pk").answer


def test_what_fails_for_too_long_stops_the_subscription_and_starting_it_loses_nothing(hook: Receiver) -> None:
    subscription, _ = subscribed(hook)
    case = handling()
    hook.answer = lambda came: (500, {}, b"no")
    sender(timedelta()).run(once=True)
    make_due()
    sender(timedelta()).run(once=True)
    feed = Feed.objects.get(pk=subscription.feed_id)
    assert (feed.is_running, feed.stopped_because) == (False, "no")
    entry = Entry.objects.get(action="stop_webhook")
    assert (entry.actor, entry.subject) == ("system", str(subscription.pk))
    later = reported()
    hook.came.clear()
    hook.answer = lambda came: (200, {}, b"")
    send()
    assert hook.came == []
    services.start(subscription.pk, None)
    send()
    assert {json.loads(came.body)["subject"] for came in hook.came} == {case.number, later.number}
    assert Message.objects.filter(state="waiting").count() == 0
    assert verify().faults == []


def test_a_single_bad_message_is_given_up_and_the_next_goes(hook: Receiver) -> None:
    subscribed(hook)
    handling()
    hook.answer = lambda came: (400, {}, b"") if b"case.report" in came.body else (200, {}, b"")
    other = reported()
    send()
    Feed.objects.update(failing_since=None)  # something else got through
    Message.objects.filter(state="waiting").update(first_try_at=timezone.now() - timedelta(hours=73))
    make_due()
    send()
    assert Message.objects.filter(state="failed").count() == 2
    assert [t.rpartition(".")[2] for t in types(hook)][-3:] == ["accept", "file", "dispatch"]
    assert other.number.encode() in b"".join(came.body for came in hook.came)


def test_gone_stops_at_once(hook: Receiver) -> None:
    subscription, _ = subscribed(hook)
    reported()
    hook.answer = lambda came: (410, {}, b"")
    send()
    assert not Feed.objects.get(pk=subscription.feed_id).is_running


def test_a_replay_goes_in_order_under_the_same_ids_also_when_the_log_was_cleaned(hook: Receiver) -> None:
    subscription, _ = subscribed(hook)
    case = handling()
    send()
    first = [came.headers["webhook-id"] for came in hook.came]
    Message.objects.filter(name__in=first[:2]).update(ended_at=timezone.now() - timedelta(days=91))
    assert purge(timedelta(days=90)) == 2
    hook.came.clear()
    services.replay(subscription.pk, Entry.objects.filter(subject=case.number).earliest("seq").seq, None)
    send()
    assert [came.headers["webhook-id"] for came in hook.came] == first
    message = Message.objects.get(name=first[-1])
    services.send_again(subscription.pk, message.pk, None)
    send()
    assert [came.headers["webhook-id"] for came in hook.came][4:] == [first[-1]]


def test_a_replay_from_a_moment(hook: Receiver) -> None:
    subscription, _ = subscribed(hook)
    reported()
    moment = timezone.now()
    later = reported()
    send()
    hook.came.clear()
    services.replay(subscription.pk, replaying.first_entry_at(moment), None)
    send()
    assert [json.loads(came.body)["subject"] for came in hook.came] == [later.number]


def test_both_secrets_sign_for_a_day(hook: Receiver) -> None:
    subscription, old = subscribed(hook)
    new = services.renew_secret(subscription.pk, None)
    reported()
    send()
    for secret in (old, new):
        Webhook(secret).verify(hook.came[0].body, hook.came[0].headers)
    subscription.refresh_from_db()
    assert new not in subscription.secret and old not in subscription.old_secret  # noqa: PT018


def test_a_changed_installation_secret_stops_the_subscription_and_says_why(hook: Receiver, settings: Any) -> None:
    subscription, _ = subscribed(hook)
    reported()
    settings.SECRET_KEY = "another" * 10
    send()
    assert "renew" in Feed.objects.get(pk=subscription.feed_id).stopped_because


def test_a_message_whose_lease_has_ended_is_not_settled_by_the_late_sender(hook: Receiver) -> None:
    subscription, _ = subscribed(hook)
    reported()
    courier = WebhookCourier()
    read_on(subscription.feed_id, courier)
    (slow,) = claim(subscription.feed_id, 5)
    assert claim(subscription.feed_id, 5) == []
    (fast,) = claim(subscription.feed_id, 5, timezone.now() + timedelta(seconds=91))
    settle(slow, Outcome(Verdict.AGAIN), courier, timedelta(hours=1))
    assert Message.objects.get().lease == fast.lease
    settle(fast, Outcome(Verdict.DELIVERED), courier, timedelta(hours=1))
    assert Message.objects.get().state == "done"


def queries(hook: Receiver) -> int:
    reported()
    with CaptureQueriesContext(connection) as caught:
        send()
    return len(caught)


def test_the_cost_does_not_grow_with_what_was_delivered(hook: Receiver) -> None:
    subscription, _ = subscribed(hook)
    before = queries(hook)
    Message.objects.bulk_create(
        Message(feed=subscription.feed, name=f"old-{n}", seq=1, line=f"case:{n}", state="done", ended_at=timezone.now())
        for n in range(2_000)
    )
    assert queries(hook) == before
    if connection.vendor == "sqlite":  # PostgreSQL reads a table of this size from end to end
        due = Message.objects.filter(feed=subscription.feed, due_at__lte=timezone.now()).order_by("due_at", "id")
        assert "message_due" in due.explain()
