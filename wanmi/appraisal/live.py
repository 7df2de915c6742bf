"""The numbers of the big screen, as they are this moment.

What happened today is added up from the journal's tail; what is open is counted in the index of open cases. So the cost
of an update grows with what is new and what is open, and not with the cases that were ever closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils import timezone

from wanmi.appraisal.models import DayCount
from wanmi.appraisal.services import catch_up
from wanmi.cases.models import Case
from wanmi.territory.queries import today

_PAST_DIGITS = ":"  # the character behind 9: all codes that begin with a prefix lie before prefix + ":"


@dataclass(frozen=True, slots=True)
class Counters:
    """One region now. ``seq`` is the journal entry up to which the acts of today are counted."""

    region: str
    seq: int
    at: datetime
    open: int
    overdue: int  # open, and the desk that has it is late
    reported: int  # today, and so on
    filed: int
    handled: int
    closed: int


def counters(region: str, now: datetime | None = None) -> Counters:
    """The numbers of a region of any level down to a community. Six queries, whatever has piled up."""
    now = now or timezone.now()
    seq = catch_up()
    within = Q(community__gte=region, community__lt=region + _PAST_DIGITS)
    standing = Case.objects.filter(within, is_open=True).aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now))
    )
    rows = DayCount.objects.filter(within, day=today()).values_list("action").annotate(Sum("acts"))
    acts = {"reported": 0, "filed": 0, "handled": 0, "closed": 0} | dict(rows)
    return Counters(region=region, seq=seq, at=now, **standing, **acts)
