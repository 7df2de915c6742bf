"""What is stored of lanes. They come from a pack; the street gives and ends their duties, what was seen is added.

Chiefs (街巷长) are cadres of the street, stewards (小巷管家) residents. Both are posts: who holds one is told by its
appointments.
"""

from __future__ import annotations

from django.db import models


class Lane(models.Model):
    """A back lane with what stands on its sign: the standard it is to meet, by when, and a telephone."""

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    place = models.CharField(max_length=12)  # place code of its community
    standard_zh = models.CharField(max_length=300)
    standard_en = models.CharField(max_length=300)
    target = models.DateField(null=True, blank=True)  # by when the standard is to be met
    phone = models.CharField(max_length=30, blank=True)  # the line on the sign: an office, no person's
    source = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)  # first day on which it is no lane of the city any more

    def __str__(self) -> str:
        return self.name_zh


class LaneDuty(models.Model):
    """A post answers for a lane, or looks after it. A lane may have several of both."""

    class Role(models.TextChoices):
        CHIEF = "chief"
        STEWARD = "steward"

    lane = models.ForeignKey(Lane, models.PROTECT, related_name="duties")
    post = models.ForeignKey("workforce.Post", models.PROTECT, related_name="lane_duties")
    role = models.CharField(max_length=10, choices=Role)
    duty_zh = models.CharField(max_length=300)
    duty_en = models.CharField(max_length=300)
    since = models.DateField(null=True, blank=True)  # first day; empty where the pack has always named it
    until = models.DateField(null=True, blank=True)  # first day on which it does so no more
    is_decided = models.BooleanField(default=False)  # a person has given or ended it: no pack changes it any more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "post"], name="lane_duty_once")]


class LaneCheck(models.Model):
    """Something that a patrol looks for. So many reports of it in a lane in so many days make a rising matter."""

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    item = models.CharField(max_length=30, blank=True)  # the catalogue item that it is, where there is one
    times = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)  # first day on which it is no longer asked for


class Patrol(models.Model):
    """A post has walked a lane and found all in order. Neither the way nor a position is kept."""

    lane = models.ForeignKey(Lane, models.PROTECT, related_name="patrols")
    post = models.ForeignKey("workforce.Post", models.PROTECT, related_name="+")
    entry = models.OneToOneField("journal.Entry", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["lane", "-at"], name="lane_patrolled")]  # queries.last_seen()


class LaneReport(models.Model):
    """What a post has seen in a lane: a case, with the lane and the check under which it was reported."""

    lane = models.ForeignKey(Lane, models.PROTECT, related_name="reports")
    check_of = models.ForeignKey(LaneCheck, models.PROTECT, related_name="reports")
    post = models.ForeignKey("workforce.Post", models.PROTECT, related_name="+")
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="lane_report")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # queries.last_seen(), queries.file_of(): the newest of a lane
            models.Index(fields=["lane", "-at"], name="lane_reported"),
            # services: how often the same was reported in a lane lately
            models.Index(fields=["lane", "check_of", "at"], name="lane_same"),
        ]
