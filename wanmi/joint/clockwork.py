"""What the system does by itself when a deadline of an obligation or a part passes, or the calendar changes.

The sweep reads one partial index a table: rows that have ended, or whose lateness was told, are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Order
from wanmi.acts.system import system_actor
from wanmi.almanac.changes import after_change
from wanmi.almanac.queries import work_calendar
from wanmi.joint.meaning import FALL_LATE
from wanmi.joint.models import Obligation, Part, with_rules
from wanmi.joint.rules.store import rules_of
from wanmi.joint.services import act, act_on_part
from wanmi.process import clocks
from wanmi.process.definition import Definition
from wanmi.process.errors import Refused

RECOMPUTE = "recompute"
AT_ONCE = 500


def tick(now: datetime | None = None) -> int:
    """Do what is due; returns the number of acts taken. Safe to run twice or in two processes at once."""
    now = now or timezone.now()
    return sweep(now) + after_change("joint", lambda: recompute(now))


def due_parts(now: datetime) -> QuerySet[Part]:
    """Parts one of whose deadlines has passed without being told, the first one first. One indexed query."""
    found = with_rules(Part.objects.filter(sweep_at__lte=now), "obligation__rules")
    return found.order_by("sweep_at", "id")


def due_obligations(now: datetime) -> QuerySet[Obligation]:
    """Obligations one of whose deadlines has passed without being told, the first one first. One indexed query."""
    return with_rules(Obligation.objects.filter(sweep_at__lte=now)).order_by("sweep_at", "id")


def sweep(now: datetime) -> int:
    """Take what the definitions tie to the end of a clock, or tell that a deadline was missed."""
    taken = 0
    for part in due_parts(now).iterator(chunk_size=AT_ONCE):
        process = rules_of(part.obligation.rules).part
        assert process is not None, "there is a part"
        taken += _on_part(part, _due_action(process, part, now), now)
    for row in due_obligations(now).iterator(chunk_size=AT_ONCE):
        taken += _on_obligation(row, _due_action(rules_of(row.rules).obligation, row, now), now)
    return taken


def _due_action(process: Definition, row: Obligation | Part, now: datetime) -> str:
    """What ``on_due`` of the desk's clock says, where that is the clock that has run out; else telling it."""
    state = process.states[row.state]
    action = process.clocks[state.clock].on_due if state.clock else ""
    return action if action and row.due_at is not None and row.due_at <= now else FALL_LATE


def recompute(now: datetime) -> int:
    """Compute the running deadlines of all that is open again by a changed calendar, as journaled acts."""
    parts = sum(_on_part(part, RECOMPUTE, now) for part in _moving_parts())
    return parts + sum(_on_obligation(row, RECOMPUTE, now) for row in _moving_obligations())


def _moving_parts() -> Iterator[Part]:
    found = with_rules(Part.objects.filter(is_open=True), "obligation__rules").order_by("id")
    return (part for part in found.iterator(chunk_size=AT_ONCE) if _would_move(part))


def _moving_obligations() -> Iterator[Obligation]:
    found = with_rules(Obligation.objects.filter(is_open=True)).order_by("id")
    return (row for row in found.iterator(chunk_size=AT_ONCE) if _would_move(row))


def _would_move(row: Obligation | Part) -> bool:
    running = [clock for clock in snapshots.from_json(row.snapshot).clocks.values() if clock.is_running()]
    return any(clocks.recomputed(clock, work_calendar()) != clock for clock in running)


def _on_part(part: Part, action: str, now: datetime) -> int:
    """One act; the key makes two clockworks at once do it once, and a person may have been faster."""
    order = _order(action, part.name, part.version, now)
    try:
        return int(not act_on_part(part.obligation.number, part.serial, order).repeated)
    except Refused:
        return 0


def _on_obligation(row: Obligation, action: str, now: datetime) -> int:
    try:
        return int(not act(row.number, _order(action, row.number, row.version, now)).repeated)
    except Refused:
        return 0


def _order(action: str, name: str, version: int, now: datetime) -> Order:
    return Order(action, system_actor(), key=f"{action}:{name}:{version}", at=now)
