"""The only place that writes what happens in lanes. Each act is one transaction with its entry of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanmi.acts.carrying_out import Order
from wanmi.acts.errors import KeyUsed
from wanmi.cases import services as cases
from wanmi.journal.reading import entry_with_key
from wanmi.lanes.errors import LaneRefused
from wanmi.lanes.journaling import write
from wanmi.lanes.models import Lane, LaneCheck, LaneReport, Patrol
from wanmi.lanes.queries import duties_on
from wanmi.proceedings.proposals import Repeated, propose
from wanmi.process.engine import Actor
from wanmi.workforce.queries import city_today

CHANNEL = "lane"  # of the cases that come from a lane; the preset adds it to the process of cases
NOTE_AT_MOST = 500  # characters


def patrol(lane: Lane, by: Actor, key: str = "", at: datetime | None = None) -> Patrol:
    """Note that ``by`` has walked the lane and found all in order. Raises LaneRefused or KeyUsed."""
    _on_duty(lane, by)
    known = f"{by.id}:{key}" if key else None
    try:
        with transaction.atomic():
            return _patrolled(known, lane, by) or _patrol(lane, by, known, at or timezone.now())
    except IntegrityError:  # the same key was at work at the same moment and has won
        if found := _patrolled(known, lane, by):
            return found
        raise


def _patrolled(key: str | None, lane: Lane, by: Actor) -> Patrol | None:
    """What was noted under this key before; KeyUsed where it was something else."""
    if key is None or (entry := entry_with_key(key)) is None:
        return None
    found = Patrol.objects.filter(entry=entry, lane=lane, post=by.post).first()
    if found is None:
        raise KeyUsed(key.partition(":")[2])
    return found


def _patrol(lane: Lane, by: Actor, key: str | None, at: datetime) -> Patrol:
    entry = write("patrol", lane, by, at, key=key)
    return Patrol.objects.create(lane=lane, post_id=by.post, entry=entry, at=at)


def report(
    lane: Lane,
    check: LaneCheck,
    by: Actor,
    pictures: Iterable[bytes] = (),
    note: str = "",
    key: str = "",
    at: datetime | None = None,
) -> LaneReport:
    """One tap: a case with the lane, what was seen and its pictures. What keeps coming back is proposed to be settled.

    Raises LaneRefused, KeyUsed, or Refused with every reason; nothing is kept then.
    """
    _on_duty(lane, by)
    _fitting(note)
    if check.until is not None:
        raise LaneRefused("unknown_check")
    with transaction.atomic():
        outcome = cases.report(_order(lane, check, by, list(pictures), note, key, at))
        if outcome.repeated:
            return LaneReport.objects.get(case=outcome.case)
        case = outcome.case
        about = {"lane": lane, "check_of": check, "post_id": by.post, "at": case.reported_at}
        made = LaneReport.objects.create(case=case, **about)
        write("report", lane, by, case.reported_at, {"check": check.code, "case": case.number})
        _propose(lane, check, case.reported_at)
    return made


def _order(
    lane: Lane, check: LaneCheck, by: Actor, pictures: list[bytes], note: str, key: str, at: datetime | None
) -> Order:
    text = f"{lane.name_zh}：{check.name_zh}"
    carried = {"channel": CHANNEL, "place": lane.place, "address": lane.name_zh, "item": check.item}
    carried["text"] = f"{text}。{note}" if note else text
    return Order("report", by, carried, {"photos": pictures} if pictures else {}, key=key, at=at)


def _propose(lane: Lane, check: LaneCheck, at: datetime) -> None:
    since = at - timedelta(days=check.days)
    times = LaneReport.objects.filter(lane=lane, check_of=check, at__gt=since, at__lte=at).count()
    if times >= check.times:
        matter = f"lane {lane.code} {check.code}"
        title = f"{lane.name_zh}：{check.name_zh}"
        propose(Repeated(matter, lane.place, title, times, check.days), at)


def _on_duty(lane: Lane, by: Actor) -> None:
    if lane.until is not None or not duties_on(city_today()).filter(lane=lane, post=by.post).exists():
        raise LaneRefused("not_yours")


def _fitting(note: str) -> None:
    if len(note) > NOTE_AT_MOST:
        raise LaneRefused("too_long")
