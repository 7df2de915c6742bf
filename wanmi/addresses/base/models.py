"""The address base: what is stored of an address (GB/T 35639), and of the business rows that point to one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wanmi.acts.pictures import KeptPicture

_ON_MAP = Q(cell__isnull=False)


class Address(models.Model):
    """One address, at one level. It is never deleted, and its codes are never given to another one.

    ``snapshot`` is what the engine reads; an imported address has none until somebody acts on it.
    """

    public_id = models.CharField(max_length=12, unique=True)  # what a door plate shows; says nothing by itself
    state = models.CharField(max_length=20)
    level = models.CharField(max_length=10)  # place, building, room
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    elements = models.JSONField(default=dict)  # those of its own level: see elements.OWN
    text = models.CharField(max_length=300)
    # Where it lies today; codes keep saying where it lay when they were given.
    community = models.CharField(max_length=12)
    grid = models.CharField(max_length=15, blank=True)  # unit grid
    area_since = models.DateField()
    lon = models.FloatField(null=True, blank=True)  # CGCS2000, degrees
    lat = models.FloatField(null=True, blank=True)
    # territory.cells.POINT_ZOOM, of what the map shows: places and buildings in force; none for all others.
    cell = models.BigIntegerField(null=True, blank=True)
    is_official = models.BooleanField(default=True)
    source = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(null=True, blank=True)  # from the day on which it was taken into the base
    valid_to = models.DateField(null=True, blank=True)  # first day on which it is no longer valid
    post = models.ForeignKey("workforce.Post", models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # queries.same_text(): is it in the base already?
            models.Index(fields=["text"], name="address_text"),
            # queries.listed(): the addresses of a region
            models.Index(fields=["community", "id"], name="address_community"),
            # queries.desk(): what lies on the desk of a post
            models.Index(fields=["post", "due_at", "id"], name="address_desk", condition=Q(post__isnull=False)),
            # atlas: each address of a tile when close, counted by unit grid or community from afar
            models.Index(fields=["cell"], name="address_cell", condition=_ON_MAP),
            models.Index(fields=["grid", "level", "cell"], name="address_grid_map", condition=Q(cell__isnull=False)),
            models.Index(
                fields=["community", "level", "cell"], name="address_area_map", condition=Q(cell__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class AddressCode(models.Model):
    """A code of an address in one scheme; several stand side by side."""

    # without an index of its own: address_code_of begins with it
    address = models.ForeignKey(Address, models.PROTECT, related_name="codes", db_index=False)
    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=60)

    class Meta:
        # queries.with_code(); and no code is ever given twice
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="address_code_once")]
        # pillars.sources: the unified codes of some addresses. By the address alone SQLite, which keeps no statistics,
        # would rather read all codes of the scheme
        indexes = [models.Index(fields=["address", "scheme"], name="address_code_of")]


class Alias(models.Model):
    """Another name under which people know an address."""

    class Kind(models.TextChoices):
        COLLOQUIAL = "colloquial"
        OLD_NAME = "old_name"
        LANDMARK = "landmark"

    address = models.ForeignKey(Address, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "text"], name="address_alias_once")]


class Lineage(models.Model):
    """``after`` takes the place of ``before``: by a split, a merger, or as the successor of a void address."""

    before = models.ForeignKey(Address, models.PROTECT, related_name="followed_by")
    after = models.ForeignKey(Address, models.PROTECT, related_name="following")
    action = models.CharField(max_length=20)
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="lineage_once")]


class FormerArea(models.Model):
    """Where an address lay before borders moved."""

    address = models.ForeignKey(Address, models.CASCADE, related_name="former_areas")
    community = models.CharField(max_length=12)
    grid = models.CharField(max_length=15, blank=True)
    since = models.DateField()
    until = models.DateField()  # first day on which it no longer lay there


class Picture(KeptPicture):
    """A picture that an act on an address carried, such as its field check."""

    address = models.ForeignKey(Address, models.CASCADE, related_name="pictures")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="address_picture_digest")]  # pictures.forget()


class CodeSeries(models.Model):
    """The last number given behind one beginning of codes."""

    prefix = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class BusinessRow(models.Model):
    """A row of somebody's table with an address in words: a department's customers, the cases of this system.

    The code that the words mean is written here; where they mean none, a remedy is asked for.
    """

    table = models.CharField(max_length=60)
    key = models.CharField(max_length=80)  # names the row in its table
    text = models.CharField(max_length=2000, blank=True)  # empty where the row itself keeps it, like a case
    # without an index of its own: business_row_at begins with it
    address = models.ForeignKey(
        Address, models.PROTECT, null=True, blank=True, related_name="business_rows", db_index=False
    )
    code = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=10, blank=True)
    score = models.FloatField(default=0)  # 0 to 1; 1 where a person has named the address
    matched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="business_row_once")]
        # pillars.sources: the rows of a table at some addresses, a page by key
        indexes = [models.Index(fields=["address", "table", "id"], name="business_row_at")]


class Remedy(models.Model):
    """The task of finding the address of a business row that the resolver could not tell."""

    row = models.ForeignKey(BusinessRow, models.PROTECT, related_name="remedies")
    state = models.CharField(max_length=20)
    place = models.CharField(max_length=12)
    post = models.ForeignKey("workforce.Post", models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row"], condition=Q(post__isnull=False), name="remedy_one_open")]
        indexes = [
            # queries.remedies(): what lies on the desk of a post
            models.Index(fields=["post", "due_at", "id"], name="remedy_desk", condition=Q(post__isnull=False)),
        ]
