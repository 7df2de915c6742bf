"""Which cases may be the same, and which go on as one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Merge(models.Model):
    """``duplicate`` is thought, or was decided, to report what ``main`` reports. A projection of the journal."""

    duplicate = models.ForeignKey("cases.Case", models.CASCADE, related_name="merges")
    main = models.ForeignKey("cases.Case", models.CASCADE, related_name="merged_here")
    state = models.CharField(max_length=20)
    place = models.CharField(max_length=25)
    post = models.ForeignKey("workforce.Post", models.PROTECT, null=True, blank=True, related_name="merges")
    due_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duplicate", "main"], name="merge_once"),
            models.UniqueConstraint(fields=["duplicate"], name="merge_into_one", condition=Q(state="merged")),
        ]
        indexes = [
            # queries.waiting(): what waits for a decision, newest first
            models.Index(fields=["-id"], name="merge_waiting", condition=Q(state="suggested")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
