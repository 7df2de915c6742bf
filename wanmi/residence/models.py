"""The numbers of the city's rule, as its pack brings them: in force from a day until another."""

from __future__ import annotations

from dataclasses import fields

from django.db import models

from wanmi.residence.rules import Terms


class TermsVersion(models.Model):
    """One version; the columns that are numbers are those of :class:`wanmi.residence.rules.Terms`."""

    version = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it no longer holds
    report_from_days = models.PositiveSmallIntegerField()
    report_within_workdays = models.PositiveSmallIntegerField()
    permit_after_months = models.PositiveSmallIntegerField()
    issue_within_days = models.PositiveSmallIntegerField()
    endorse_every_months = models.PositiveSmallIntegerField()
    endorse_ahead_months = models.PositiveSmallIntegerField()
    keep_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)

    @property
    def terms(self) -> Terms:
        return Terms(**{field.name: getattr(self, field.name) for field in fields(Terms)})
