"""The schemes and indices that the city's pack brought, and the figures that people give for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Rulebook(models.Model):
    """The text of a scheme or an index in one version, as the pack wrote it; proved before it was stored."""

    class Kind(models.TextChoices):
        SCHEME = "scheme"
        INDEX = "index"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it is no longer in force
    file = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "version"], name="rulebook_version")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class GivenFigure(models.Model):
    """A figure that no journal holds, for one region, department or post in one period, with its source.

    It speaks of work alone: there is no way to say whose it is but by place, organisation and post.
    """

    class Kind(models.TextChoices):
        REGION = "region"
        DEPARTMENT = "department"
        POST = "post"

    figure = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=60)  # place code, organisation or post
    since = models.DateField()
    until = models.DateField()  # first day after the period
    value = models.DecimalField(max_digits=18, decimal_places=6)
    people = models.PositiveIntegerField(null=True, blank=True)  # how many it is about, where it is about people
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="given_period"),
            # queries.given(): the figures of one kind of subject
            models.UniqueConstraint(fields=["kind", "figure", "subject", "since", "until"], name="given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.subject} {self.since}"
