"""The delivery log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from wanmi.outbox.models import Attempt, Message


@dataclass(frozen=True, slots=True)
class LogPage:
    """Messages, newest first, their tries loaded; ``after`` marks the next page, empty at the end."""

    messages: Sequence[Message]
    after: str


def log(feed: str, state: str = "", after: int | None = None, size: int = 25) -> LogPage:
    """What was sent, or waits to be, newest first; two queries."""
    rows = Message.objects.filter(feed=feed)
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        rows = rows.filter(id__lt=after)
    tries = Prefetch("attempts", Attempt.objects.order_by("-id"))
    found = list(rows.order_by("-id").prefetch_related(tries)[: size + 1])
    return LogPage(found[:size], str(found[size - 1].pk) if len(found) > size else "")
