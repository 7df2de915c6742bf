"""The only writer of the live counts: it adds up what the journal has that they have not."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from wanmi.appraisal.models import DayCount, Mark
from wanmi.codes.place import Level
from wanmi.journal.models import Entry, Head
from wanmi.territory.queries import current_city

COUNTED = {"report": "reported", "file": "filed", "finish": "handled", "close": "closed", "force_close": "closed"}
AT_ONCE = 20_000  # entries in one transaction
Counted = tuple[date, str, str]  # day, community, act


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
    added: Counter[Counted] = Counter()
    for seq, at, kind, action, place in rows[:AT_ONCE]:
        mark.seq = seq
        if kind == "case" and action in COUNTED:
            added[at.astimezone(zone).date(), place[: Level.COMMUNITY], COUNTED[action]] += 1
    _add(added)
    mark.save()
    return mark.seq


def _add(added: Counter[Counted]) -> None:
    """Two statements, however many are added; whoever counts holds the mark, so nothing comes in between."""
    days = {day for day, _community, _action in added}
    known = DayCount.objects.filter(day__in=days).values_list("day", "community", "action", "acts")
    acts = {(day, community, action): number for day, community, action, number in known}
    rows = [
        DayCount(day=key[0], community=key[1], action=key[2], acts=acts.get(key, 0) + n) for key, n in added.items()
    ]
    once = ["day", "community", "action"]
    DayCount.objects.bulk_create(rows, update_conflicts=True, unique_fields=once, update_fields=["acts"])
