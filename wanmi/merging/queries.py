"""Reading merges: what waits for a decision, and what belongs to a case. Keyset paging, no counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from wanmi.acts import snapshots
from wanmi.cases.models import Case
from wanmi.cases.queries import visible
from wanmi.merging.definition import merge_definition
from wanmi.merging.errors import UnknownMerge
from wanmi.merging.models import Merge
from wanmi.merging.voices import TWICE
from wanmi.process.engine import Actor, Offer, offers

PAGE = 20


@dataclass(frozen=True, slots=True)
class MergePage:
    """Merges, newest first; ``after`` marks the next page, empty at the end."""

    rows: list[Merge]
    after: str


@dataclass(frozen=True, slots=True)
class Family:
    """What belongs to a case: where it went, what went into it, what may be the same."""

    into: Merge | None
    here: list[Merge]
    waiting: list[Merge]


def waiting(actor: Actor, after: int | None = None, state: str = "suggested", size: int = PAGE) -> MergePage:
    """Pairs in this state of which the actor may see both cases, newest first. One query."""
    rows = _seen(actor).filter(state=state)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: size + 1])
    return MergePage(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def _seen(actor: Actor) -> QuerySet[Merge]:
    cases = visible(actor)
    rows = Merge.objects.filter(duplicate__in=cases, main__in=cases)
    return rows.select_related("duplicate__item", "main__item")


def one(actor: Actor, pk: int) -> Merge:
    """The merge with this number; raises UnknownMerge where the actor may not see both cases either."""
    found = _seen(actor).filter(pk=pk).first()
    if found is None:
        raise UnknownMerge(str(pk))
    return found


def family(case: Case) -> Family:
    """Two queries."""
    rows = Merge.objects.select_related("duplicate__item", "main__item").order_by("pk")
    up, down = list(rows.filter(duplicate=case)), list(rows.filter(main=case))
    return Family(
        into=next((row for row in up if row.state == "merged"), None),
        here=[row for row in down if row.state == "merged"],
        waiting=[row for row in [*up, *down] if row.state == "suggested"],
    )


def noted_with(case: Case) -> set[int]:
    """The cases that were suggested, merged with it, or found not to be the same: they are not proposed again."""
    pairs = Merge.objects.filter(Q(duplicate=case) | Q(main=case)).exclude(state="undone")
    return {pk for pair in pairs.values_list("duplicate_id", "main_id") for pk in pair} - {case.pk}


def main_of(case: Case) -> Case | None:
    """The case that this one went into. One query."""
    rows = Merge.objects.filter(duplicate=case, state="merged").select_related("main__item", "main__department")
    found = rows.first()
    return found.main if found else None


def voices_over(cases: Iterable[Case]) -> dict[int, int]:
    """case -> the voices of the cases that have gone into it: each one's reporter, and whoever added his. One query.

    Whoever has spoken at several of them counts once (merging.voices).
    They are counted where the merged case is now and stored nowhere, so taking a merge apart takes them back.
    """
    wanted, found = {case.pk for case in cases}, Counter[int]()
    rows = Merge.objects.filter(main__in=wanted, state="merged").select_related("duplicate")
    for row in rows.only("main_id", "snapshot", "duplicate__snapshot"):
        found[row.main_id] += voices_in(row.duplicate) - int(row.snapshot["facts"].get(TWICE, 0))
    return found


def voices_in(case: Case) -> int:
    """The voices of a case itself: its reporter, and whoever added his."""
    return 1 + int(case.snapshot["counts"].get("voices", 0))


def offers_of(merge: Merge, actor: Actor) -> list[Offer]:
    """The acts on a merge that people may take, each with every reason against it."""
    found = offers(merge_definition(), snapshots.from_json(merge.snapshot), actor, timezone.now())
    return [offer for offer in found if not offer.transition.by <= {"system"}]
