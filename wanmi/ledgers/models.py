"""Fields and ledgers as the pack brings them, and where each value lies. The values themselves lie sealed apart."""

from __future__ import annotations

from django.db import models


class KeptField(models.Model):
    """A field and the one organisation that enters it, such as the low-income status of a household."""

    key = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    keeper = models.ForeignKey("workforce.Organisation", models.PROTECT, related_name="+")
    source = models.CharField(max_length=300)


class Ledger(models.Model):
    """A report: the fields that it shows. It has no values of its own."""

    key = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    fields = models.JSONField(default=list)  # keys of KeptField
    source = models.CharField(max_length=300)


class Need(models.Model):
    """A need of the needs list: an organisation reads these fields for a scene, for a time."""

    key = models.CharField(max_length=40, primary_key=True)
    organisation = models.ForeignKey("workforce.Organisation", models.PROTECT, related_name="+")
    scene_zh = models.CharField(max_length=200)
    fields = models.JSONField(default=list)  # keys of KeptField
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it no longer holds
    source = models.CharField(max_length=300)


class Held(models.Model):
    """Where the value of a field lies for a subject: the entry of the journal beside which it is sealed."""

    field = models.ForeignKey(KeptField, models.PROTECT, related_name="held")
    subject = models.CharField(max_length=60)  # such as the address code of a household's room
    place = models.CharField(max_length=15)
    entry = models.ForeignKey("journal.Entry", models.PROTECT, related_name="+")

    class Meta:
        # services.enter(): a fact is entered once
        constraints = [models.UniqueConstraint(fields=["subject", "field"], name="held_once")]
        # queries.ledger_rows(): the subjects of a region, page by page
        indexes = [models.Index(fields=["place", "subject"], name="held_place")]
