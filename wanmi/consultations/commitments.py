"""Who promised what by when at a meeting to which a street had invited, and whether it was kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q

from wanmi.joint.models import Part, with_rules
from wanmi.joint.queries import year_span
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import books_where, rules_of

KEPT, BROKEN, RELEASED = "kept", "broken", "released"


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise: ``word`` says kept, not kept, released, late or running."""

    part: Part
    word: str


def commitments_of(organisation: str, today: date, before: int | None = None, size: int = 50) -> list[Commitment]:
    """The commitments made to an organisation or by it, newest first. Two queries."""
    own = Q(obligation__caller=organisation) | Q(organisation=organisation)
    rows = Part.objects.filter(own, obligation__rules__in=_books(), promised_on__isnull=False)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = rows.select_related("obligation__caller", "organisation").order_by("-id")
    return [Commitment(part, _word(part, today)) for part in found[:size]]


def _word(part: Part, today: date) -> str:
    if part.state in (KEPT, BROKEN, RELEASED):
        return part.state
    assert part.promised_on is not None, "the query asks for it"
    return "late" if part.promised_on < today else "running"


def _books() -> Mapping[int, Rules]:
    """The rule books that mark how an invitation ends."""
    return books_where(lambda rules: rules.marks)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a department's invitations of a year count in its appraisal: the mean of the marks of those that ended.

    ``ends`` says how many ended how; those without a mark (excused, released) are told and do not count.
    """

    points: Fraction
    counted: int
    ends: Mapping[str, int]

    @property
    def mean(self) -> Fraction | None:
        return self.points / self.counted if self.counted else None


def standing_of(organisation: str, year: int) -> Standing:
    """From every invitation to which an organisation was called in a year, by the book that each keeps. Two queries."""
    since, until = year_span(year)
    rows = Part.objects.filter(organisation=organisation, opened_at__gte=since, opened_at__lt=until, is_open=False)
    found = list(with_rules(rows.filter(obligation__rules__in=_books()), "obligation__rules").order_by("id"))
    marks = [mark for part in found if (mark := rules_of(part.obligation.rules).marks.get(part.state)) is not None]
    return Standing(sum(marks, Fraction(0)), len(marks), Counter(part.state for part in found))
