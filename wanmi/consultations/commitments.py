"""Who promised what by when at a meeting to which a street had invited, and whether it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from wanmi.joint.models import Part
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import books_where

KEPT, BROKEN, RELEASED = "kept", "broken", "released"


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise: ``word`` says kept, not kept, released, late or running."""

    part: Part
    word: str


def commitments_of(organisation: str, today: date, before: int | None = None, size: int = 50) -> list[Commitment]:
    """The commitments made to an organisation or by it, newest first. Three queries: each side has an index of its own,
    and one OR over both would read the promises of all.
    """
    rows = Part.objects.filter(obligation__rules__in=_books(), promised_on__isnull=False)
    if before is not None:
        rows = rows.filter(id__lt=before)
    shown = rows.select_related("obligation__caller", "organisation").defer("snapshot", "obligation__snapshot")
    made = shown.filter(organisation=organisation).order_by("-id")[:size]
    received = shown.filter(obligation__caller=organisation).exclude(organisation=organisation).order_by("-id")[:size]
    found = sorted([*made, *received], key=attrgetter("pk"), reverse=True)
    return [Commitment(part, _word(part, today)) for part in found[:size]]


def _word(part: Part, today: date) -> str:
    if part.state in (KEPT, BROKEN, RELEASED):
        return part.state
    assert part.promised_on is not None, "the query asks for it"
    return "late" if part.promised_on < today else "running"


def _books() -> Mapping[int, Rules]:
    """The rule books that mark how an invitation ends."""
    return books_where(lambda rules: rules.marks)
