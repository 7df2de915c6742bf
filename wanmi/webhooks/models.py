"""Who wants to be told what."""

from __future__ import annotations

from django.db import models


class Subscription(models.Model):
    """Entries of these types in this region go to this address. How far it has got stands in its feed."""

    label = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    types = models.JSONField(default=list)  # "case.close", "case.*"
    region = models.CharField(max_length=15, blank=True)  # beginning of a place code; empty: the whole city
    secret = models.TextField()  # encrypted with the installation's secret
    old_secret = models.TextField(blank=True)  # signs beside it until ``old_until``
    old_until = models.DateTimeField(null=True, blank=True)
    feed = models.OneToOneField("outbox.Feed", models.PROTECT, related_name="subscription")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    waiting = 0  # how many messages wait, where queries.subscriptions() has read it

    def __str__(self) -> str:
        return self.label
