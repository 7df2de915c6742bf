"""Giving a lane its chiefs and stewards, and ending that: acts of its street, each with its entry of the journal."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from wanmi.codes.place import covers
from wanmi.lanes.errors import LaneRefused
from wanmi.lanes.journaling import write
from wanmi.lanes.models import Lane, LaneDuty
from wanmi.lanes.queries import ROLES
from wanmi.process.engine import Actor
from wanmi.workforce.models import Post
from wanmi.workforce.queries import city_today

GIVERS = frozenset({"street_leader", "street_office"})


@transaction.atomic
def give_duty(lane: Lane, post: Post, words: str, since: date, by: Actor) -> LaneDuty:
    """Let a post answer for a lane, or look after it, from ``since`` on. Raises LaneRefused.

    ``words`` say what the duty is; a post that had the duty before has it anew.
    """
    _may_give(lane, by)
    Lane.objects.select_for_update().get(pk=lane.pk)  # two people give the same duty at once: one waits
    _may_have(lane, post, since)
    given = {"role": ROLES[post.kind], "duty_zh": words, "duty_en": words, "since": since, "until": None}
    duty, _ = LaneDuty.objects.update_or_create(lane=lane, post=post, defaults={**given, "is_decided": True})
    _record("give_duty", duty, by)
    return duty


@transaction.atomic
def end_duty(duty: LaneDuty, until: date, by: Actor) -> LaneDuty:
    """End a duty: ``until`` is the first day on which the post has it no more. Raises LaneRefused."""
    _may_give(duty.lane, by)
    held = LaneDuty.objects.select_for_update(of=("self",)).select_related("lane").get(pk=duty.pk)
    if held.until is not None and held.until <= until:
        raise LaneRefused("ended")
    if held.since is not None and until < held.since:
        raise LaneRefused("before_start")
    held.until, held.is_decided = until, True
    held.save(update_fields=["until", "is_decided"])
    _record("end_duty", held, by)
    return held


def _may_give(lane: Lane, by: Actor) -> None:
    if by.post_kind not in GIVERS or not covers(by.region, lane.place):
        raise LaneRefused("not_the_street")


def _may_have(lane: Lane, post: Post, since: date) -> None:
    if post.kind not in ROLES or post.until is not None:
        raise LaneRefused("no_lane_post")
    if not covers(post.region, lane.place):
        raise LaneRefused("off_ground")
    held = LaneDuty.objects.filter(lane=lane, post=post).first()
    if held is not None and (held.until is None or held.until > min(since, city_today())):
        raise LaneRefused("on_duty_already")


def _record(action: str, duty: LaneDuty, by: Actor) -> None:
    days = {name: day.isoformat() if (day := getattr(duty, name)) else None for name in ("since", "until")}
    write(action, duty.lane, by, timezone.now(), {"post": duty.post_id, "role": duty.role, **days})
