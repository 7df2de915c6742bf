"""Taking messages to send them, and writing down what came of it. Several senders at once do not meet."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from wanmi.outbox.backoff import pause
from wanmi.outbox.courier import Courier, Outcome, Verdict
from wanmi.outbox.lines import WAITING, locked, wake
from wanmi.outbox.models import Attempt, Feed, Message

LEASE = timedelta(seconds=90)  # longer than any try may take; then another sender may have the message
ENDED = {
    Verdict.DELIVERED: Message.State.DONE,
    Verdict.DROPPED: Message.State.DROPPED,
    Verdict.FAILED: Message.State.FAILED,
}


def claim(feed: str, most: int, now: datetime | None = None) -> list[Message]:
    """Take up to ``most`` messages that are due; nobody else gets them while the lease lasts.

    On PostgreSQL rows that another sender is just taking are skipped; SQLite lets one writer in at a time.
    """
    now = now or timezone.now()
    with transaction.atomic():
        due = Message.objects.filter(feed=feed, due_at__lte=now).order_by("due_at", "id")
        return _leased(list(due.select_for_update(skip_locked=True)[:most]), now)


def claim_line(first: Message) -> list[Message]:
    """Take all that wait behind a message that one has taken, to send them together with it."""
    now = timezone.now()
    with transaction.atomic():
        locked(first.feed_id)
        behind = Message.objects.filter(feed=first.feed_id, line=first.line, state=WAITING, not_before__lte=now)
        return _leased(list(behind.exclude(pk=first.pk).order_by("seq", "id")), now)


def _leased(rows: Sequence[Message], now: datetime) -> list[Message]:
    lease = secrets.token_hex(16)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        lease=lease, due_at=now + LEASE, tries=F("tries") + 1, first_try_at=Coalesce("first_try_at", Value(now))
    )
    for row in rows:
        row.lease, row.tries, row.first_try_at = lease, row.tries + 1, row.first_try_at or now
    return list(rows)


def settle(message: Message, outcome: Outcome, courier: Courier, patience: timedelta) -> None:
    """Write down a try. A message whose lease has ended meanwhile belongs to another sender: only the try is kept.

    What fails for longer than ``patience`` is given up; where nothing at all got through in that time, the feed stops
    instead, and its messages wait until it is started again.
    """
    now = timezone.now()
    with transaction.atomic():
        feed = locked(message.feed_id)
        Attempt.objects.create(message=message, at=now, **_told(outcome))
        mine = Message.objects.filter(pk=message.pk, lease=message.lease, state=WAITING)
        if not mine.exists():
            return
        stop = _note_health(feed, outcome, now, patience) and courier.stopped(feed, outcome.answer)
        mine.update(**_after(message, outcome, now, given_up=_is_over(message, now, patience) and not stop))
        if stop:
            Feed.objects.filter(pk=feed.pk).update(is_running=False, stopped_because=outcome.answer[:200])
        wake(feed, [message.line])


def _told(outcome: Outcome) -> dict[str, object]:
    return {"status": outcome.status, "ms": outcome.ms, "answer": outcome.answer[:200], "to": outcome.to[:60]}


def _note_health(feed: Feed, outcome: Outcome, now: datetime, patience: timedelta) -> bool:
    """Keep since when the feed fails; whether it is to stop."""
    if outcome.verdict is Verdict.DELIVERED and feed.failing_since:
        Feed.objects.filter(pk=feed.pk).update(failing_since=None)
    if outcome.verdict is not Verdict.AGAIN:
        return outcome.verdict is Verdict.STOP
    since = feed.failing_since or now
    Feed.objects.filter(pk=feed.pk).update(failing_since=since)
    return now - since > patience


def _is_over(message: Message, now: datetime, patience: timedelta) -> bool:
    return now - (message.first_try_at or now) > patience


def _after(message: Message, outcome: Outcome, now: datetime, *, given_up: bool) -> dict[str, object]:
    """The columns of the message after this outcome; who is due is then told by the line."""
    state = ENDED.get(outcome.verdict, Message.State.FAILED if given_up else WAITING)
    if state != WAITING:
        return {"state": state, "ended_at": now, "due_at": None, "lease": ""}
    again = now + timedelta(seconds=max(pause(message.tries), outcome.after_s))
    return {"due_at": again, "lease": ""}
