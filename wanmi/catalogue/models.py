"""What can go wrong, when it is filed and closed, within what limit, and who answers for it."""

from __future__ import annotations

from datetime import date

from django.db import models

from wanmi.worktime.units import Unit

EVER = date(1949, 10, 1)  # before every list


class Kind(models.TextChoices):
    COMPONENT = "component"
    EVENT = "event"


class Edition(models.Model):
    """An edition of the national list; exactly one is in use for new cases."""

    key = models.CharField(max_length=20, primary_key=True)  # "2026"
    standard = models.CharField(max_length=60)  # "GB/T 47678.5-2026"
    valid_from = models.DateField()
    is_current = models.BooleanField(default=False)


class Item(models.Model):
    """A kind of component or event. Its key is (edition, kind, code): a bare code is ambiguous."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=5)  # major + minor: "01001" in 2026, "0101" before
    major_zh = models.CharField(max_length=50)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    is_extension = models.BooleanField(default=False)  # added by the city, numbered down from 999
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=200)
    valid_to = models.DateField(null=True, blank=True)  # first day on which no new case may name it
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "kind", "code"], name="item_key")]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.kind}/{self.code} {self.name_zh}"


class Condition(models.Model):
    """A filing condition (立案条件) of an item with its closing condition (结案条件); an item has many."""

    code = models.CharField(max_length=20, primary_key=True)  # "01001-event-03", stable across loads
    item = models.ForeignKey(Item, models.PROTECT, related_name="conditions")
    filing_zh = models.TextField()
    closing_zh = models.TextField()
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class Limit(models.Model):
    """The handling limit of a filing condition, for one area grade (A, B, C, or all) and an optional season."""

    condition = models.ForeignKey(Condition, models.CASCADE, related_name="limits")
    area_grade = models.CharField(max_length=3, default="all")
    season_from = models.CharField(max_length=5, blank=True)  # "03-01", first day of the season
    season_to = models.CharField(max_length=5, blank=True)  # "04-30", its last day
    value = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, choices=[(unit.value, unit.value) for unit in Unit])
    raw_unit = models.CharField(max_length=20)  # the word printed in the city's table

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["condition", "area_grade", "season_from"], name="limit_once"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="limit_positive"),
        ]


class Responsibility(models.Model):
    """Who answers for items whose key starts so, in a region: the longest match wins, region before item."""

    edition = models.ForeignKey(Edition, models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind)
    item_prefix = models.CharField(max_length=5)
    region = models.CharField(max_length=15)
    organisation = models.ForeignKey("workforce.Organisation", models.PROTECT)
    basis = models.CharField(max_length=200, blank=True)  # the list or decision that says so
    valid_from = models.DateField(default=EVER)  # a row that is no version of a list has held ever since
    valid_to = models.DateField(null=True, blank=True)  # first day on which it no longer holds

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "item_prefix", "region", "valid_from"], name="responsibility_once"
            ),
        ]
