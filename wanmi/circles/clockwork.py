"""What time alone brings about: words that were kept long enough go for good, as a journaled act of the system."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from wanmi.acts.carrying_out import Order
from wanmi.acts.system import system_actor
from wanmi.circles.models import Candidate
from wanmi.circles.rules import NoRules, rules_in_force
from wanmi.circles.services import act
from wanmi.process.errors import Refused
from wanmi.territory.queries import NoCity

AT_ONCE = 200


def tick(now: datetime | None = None) -> int:
    """Erase what is due; returns the number of acts taken. Safe to run twice or in two processes at once."""
    now = now or timezone.now()
    try:
        kept = timedelta(days=rules_in_force().keep_days)
    except (NoRules, NoCity):
        return 0
    due = Candidate.objects.exclude(text="").filter(ended_at__lte=now - kept).order_by("ended_at")
    return sum(_erase(pk, now) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


def _erase(pk: int, now: datetime) -> int:
    try:
        return int(not act(pk, Order("erase", system_actor(), key=f"erase:{pk}", at=now)).repeated)
    except Refused:  # his author was faster
        return 0
