"""What is stored of groups: no conversation, no names. What people told of themselves lies sealed by the journal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wanmi.acts.pictures import KeptPicture


class Group(models.Model):
    """The group of one unit grid. ``public_id`` stands in its QR code and says nothing by itself."""

    class Platform(models.TextChoices):
        OWN = "own"  # the page of the group alone
        WECHAT = "wechat"
        WECOM = "wecom"
        OTHER = "other"

    public_id = models.CharField(max_length=12, unique=True)
    grid = models.CharField(max_length=15)  # code of the unit grid
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    platform = models.CharField(max_length=10, choices=Platform)
    households = models.PositiveIntegerField(null=True, blank=True)  # of the grid; empty where nobody has counted them
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid"], name="group_one_a_grid", condition=Q(ended_at=None))]
        indexes = [models.Index(fields=["grid", "id"], name="group_on_ground")]  # queries.seen_by()

    def __str__(self) -> str:
        return self.name_zh


class Member(models.Model):
    """Somebody in a group. The row goes when he leaves; ``name`` is his name in the journal and tells nothing."""

    class Level(models.TextChoices):
        """How far it is verified who he is."""

        NONE = "none"
        PHONE = "phone"
        HOUSEHOLD = "household"

    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    name = models.CharField(max_length=40, unique=True)  # "resident:" and 24 hex digits
    secret = models.CharField(max_length=64, unique=True)  # SHA-256 of the token in his link, hex
    level = models.CharField(max_length=10, choices=Level, default=Level.NONE)
    # Keyed digest of his room, so that a household counts once; empty where his address is a building.
    household = models.CharField(max_length=64, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        # queries.coverage(): the verified households of groups
        indexes = [models.Index(fields=["group", "household"], name="member_home", condition=Q(level="household"))]

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """What was said and may be a matter. A projection of the journal; ``text`` is empty once it was erased."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="candidates")
    author = models.CharField(
        max_length=40, blank=True
    )  # name of whoever wrote it; empty where the platform did not say
    state = models.CharField(max_length=20)
    place = models.CharField(max_length=15)
    text = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="said")
    post = models.ForeignKey("workforce.Post", models.PROTECT, null=True, blank=True, related_name="+")
    heard_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # queries.waiting(): what a ground has to decide, the nearest deadline first
            models.Index(fields=["due_at", "id"], name="candidate_waiting", condition=Q(ended_at=None)),
            # queries.alarms(): what rings now
            models.Index(fields=["id"], name="candidate_rings", condition=Q(state="alarm")),
            # queries.written_by() and membership.leave(): what somebody wrote
            models.Index(fields=["author", "-id"], name="candidate_author", condition=~Q(author="")),
            # clockwork.tick(): whose words were kept long enough
            models.Index(fields=["ended_at"], name="candidate_kept", condition=~Q(text="") & Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Photo(KeptPicture):
    """A picture that came with what was said."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="photos")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="circle_photo_digest")]  # pictures.forget()


class Posting(models.Model):
    """An answer that stands in a group, with whatever tells of a person masked. The platform's bridge reads it here."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="postings")
    text = models.TextField()
    knowledge = models.CharField(max_length=200, blank=True)  # where the answer comes from
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.OneToOneField("journal.Entry", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["group", "-id"], name="posting_newest")]  # queries.postings()
