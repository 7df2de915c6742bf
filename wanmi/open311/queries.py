"""Reading: who holds a key, which requests may be read, and how much a program has sent."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from wanmi.acts.carrying_out import Order
from wanmi.cases.models import Case
from wanmi.cases.published import are_published
from wanmi.journal.models import Entry
from wanmi.journal.reading import entry_with_key
from wanmi.open311.models import Client, Receipt


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def client_with(key: str) -> Client | None:
    """The program that this key was given to, while the key is good."""
    return Client.objects.filter(digest=digest_of(key), revoked_at=None).first() if key else None


def clients() -> QuerySet[Client]:
    """All of them, those whose key is good first."""
    return Client.objects.order_by("revoked_at", "name", "pk")


def readable(client: Client | None) -> QuerySet[Case]:
    """The cases that may be read as service requests: what the city publishes, else what the program itself has sent.

    A case that nobody has given an item yet belongs to no service, so it is none.
    """
    rows = Case.objects.filter(item__isnull=False).select_related("item", "department")
    if are_published():
        return rows
    return rows.filter(open311_receipt__client=client) if client else rows.none()


def sent_since(client: Client, since: datetime) -> int:
    """How many reports the program has sent since then; counted no further than its own limit."""
    recent = Receipt.objects.filter(client=client, created_at__gt=since)
    return recent[: client.per_minute].count()


def added_since(client: Client, name: str, since: datetime) -> int:
    """How much the program has added to cases since then; counted no further than its own limit."""
    recent = Entry.objects.filter(at__gt=since, actor=name, action="supplement")  # entry_at: the last minute
    return recent[: client.per_minute].count()


def entry_of(order: Order, number: str) -> Entry:
    """The entry of an act on a case that was carried out: by its key, else the last one of its actor."""
    known = entry_with_key(f"{order.actor.id}:{order.key}") if order.key else None
    return known or Entry.objects.filter(subject_kind="case", subject=number, actor=order.actor.id).latest("seq")


def receipt_with(token: str) -> Receipt | None:
    return Receipt.objects.select_related("case").filter(token=token).first()
