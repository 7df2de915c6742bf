"""The rules of meetings, as the city's pack brings them: a law in force from a day until another."""

from __future__ import annotations

from django.db import models


class MeetingRule(models.Model):
    """What the law asks of one kind of meeting. A share is written ">1/2" or ">=2/3"; blank where none is asked for."""

    key = models.CharField(max_length=30)  # "villagers_assembly"
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it no longer holds
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    quorum = models.CharField(max_length=8)
    household_quorum = models.CharField(max_length=8, blank=True)
    passing = models.CharField(max_length=8)
    callers = models.CharField(max_length=8, blank=True)
    group_callers = models.CharField(max_length=8, blank=True)
    least_members = models.PositiveIntegerField(default=0)
    delegates = models.CharField(max_length=8, blank=True)
    women = models.CharField(max_length=8, blank=True)
    notice_days = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=300)  # law and articles

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="meeting_rule_once")]
