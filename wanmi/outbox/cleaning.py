"""The log is kept for a time that is a setting, then it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from wanmi.outbox.models import Message

PORTION = 1_000


def purge(keep: timedelta, now: datetime | None = None) -> int:
    """Remove what ended longer ago than ``keep``, one portion at a time; returns how many messages went."""
    before = (now or timezone.now()) - keep
    gone = 0
    while pks := list(Message.objects.filter(ended_at__lt=before).values_list("pk", flat=True)[:PORTION]):
        Message.objects.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone
