"""Senders as processes of their own: killed in the middle, and several at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.city import DONGCHENG, handling, reported
from tests.outbox.receiver import Came, Receiver, receiver
from wanmi.journal.models import Entry
from wanmi.outbox.models import Attempt, Message
from wanmi.packs.loading import load_pack
from wanmi.webhooks import services

pytestmark = pytest.mark.django_db(transaction=True)


def a_sender() -> subprocess.Popen[bytes]:
    """`wanmi send --once` on the database of the test."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        given = {key: database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**given)
    env = os.environ | {"DATABASE_URL": url, "WANMI_OUTGOING_PRIVATE": "1", "WANMI_SECRET_KEY": settings.SECRET_KEY}
    env["DJANGO_SETTINGS_MODULE"] = "wanmi.settings"
    return subprocess.Popen([sys.executable, "-m", "wanmi", "send", "--once"], env=env, stdout=subprocess.DEVNULL)


def subscribe(hook: Receiver) -> None:
    load_pack(DONGCHENG)
    settings.OUTGOING_PRIVATE = True
    try:
        services.subscribe(services.Wish("Test", hook.url, ["case.*"]), None)
    finally:
        settings.OUTGOING_PRIVATE = False


def seqs(hook: Receiver) -> dict[str, list[int]]:
    """The entries as they came, by case."""
    found: dict[str, list[int]] = {}
    for came in hook.came:
        event = json.loads(came.body)
        found.setdefault(event["subject"], []).append(event["data"]["entry"])
    return found


def test_a_sender_that_is_killed_loses_nothing_and_repeats_under_the_same_id() -> None:
    with receiver() as hook:
        subscribe(hook)
        for _ in range(4):
            handling()
        held = threading.Event()

        def hold_from_the_sixth(came: Came) -> tuple[int, dict[str, str], bytes]:
            if len(hook.came) > 5:
                held.wait(60)
            return 200, {}, b""

        hook.answer = hold_from_the_sixth
        first = a_sender()
        hook.wait_for(7, 120)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        held.set()
        assert Message.objects.filter(state="waiting", lease__gt="").exists()
        Message.objects.filter(due_at__isnull=False).update(due_at=timezone.now())  # the leases are over
        assert a_sender().wait(120) == 0
        ids = Counter(came.headers["webhook-id"] for came in hook.came)
        wanted = {f"entry-{seq}" for seq in Entry.objects.filter(subject_kind="case").values_list("seq", flat=True)}
        assert set(ids) == wanted
        assert max(ids.values()) == 2, "what was under way goes twice"
        assert all(found == sorted(found) for found in seqs(hook).values())
        assert not Message.objects.exclude(state="done").exists()


def test_senders_at_once_share_the_work_and_send_each_message_once() -> None:
    with receiver() as hook:
        subscribe(hook)
        for _ in range(30):
            reported()
        senders = [a_sender() for _ in range(3)]
        assert [sender.wait(120) for sender in senders] == [0, 0, 0]
        assert Counter(came.headers["webhook-id"] for came in hook.came).most_common(1)[0][1] == 1
        assert len(hook.came) == 30
        assert Attempt.objects.count() == 30
