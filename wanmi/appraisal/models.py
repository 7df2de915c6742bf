"""What the big screen counts as it happens: so many acts of a day in a community, added up from the journal's tail."""

from __future__ import annotations

from django.db import models


class DayCount(models.Model):
    """How often an act was taken on one day in one community."""

    day = models.DateField()  # in the city's own zone
    community = models.CharField(max_length=12)
    action = models.CharField(max_length=40)
    acts = models.PositiveIntegerField(default=0)

    class Meta:
        # live.counters(): one day, one prefix; services.catch_up(): the row to add to
        constraints = [models.UniqueConstraint(fields=["day", "community", "action"], name="day_count_once")]


class Mark(models.Model):
    """How far into the journal the counts go: one row, locked while they are brought up to its end."""

    seq = models.BigIntegerField(default=0)
