"""From entries of the journal to messages."""

from __future__ import annotations

from django.db import transaction

from wanmi.journal.models import Entry
from wanmi.outbox.courier import Courier
from wanmi.outbox.lines import locked, put
from wanmi.outbox.models import Feed

PORTION = 500  # entries that are read in one transaction


def read_on(name: str, courier: Courier) -> int:
    """Make the messages of the next entries; returns how many entries were read, 0 at the end of the journal."""
    with transaction.atomic():
        feed = locked(name)
        entries = list(Entry.objects.filter(seq__gt=feed.seq).order_by("seq")[:PORTION]) if feed.is_running else []
        if entries:
            put(feed, courier.messages(feed, entries))
            Feed.objects.filter(pk=name).update(seq=entries[-1].seq)
    return len(entries)
