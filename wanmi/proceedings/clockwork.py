"""What the system does by itself when the clock of a proceeding runs out: the act that its procedure names."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from wanmi.acts.carrying_out import Order
from wanmi.acts.system import system_actor
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import definitions
from wanmi.proceedings.services import act
from wanmi.process.definition import Definition
from wanmi.process.errors import Refused

AT_ONCE = 500


def tick(now: datetime | None = None) -> int:
    """Do what is due; returns the number of acts taken. Safe to run twice or in two processes at once."""
    now = now or timezone.now()
    return sum(_taken(definition, now) for definition in definitions().values())


def _taken(definition: Definition, now: datetime) -> int:
    """One query, by the index of what is open, for each procedure whose clocks name an act."""
    states = ((key, state.clock) for key, state in definition.states.items() if state.clock)
    due = {key: definition.clocks[clock].on_due for key, clock in states if definition.clocks[clock].on_due}
    if not due:
        return 0
    late = Proceeding.objects.filter(procedure=definition.key, post__isnull=False, due_at__lte=now, state__in=due)
    return sum(_act(row, due[row.state], now) for row in late.order_by("due_at", "id").iterator(chunk_size=AT_ONCE))


def _act(row: Proceeding, action: str, now: datetime) -> int:
    """One act; the key makes two clockworks at once do it once, and a person may have been faster."""
    order = Order(action, system_actor(), key=f"{action}:{row.number}:{row.version}", at=now)
    try:
        return int(not act(row.pk, order).repeated)
    except Refused:
        return 0
