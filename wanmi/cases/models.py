"""What is stored of a case. All of it is a projection of the journal and can be rebuilt from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wanmi.acts.pictures import KeptPicture


class Case(models.Model):
    """One problem on its way through the closed loop.

    ``snapshot`` is what the engine reads; the other columns are for finding and showing.
    """

    number = models.CharField(max_length=30, unique=True)
    state = models.CharField(max_length=30)
    is_open = models.BooleanField(default=True)
    channel = models.CharField(max_length=20)
    place = models.CharField(max_length=25)
    # Beginnings of the place, so that the cases of a street or community stand in one run of an index, newest first.
    street = models.CharField(max_length=9)
    community = models.CharField(max_length=12)
    lon = models.FloatField(null=True, blank=True)  # CGCS2000, degrees
    lat = models.FloatField(null=True, blank=True)
    grid = models.CharField(max_length=15, blank=True)  # the unit grid around the position, where there is one
    cell = models.BigIntegerField(null=True, blank=True)  # of the position, territory.cells.POINT_ZOOM
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, blank=True)
    condition = models.ForeignKey("catalogue.Condition", models.PROTECT, null=True, blank=True)
    department = models.ForeignKey("workforce.Organisation", models.PROTECT, null=True, blank=True)
    text = models.TextField(blank=True)  # empty once personal data were erased
    address = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # of the clock of the present state
    is_provisional = models.BooleanField(default=False)  # a running deadline lies past the known calendar
    version = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # queries.search(): everything, or one filter, newest first; further filters are checked row by row
            models.Index(fields=["-reported_at", "-id"], name="case_newest"),
            models.Index(fields=["state", "-reported_at", "-id"], name="case_state"),
            models.Index(fields=["department", "-reported_at", "-id"], name="case_department"),
            models.Index(fields=["item", "-reported_at", "-id"], name="case_item"),
            models.Index(fields=["street", "-reported_at", "-id"], name="case_street"),
            models.Index(fields=["community", "-reported_at", "-id"], name="case_community"),
            # queries.open_near(): what is open around a place
            models.Index(fields=["community", "-id"], name="case_open_community", condition=Q(is_open=True)),
            # queries.search(): the cases of a duty grid
            models.Index(fields=["grid", "-reported_at", "-id"], name="case_grid"),
            # the map: what is open in a unit grid, and in a tile
            models.Index(fields=["grid"], name="case_open_grid", condition=Q(is_open=True)),
            models.Index(fields=["cell"], name="case_open_cell", condition=Q(is_open=True)),
            # atlas: what was reported in a period and is closed by now, in an area and in a tile
            models.Index(fields=["grid", "reported_at"], name="case_closed_grid", condition=Q(is_open=False)),
            models.Index(fields=["community", "reported_at"], name="case_closed_area", condition=Q(is_open=False)),
            models.Index(fields=["cell", "reported_at"], name="case_closed_cell", condition=Q(is_open=False)),
            # clockwork.recompute(): what may still move
            models.Index(fields=["id"], name="case_open", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return self.number


class Task(models.Model):
    """A case lies on the desk of a post, for a state or for a request. The row goes when the desk has acted."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    post = models.ForeignKey("workforce.Post", models.PROTECT, related_name="tasks")
    reason = models.CharField(max_length=30)  # key of the state or request
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reason"], name="task_once")]
        indexes = [
            # queries.work_list(): the tasks of one post by deadline, keyset paged
            models.Index(fields=["post", "due_at", "id"], name="task_work_list"),
            # clockwork.take_due(): what the system has to do by now
            models.Index(fields=["reason", "due_at"], name="task_due"),
        ]


class Attachment(KeptPicture):
    """A picture that an act on a case carried."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="attachment_digest")]  # pictures.forget()


class NumberSeries(models.Model):
    """The last number given in one series of case numbers (one row a day)."""

    prefix = models.CharField(max_length=24, primary_key=True)
    last = models.PositiveIntegerField(default=0)
