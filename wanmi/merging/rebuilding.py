"""Merges again, from the journal: to compare them with what is stored, or to put them right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from wanmi.acts import snapshots
from wanmi.acts.folding import Difference, compared, folded
from wanmi.addresses.base.desks import desk_of
from wanmi.cases.models import Case
from wanmi.journal.models import Entry
from wanmi.merging.definition import merge_definition
from wanmi.merging.models import Merge
from wanmi.merging.services import SUBJECT

COLUMNS = ("duplicate_id", "main_id", "state", "place", "post_id", "due_at", "version")
Progress = Callable[[int], object]


@dataclass(slots=True)
class Report:
    merges: int = 0
    differences: list[Difference] = field(default_factory=list)


def rebuild(*, write: bool = False, progress: Progress = lambda done: None) -> Report:
    """Fold every merge that the journal knows, and compare; with ``write``, put the rows right."""
    report = Report()
    names = Entry.objects.filter(subject_kind=SUBJECT).values_list("subject", flat=True).order_by("subject").distinct()
    for name in names.iterator(chunk_size=2_000):
        with transaction.atomic():
            report.differences += _merge(name, write=write)
        report.merges += 1
        progress(report.merges)
    return report


def _merge(name: str, *, write: bool) -> list[Difference]:
    snapshot, _entries = folded(SUBJECT, name)
    numbers = [str(snapshot.facts[part]) for part in ("duplicate", "main")]
    duplicate, main = (Case.objects.get(number=number) for number in numbers)
    post, due_at = desk_of(merge_definition(), snapshot)
    fresh = Merge(
        pk=int(name),
        duplicate=duplicate,
        main=main,
        state=snapshot.state,
        place=str(snapshot.facts["place"]),
        post=post,
        due_at=due_at,
        version=snapshot.version,
        snapshot=snapshots.as_json(snapshot),
    )
    found = list(compared(f"merge {name}", Merge.objects.filter(pk=name).first() or Merge(), fresh, COLUMNS))
    if write and found:
        fresh.save()
    return found
