"""Sending again, stopping and starting a feed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanmi.journal.models import Entry, Head
from wanmi.outbox.lines import WAITING, is_under_way, locked, wake
from wanmi.outbox.models import Feed, Message

FRESH = {"state": WAITING, "tries": 0, "first_try_at": None, "ended_at": None, "due_at": None, "lease": ""}


def end_of_journal() -> int:
    head = Head.objects.filter(pk=1).first()
    return head.seq if head else 0


def first_entry_at(moment: datetime) -> int:
    """The first entry that was written at ``moment`` or later; the one to come where there is none."""
    later = Entry.objects.filter(at__gte=moment).order_by("seq").values_list("seq", flat=True).first()
    return later or end_of_journal() + 1


@transaction.atomic
def replay(name: str, since: int) -> int:
    """Send everything from entry ``since`` on once more, also what is no longer kept; returns the first entry.

    What is kept goes again under the name it had; the rest is read from the journal anew and gets the same names.
    """
    feed = locked(name)
    since = max(1, min(since, feed.seq + 1))
    _freshen(Message.objects.filter(feed=feed, seq__gte=since))
    Feed.objects.filter(pk=name).update(seq=since - 1)
    wake(feed)
    return since


@transaction.atomic
def send_again(message: Message) -> None:
    """Send one message once more."""
    feed = locked(message.feed_id)
    _freshen(Message.objects.filter(pk=message.pk))
    wake(feed, [message.line])


@transaction.atomic
def start(name: str) -> None:
    """Let a feed go on where it stood; what waits is tried at once."""
    feed = locked(name)
    Feed.objects.filter(pk=name).update(is_running=True, failing_since=None, stopped_because="")
    _freshen(Message.objects.filter(feed=feed, state=WAITING))
    wake(feed)


@transaction.atomic
def stop(name: str, why: str) -> None:
    """Keep a feed from reading and sending; nothing that waits is lost."""
    locked(name)
    Feed.objects.filter(pk=name).update(is_running=False, stopped_because=why[:200])


def _freshen(rows: QuerySet[Message]) -> None:
    """Let messages begin anew, but for those that are being tried at this moment."""
    rows.exclude(is_under_way(timezone.now())).update(**FRESH)
