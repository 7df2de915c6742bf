"""What this city's own cases teach: texts with the item and department they ended with, and cases that were merged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wanmi.advice.learned import DEPARTMENTS
from wanmi.cases.models import Case
from wanmi.cases.queries import ended_at
from wanmi.merging.finding import row_of, told_by
from wanmi.merging.models import Merge
from wanmi.triage.grams import Message
from wanmi.triage.learning import Labelled

ENDED = ("closed", "force_closed", "self_closed")  # ends that confirm what a case was about
CHUNK = 2_000


def labelled(what: str) -> list[Labelled]:
    """The texts of closed cases that were not erased, with what they belonged to in the end."""
    rows = Case.objects.filter(state__in=ENDED, item__isnull=False).exclude(text="").order_by("pk")
    if what == DEPARTMENTS:
        rows = rows.filter(department__isnull=False)
    found = rows.values_list("text", "item__edition", "item__kind", "item__code", "department")
    return [
        Labelled(Message("", text), str(department) if what == DEPARTMENTS else f"{edition}/{kind}/{code}")
        for text, edition, kind, code, department in found.iterator(chunk_size=CHUNK)
    ]


def rows() -> Iterator[dict[str, Any]]:
    """All cases as a finder of duplicates is taught on them; the texts stay out."""
    for case in Case.objects.select_related("item").order_by("pk").iterator(chunk_size=CHUNK):
        closed = None if case.is_open else ended_at(case.number).isoformat()
        yield {**row_of(told_by(case), case.number), "open": case.reported_at.isoformat(), "closed": closed}


def links() -> dict[str, str]:
    """Each merged case and its main one, as people decided."""
    merged = Merge.objects.filter(state="merged").values_list("duplicate__number", "main__number")
    return dict(merged)
