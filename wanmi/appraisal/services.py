"""The only writer of the live counts: it adds up what the journal has that they have not."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from wanmi.appraisal.models import DayCount, Mark
from wanmi.codes.place import Level
from wanmi.journal.models import Entry, Head
from wanmi.territory.queries import current_city

COUNTED = {"report": "reported", "file": "filed", "finish": "handled", "close": "closed", "force_close": "closed"}
AT_ONCE = 20_000  # entries in one transaction


def catch_up() -> int:
    """Bring the counts to the journal's end; gives how far they go. What is new costs, nothing else does."""
    end = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    reached = Mark.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    while reached < end:
        reached = _portion()
    return reached


@transaction.atomic
def _portion() -> int:
    zone = ZoneInfo(current_city().timezone)
    mark, _ = Mark.objects.select_for_update().get_or_create(pk=1)
    rows = (
        Entry.objects.filter(seq__gt=mark.seq)
        .order_by("seq")
        .values_list("seq", "at", "subject_kind", "action", "place")
    )
    added: Counter[tuple[date, str, str]] = Counter()
    for seq, at, kind, action, place in rows[:AT_ONCE]:
        mark.seq = seq
        if kind == "case" and action in COUNTED:
            added[at.astimezone(zone).date(), place[: Level.COMMUNITY], COUNTED[action]] += 1
    for (day, community, action), acts in sorted(added.items()):
        row, _ = DayCount.objects.get_or_create(day=day, community=community, action=action)
        DayCount.objects.filter(pk=row.pk).update(acts=F("acts") + acts)
    mark.save()
    return mark.seq
