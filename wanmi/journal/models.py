"""The journal: one appended entry per act, chained by hash. Nothing in it is ever changed."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One act. ``body`` is the canonical JSON that is hashed; the columns repeat what is searched for."""

    seq = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField()
    subject_kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=60)
    action = models.CharField(max_length=40)
    actor = models.CharField(max_length=40)
    post = models.CharField(max_length=60)
    place = models.CharField(max_length=25, blank=True)
    key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - many acts carry no key
    body = models.TextField()
    previous = models.CharField(max_length=64)  # digest of the entry before, hex
    digest = models.CharField(max_length=64)  # SHA-256 of previous + body, hex

    class Meta:
        indexes = [
            # reading.entries_of(): the timeline of one subject
            models.Index(fields=["subject_kind", "subject", "seq"], name="entry_of_subject"),
            # reading.entries_by_action(): looks and appointments for the audit administrator
            models.Index(fields=["action", "seq"], name="entry_by_action"),
            # open311.finding.moved_within(): what has happened between two moments
            models.Index(fields=["at"], name="entry_at"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a journal entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a journal entry is never deleted")


class Head(models.Model):
    """The end of the chain: one row, locked last in every writing transaction, so that entries stand in one line."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)


class Sealed(models.Model):
    """A payload that lies apart from the journal, so that it can be erased without breaking the chain.

    The entry holds SHA-256(salt + payload). Erasing removes payload and salt; the entry stays provable.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="sealed")
    subject_kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=60)
    field = models.CharField(max_length=40)
    salt = models.CharField(max_length=32, blank=True)
    payload = models.TextField(blank=True)  # canonical JSON
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="sealed_once")]
        indexes = [
            # reading.unsealed(): the texts of one subject for its page
            models.Index(fields=["subject_kind", "subject"], name="sealed_of_subject"),
            # reading.kept(): what of one kind is still kept, the oldest first
            models.Index(fields=["field", "entry"], name="sealed_kept", condition=Q(erased_at=None)),
        ]

    def value(self) -> Any:
        """The payload that was sealed; None once it was erased."""
        return None if self.erased_at else json.loads(self.payload)
