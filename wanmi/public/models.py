"""What ties a resident to a case: nothing that tells who he is."""

from __future__ import annotations

from django.db import models


class Voice(models.Model):
    """A resident has reported a case, or has added his voice to it; he comes back by a secret link.

    What he told of himself is sealed beside the entries of the journal whose actor is ``name``.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="voices")
    name = models.CharField(max_length=40, unique=True)  # the actor in the journal, "resident:" and 24 hex digits
    secret = models.CharField(max_length=64, unique=True)  # SHA-256 of the token in the link, hex
    is_reporter = models.BooleanField()
    language = models.CharField(max_length=10)
    joined_at = models.DateTimeField(auto_now_add=True)
    # Keyed digests, different for each case, so that one voice counts once and nobody is followed from case to case.
    browser = models.CharField(max_length=64)
    contact = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique where there is one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "browser"], name="voice_once_a_browser"),
            models.UniqueConstraint(fields=["case", "contact"], name="voice_once_a_contact"),
        ]

    def __str__(self) -> str:
        return self.name
