"""Programs that report through Open311, and what each of them has sent in."""

from __future__ import annotations

from django.db import models


class Client(models.Model):
    """A program with an API key; only the digest of the key is kept."""

    class Answer(models.TextChoices):
        """What a sent report is answered with."""

        AT_ONCE = "id"  # the number of the case
        LATER = "token"  # its number can be asked for once somebody has looked at the report

    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key, hex
    is_test = models.BooleanField(default=False)  # its reports are judged, answered and not kept
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.AT_ONCE)
    per_minute = models.PositiveIntegerField(default=60)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """A report that a program has sent in, and the token by which it can ask for the number of the case."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="receipts")
    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="open311_receipt")
    token = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["client", "created_at"], name="receipt_rate")]  # queries.sent_since()
