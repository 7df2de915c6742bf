"""The only door by which an entry enters the journal."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from wanmi.journal.chain import GENESIS, canonical, commitment, link
from wanmi.journal.models import Entry, Head, Sealed

COMMAND_LINE = "command line"  # the actor of an act that nobody signed in for


@dataclass(frozen=True, slots=True)
class Draft:
    """What an act writes. ``sealed`` payloads are kept apart; ``key`` makes the act happen once."""

    subject_kind: str
    subject: str
    action: str
    actor: str
    post: str
    at: datetime
    place: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None


def append(draft: Draft) -> Entry:
    """Append ``draft`` inside the caller's transaction and return its entry.

    Call it last: it locks the head of the chain until the transaction ends, so that entries stand in one line.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a journal entry is written in the transaction of its act")
    salts = {name: secrets.token_hex(16) for name in draft.sealed}
    payloads = {name: canonical(value) for name, value in draft.sealed.items()}
    head, _ = Head.objects.select_for_update().get_or_create(pk=1, defaults={"seq": 0, "digest": GENESIS})
    body = canonical(
        _columns(draft, head.seq + 1)
        | {
            "body": dict(draft.body),
            "sealed": {name: commitment(salts[name], payload) for name, payload in payloads.items()},
        }
    )
    entry = Entry(**_columns(draft, head.seq + 1) | {"at": draft.at}, body=body, previous=head.digest)
    entry.digest = link(entry.previous, body)
    entry.save(force_insert=True)
    Head.objects.filter(pk=1).update(seq=entry.seq, digest=entry.digest)
    if payloads:
        Sealed.objects.bulk_create(_sealed(entry, name, salts[name], payload) for name, payload in payloads.items())
    return entry


def erase(subject_kind: str, subject: str, fields: tuple[str, ...], actor: str | None = None) -> int:
    """Remove the sealed payloads of these fields for good, salt and all; returns how many there were.

    With ``actor``, only what he has told himself.
    """
    rows = Sealed.objects.filter(subject_kind=subject_kind, subject=subject, field__in=fields, erased_at=None)
    if actor is not None:
        rows = rows.filter(entry__actor=actor)
    return rows.update(payload="", salt="", erased_at=timezone.now())


def _columns(draft: Draft, seq: int) -> dict[str, Any]:
    return {
        "seq": seq,
        "at": draft.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "subject_kind": draft.subject_kind,
        "subject": draft.subject,
        "action": draft.action,
        "actor": draft.actor,
        "post": draft.post,
        "place": draft.place,
        "key": draft.key,
    }


def _sealed(entry: Entry, field: str, salt: str, payload: str) -> Sealed:
    return Sealed(
        entry=entry,
        subject_kind=entry.subject_kind,
        subject=entry.subject,
        field=field,
        salt=salt,
        payload=payload,
    )
