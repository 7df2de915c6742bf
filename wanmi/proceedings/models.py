"""What is stored of a proceeding, whatever its procedure."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr

from wanmi.acts.pictures import KeptPicture
from wanmi.codes.place import Level

SUBJECT = "proceeding"  # kind of the subject in the journal
LOOK = "look_"  # an action that begins so shows what lies sealed
ERASE = "erase_"  # one that begins so erases it for good


def number_of(procedure: str, pk: int) -> str:
    return f"{procedure}-{pk:06d}"


class Proceeding(models.Model):
    """One run of a procedure: a request for assistance, an assembly, a consultation. ``snapshot`` is what acts read.

    ``organisation`` has opened it, unless the procedure hands it to another one; those that it is
    ``shared_with`` may read it.
    """

    procedure = models.CharField(max_length=40)  # key of the procedure
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    place = models.CharField(max_length=15)
    # a prefix is a region, but only equal values keep the order of a page in one run of an index
    street = models.GeneratedField(
        expression=Substr("place", 1, Level.STREET), output_field=models.CharField(max_length=9), db_persist=True
    )
    community = models.GeneratedField(
        expression=Substr("place", 1, Level.COMMUNITY), output_field=models.CharField(max_length=12), db_persist=True
    )
    # that has it; without an index of its own: proceeding_own begins with it
    organisation = models.ForeignKey("workforce.Organisation", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("workforce.Post", models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    shared_with = models.ManyToManyField("workforce.Organisation", related_name="+")
    version = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # queries.desk(): what lies on the desk of a post, the nearest deadline first
            models.Index(fields=["post", "due_at", "id"], name="proceeding_desk", condition=Q(post__isnull=False)),
            # queries.overdue(): what is late in a procedure; does not grow with what has ended
            models.Index(fields=["procedure", "due_at"], name="proceeding_due", condition=Q(post__isnull=False)),
            # queries.listed(), queries.oldest(): those of a procedure, in a street, in a community, of an organisation
            models.Index(fields=["procedure", "-id"], name="proceeding_newest"),
            models.Index(fields=["procedure", "street", "-id"], name="proceeding_street"),
            models.Index(fields=["procedure", "community", "-id"], name="proceeding_community"),
            models.Index(fields=["organisation", "procedure", "-id"], name="proceeding_own"),
            # queries.titled(): the runs of a procedure about one thing, such as an address
            models.Index(fields=["procedure", "title", "id"], name="proceeding_titled"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people cite it, as an approval number does: the key of the procedure and a running number."""
        return number_of(self.procedure, self.pk)


class Paper(KeptPicture):
    """A picture that an act carried, such as the sealed paper."""

    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="evidence")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="proceeding_evidence")]  # pictures.forget()
