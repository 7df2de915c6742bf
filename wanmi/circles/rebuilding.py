"""What was said, again from the journal: to compare it with what is stored, or to put it right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from wanmi.acts.folding import Difference, compared, folded
from wanmi.circles.carrying import SUBJECT, project
from wanmi.circles.models import Candidate, Group
from wanmi.journal.models import Entry
from wanmi.journal.reading import unsealed

COLUMNS = (
    *("group_id", "author", "state", "place", "text", "is_urgent", "case_id"),
    *("post_id", "heard_at", "due_at", "ended_at", "version"),
)
Progress = Callable[[int], object]


@dataclass(slots=True)
class Report:
    candidates: int = 0
    differences: list[Difference] = field(default_factory=list)


def rebuild(*, write: bool = False, progress: Progress = lambda done: None) -> Report:
    """Fold everything that was said and that the journal knows, and compare; with ``write``, put the rows right."""
    report = Report()
    names = Entry.objects.filter(subject_kind=SUBJECT).values_list("subject", flat=True).order_by("subject").distinct()
    for name in names.iterator(chunk_size=2_000):
        with transaction.atomic():
            report.differences += _candidate(name, write=write)
        report.candidates += 1
        progress(report.candidates)
    return report


def _candidate(name: str, *, write: bool) -> list[Difference]:
    snapshot, entries = folded(SUBJECT, name)
    said = unsealed(SUBJECT, name, ("text",))[entries[0].seq]["text"]
    fresh = Candidate(pk=int(name), heard_at=entries[0].at, text=said or "")
    fresh.group = _group(str(snapshot.facts["place"]), entries[0])
    ended = next((entry.at for entry in entries if entry.action not in ("note", "ring", "attend")), None)
    project(fresh, snapshot, ended or entries[-1].at)
    found = list(
        compared(f"message {name}", Candidate.objects.filter(pk=int(name)).first() or Candidate(), fresh, COLUMNS)
    )
    if write and found:
        fresh.save()
    return found


def _group(grid: str, entry: Entry) -> Group:
    """The group that the grid had then."""
    return Group.objects.filter(grid=grid, opened_at__lte=entry.at).latest("opened_at")
