"""The city and its divisions, as they were on any day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class City(models.Model):
    """The city this installation serves: one row, written when its pack is loaded."""

    code = models.CharField(max_length=6, primary_key=True)
    name_zh = models.CharField(max_length=50)
    name_en = models.CharField(max_length=100)
    timezone = models.CharField(max_length=50, default="Asia/Shanghai")
    # What cities decide differently (words, working-day school, case number pattern …); see docs/packs.md.
    settings = models.JSONField(default=dict)
    is_demo = models.BooleanField(default=False)
    pack_digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()


class Division(models.Model):
    """A county, street or community in one period of validity.

    ``code`` is the place code without the filling zeros: ``110101`` county, ``110101001`` street, ``110101001001``
    community (GB/T 2260, GB/T 10114), so that a prefix is a region.
    """

    code = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=50)
    name_en = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it is no longer valid
    successor = models.CharField(max_length=12, blank=True)
    outline = models.JSONField(null=True, blank=True)  # GeoJSON geometry, CGCS2000 longitude/latitude
    outline_is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="division_code_from"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="division_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"
