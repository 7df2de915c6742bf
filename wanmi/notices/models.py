"""What staff wish, who wants no notices, and how far deadlines have been looked through."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Preference(models.Model):
    """How somebody who works here wants to be told. Without a row: everything, at once, in Chinese, by e-mail."""

    staff = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notices")
    phone = models.CharField(max_length=20, blank=True)  # for short messages, where he gives no e-mail address
    is_on = models.BooleanField(default=True)
    off = models.JSONField(default=list)  # keys of notices that are not wanted
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_at = models.TimeField(null=True, blank=True)  # once a day at this time, all in one message
    language = models.CharField(max_length=2, default="zh")


class Refusal(models.Model):
    """A contact that wants no notices any more, known by a keyed digest alone."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(auto_now_add=True)


class Swept(models.Model):
    """Up to when deadlines have been looked through for notices of one kind (due_soon, overdue)."""

    kind = models.CharField(max_length=20, primary_key=True)
    until = models.DateTimeField()
