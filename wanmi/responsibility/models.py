"""What is stored of the lists. A version is never changed by an act: packs load it, and history names it."""

from __future__ import annotations

from django.db import models


class ListVersion(models.Model):
    """One version of one list, in force from a day until another."""

    class Kind(models.TextChoices):
        DUTY = "duty"  # 责任清单: who answers for what
        ASSIST = "assist"  # 协助清单: in what a committee assists the government
        SEAL = "seal"  # 印章使用清单: what a committee puts its seal to, and what it does not

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.CharField(max_length=20)  # "2016-01"
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it is no longer in force
    source = models.CharField(max_length=300)  # the decision or page that says so
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="list_version_once")]


class Listed(models.Model):
    """A row of an assist or seal list: what is on it, or named as shut out."""

    class Rule(models.TextChoices):
        ALLOWED = "allowed"
        EXCLUDED = "excluded"

    class Committee(models.TextChoices):
        ANY = "any"
        RESIDENTS = "residents"
        VILLAGERS = "villagers"

    list = models.ForeignKey(ListVersion, models.CASCADE, related_name="items")
    code = models.CharField(max_length=20)
    category_zh = models.CharField(max_length=60)
    rule = models.CharField(max_length=10, choices=Rule)
    committee = models.CharField(max_length=10, choices=Committee)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    # The one organisation that may ask for it; any may where none is named.
    organisation = models.ForeignKey("workforce.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="listed_once")]


class Matter(models.Model):
    """Something that somebody answers for: a duty of the street law, or the items whose code begins so."""

    code = models.CharField(max_length=40, primary_key=True)  # "J03", or "2026/event/06"
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Duty(models.Model):
    """In one version: an organisation has a part in a matter, at one level of government, on a ground."""

    class Level(models.TextChoices):
        CITY = "city"
        DISTRICT = "district"
        STREET = "street"
        COMMUNITY = "community"

    class Role(models.TextChoices):
        LEAD = "lead"  # 牵头: one for each matter, level and ground
        ASSIST = "assist"  # 配合
        SUPERVISE = "supervise"  # 监督

    list = models.ForeignKey(ListVersion, models.CASCADE, related_name="duties")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="duties")
    level = models.CharField(max_length=10, choices=Level)
    region = models.CharField(max_length=12)
    organisation = models.ForeignKey("workforce.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "matter", "level", "region", "organisation", "role"], name="listed_duty_once"
            ),
            models.UniqueConstraint(
                fields=["list", "matter", "level", "region"], condition=models.Q(role="lead"), name="one_lead"
            ),
        ]
