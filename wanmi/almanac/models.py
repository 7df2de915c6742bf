"""The city's own calendar, which its administrators may edit."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone


class WorkDays(models.QuerySet["WorkDay"]):
    """Days whose every change shows in ``updated_at``, by which other processes see it; bulk updates come by here."""

    def update(self, **values: Any) -> int:
        return super().update(**{"updated_at": timezone.now()} | values)


class WorkDay(models.Model):
    """One day of a known year: worked or not, and who says so.

    A year is known when each of its days has a row; a deadline that needs a day outside the known years is provisional.
    """

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    note = models.CharField(max_length=100, blank=True)  # name of the holiday, or why the city changed the day
    source = models.CharField(max_length=50)  # "chinesecalendar 1.11.0", or the staff member who edited it
    updated_at = models.DateTimeField(auto_now=True)

    objects = WorkDays.as_manager()


class CalendarSeen(models.Model):
    """The state of the calendar by which a room computed its days last."""

    room = models.CharField(max_length=20, primary_key=True)
    stamp = models.CharField(max_length=32, blank=True)


class WorkHours(models.Model):
    """One span of working hours inside each working day, valid from a day on (summer and winter hours differ)."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it is no longer valid
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="hours_open_before_close"),
            models.UniqueConstraint(fields=["valid_from", "opens"], name="hours_from_opens"),
        ]
