"""What patrols have covered. Where somebody walked stays on his device; only the share of the streets is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Patrol(models.Model):
    """One patrol of a duty grid: by a post, on a day. Neither who walked nor when or where is kept here."""

    post = models.ForeignKey("workforce.Post", models.PROTECT, related_name="patrols")
    duty_grid = models.ForeignKey("territory.DutyGrid", models.PROTECT, related_name="patrols")
    day = models.DateField()
    share = models.FloatField()  # of the length of the duty grid's streets that this patrol walked, 0 to 1
    day_share = models.FloatField()  # the same for all patrols of that day on the same device

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=0, day_share__gte=F("share"), day_share__lte=1), name="patrol_shares"
            )
        ]
        # queries.coverage(): the duty grids of a run of days
        indexes = [models.Index(fields=["day", "duty_grid"], name="patrol_of_day")]
