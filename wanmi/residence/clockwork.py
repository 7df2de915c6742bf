"""What the system does by itself when the calendar changes: stays that are still to be reported are dated anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from wanmi.acts.carrying_out import Order
from wanmi.acts.system import system_actor
from wanmi.almanac.changes import after_change
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.services import act
from wanmi.process.errors import Refused
from wanmi.residence.queries import STAY, terms_on
from wanmi.residence.stays import ARRIVED, due_day

AT_ONCE = 500


def tick(now: datetime | None = None) -> int:
    """Date anew where the calendar is another one than last time; returns the number of acts. Safe to run twice."""
    return after_change("residence", lambda: sum(_dated(row, now or timezone.now()) for row in _moving()))


def _moving() -> Iterator[Proceeding]:
    """The stays that are to be reported on another day than was told."""
    expected = Proceeding.objects.filter(procedure=STAY, post__isnull=False, state="expected").order_by("due_at", "id")
    return (row for row in expected.iterator(chunk_size=AT_ONCE) if _moves(row.snapshot["facts"]))


def _moves(facts: dict[str, str]) -> bool:
    arrived = date.fromisoformat(facts[ARRIVED])
    try:
        return due_day(arrived, terms_on(arrived)).isoformat() != facts["report_due"]
    except Refused:  # the city has no rule for that day any more: what was told stays
        return False


def _dated(row: Proceeding, now: datetime) -> int:
    """One act; the key makes two clockworks at once do it once, and a person may have been faster."""
    carried = {ARRIVED: row.snapshot["facts"][ARRIVED]}
    order = Order("redate", system_actor(), carried, key=f"redate:{row.number}:{row.version}", at=now)
    try:
        return int(not act(row.pk, order).repeated)
    except Refused:
        return 0
