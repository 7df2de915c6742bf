"""What waits to be sent, what became of it, and how far the journal has been read for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Feed(models.Model):
    """One reader of the journal: every entry up to ``seq`` has become messages, in one transaction with this number.

    So nothing is lost when a process dies: what was not read yet is read by the next one.
    """

    name = models.CharField(max_length=60, primary_key=True)  # kind of courier, then what it is for: "webhook:7"
    seq = models.BigIntegerField(default=0)
    is_running = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, blank=True)  # first failure since the last success
    stopped_because = models.CharField(max_length=200, blank=True)


class Message(models.Model):
    """One thing to tell one receiver. Messages of one ``line`` go one after another, by ``seq`` and ``id``."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DROPPED = "dropped"  # nobody is to be told any more
        FAILED = "failed"  # given up; may be sent again by hand

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="messages")
    name = models.CharField(max_length=160)  # the same however often it is sent
    seq = models.BigIntegerField()  # the entry that it tells of, or after which it was made
    line = models.CharField(max_length=90)
    about = models.JSONField(default=dict)  # references alone, never a text or an address
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    # When it may be tried; while it is being tried, when its lease ends. Empty: behind another one, or ended.
    due_at = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    tries = models.PositiveIntegerField(default=0)
    first_try_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "name"], name="message_once")]
        indexes = [
            # leasing.claim(), sending.ready(): what is due. What has ended is not in it.
            models.Index(fields=["feed", "due_at", "id"], name="message_due", condition=Q(due_at__isnull=False)),
            # lines.wake(): who is first in a line
            models.Index(fields=["feed", "line", "seq", "id"], name="message_line", condition=Q(state="waiting")),
            # reading.log(): the newest of a feed, all of them or those of one state
            models.Index(fields=["feed", "-id"], name="message_newest"),
            models.Index(fields=["feed", "state", "-id"], name="message_state"),
            # replaying.replay(): from an entry on
            models.Index(fields=["feed", "seq"], name="message_seq"),
            # cleaning.purge(): what ended long ago
            models.Index(fields=["ended_at"], name="message_ended", condition=Q(ended_at__isnull=False)),
        ]


class Attempt(models.Model):
    """One try to send a message, as it went."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of HTTP or SMTP; none where nobody answered
    ms = models.PositiveIntegerField(default=0)
    answer = models.CharField(max_length=200, blank=True)  # its beginning
    to = models.CharField(max_length=60, blank=True)  # masked
