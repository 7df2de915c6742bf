"""Reading the journal and the payloads beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from wanmi.journal.models import Entry, Sealed


def body_of(entry: Entry) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(entry.body)["body"]
    return body


def entries_of(subject_kind: str, subject: str) -> QuerySet[Entry]:
    """The timeline of one subject, oldest first."""
    return Entry.objects.filter(subject_kind=subject_kind, subject=subject).order_by("seq")


def entries_by_action(actions: list[str], before: int | None = None) -> QuerySet[Entry]:
    """Entries of these actions (of all where none is named), newest first; ``before``: last seq of the page before.

    One run of the index for each action: together they keep the order, which a list of actions would lose.
    """
    rows = Entry.objects.all() if before is None else Entry.objects.filter(seq__lt=before)
    runs = [rows.filter(action=each) for each in actions] or [rows]
    return runs[0].union(*runs[1:], all=True).order_by("-seq")


def entry_with_key(key: str) -> Entry | None:
    return Entry.objects.filter(key=key).first()


def unsealed(subject_kind: str, subject: str, fields: tuple[str, ...]) -> dict[int, dict[str, Any]]:
    """Payloads of one subject: seq -> field -> value; an erased payload is None. One query."""
    found: dict[int, dict[str, Any]] = {}
    for row in Sealed.objects.filter(subject_kind=subject_kind, subject=subject, field__in=fields):
        found.setdefault(row.entry_id, {})[row.field] = row.value()
    return found


def kept(subject_kind: str, field: str, until: datetime) -> Iterator[Sealed]:
    """Payloads of one field that were sealed before ``until`` and are not erased yet, the oldest first."""
    rows = Sealed.objects.filter(field=field, erased_at=None, subject_kind=subject_kind)
    for row in rows.select_related("entry").order_by("entry_id").iterator(chunk_size=500):
        if row.entry.at >= until:  # entries stand in the order of their time
            return
        yield row


def all_entries(chunk: int = 2_000) -> Iterator[Entry]:
    """Every entry in order, in bounded memory."""
    return Entry.objects.order_by("seq").iterator(chunk_size=chunk)
