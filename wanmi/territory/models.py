"""The city, its divisions, its grids and the components in them, as they were on any day."""

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
    grids_stamp = models.CharField(max_length=16, blank=True)  # another one whenever grids or components change


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


class Grid(models.Model):
    """A grid in its one period of validity: a code is never given again, a new shape is a new grid (GB/T 30428.1).

    A unit grid has a code of 15 characters: its community and a number. Grids of other kinds have codes of their own.
    """

    class Kind(models.TextChoices):
        UNIT = "unit"
        GOVERNANCE = "governance"

    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=15)
    community = models.CharField(max_length=12)
    area = models.FloatField()  # m², by the shape
    shape = models.BinaryField()  # a polygon as WKB, CGCS2000 longitude/latitude
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it is no longer valid
    successors = models.JSONField(default=list)  # codes of the grids that took its ground over
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="grid_code_once")]
        # grids.load_grids(): what a community has; ogc: the collection by code
        indexes = [models.Index(fields=["kind", "community", "code"], name="grid_of_community")]

    def __str__(self) -> str:
        return self.code


class GridCell(models.Model):
    """A grid touches a cell of the world (cells.GRID_ZOOM), so that a map finds its grids by one range of an index."""

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="cells")
    cell = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["cell", "grid"], name="grid_cell")]


class DutyGrid(models.Model):
    """Ground for one desk: unit grids that belong together from day to day (责任网格)."""

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=100)
    is_synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class DutyMember(models.Model):
    """A unit grid belongs to a duty grid from a day on; it may belong to several."""

    duty_grid = models.ForeignKey(DutyGrid, models.PROTECT, related_name="members")
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="duties")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # first day on which it no longer does

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty_grid", "grid"], condition=Q(until=None), name="duty_member_once")
        ]


class Component(models.Model):
    """A thing in public space with a code of 16 digits: six of county, ten of item and number (GB/T 47678.5)."""

    code = models.CharField(max_length=20, unique=True)
    item = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=50)
    grid = models.CharField(max_length=15, blank=True)
    lon = models.FloatField()  # CGCS2000, degrees
    lat = models.FloatField()
    cell = models.BigIntegerField()  # cells.POINT_ZOOM
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["cell"], name="component_cell"),  # tiles
            models.Index(fields=["grid"], name="component_grid"),  # a grid's card
        ]

    def __str__(self) -> str:
        return self.code


class Street(models.Model):
    """The middle line of a street or a stretch of one, as somebody walks it."""

    line = models.BinaryField()  # a line as WKB, CGCS2000 longitude/latitude
    is_synthetic = models.BooleanField(default=False)
