"""What other systems have told, under their own numbers, and how far each of them has been read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Record(models.Model):
    """One matter of a source, and the case that it became."""

    source = models.CharField(max_length=40)  # key of the declaration
    number = models.CharField(max_length=100)  # the source's own
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="records")
    told = models.CharField(max_length=64)  # digest of what the source said
    told_at = models.DateTimeField(null=True, blank=True)  # by the source's own clock
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=30, blank=True)  # state in which the case, or its main case, ended

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="record_once")]
        indexes = [
            # queries.numbered(): a number without its source
            models.Index(fields=["number"], name="record_number"),
            # queries.ended(): what is to be told to a source, keyset paged
            models.Index(fields=["source", "id"], name="record_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class Reading(models.Model):
    """How far a source that is asked has been read: all that it dated before ``until`` is known."""

    source = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    failed = models.CharField(max_length=200, blank=True)  # why the last look ended early; empty where it did not
