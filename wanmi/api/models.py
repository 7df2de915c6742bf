"""Answers that were given to requests with an ``Idempotency-Key``, so that the same request gets the same again."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """Written in the transaction of what it answers. ``request`` is the digest of what was asked."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256 of person and key, hex
    request = models.CharField(max_length=64)  # SHA-256 of method, path and body, hex
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=60)
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
