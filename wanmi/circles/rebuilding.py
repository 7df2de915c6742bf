"""What was said, again from the journal: to compare it with what is stored, or to put it right."""

from __future__ import annotations

from functools import partial

from wanmi.acts.folding import Difference, Progress, Rebuilt, compared, folded, subjects, unheard
from wanmi.circles.carrying import SUBJECT, project
from wanmi.circles.models import Candidate, Group
from wanmi.journal.models import Entry
from wanmi.journal.reading import unsealed

COLUMNS = (
    *("group_id", "author", "state", "place", "text", "is_urgent", "case_id"),
    *("post_id", "heard_at", "due_at", "ended_at", "version"),
)
SUBJECTS = (SUBJECT,)


def rebuild(*, write: bool = False, progress: Progress = unheard) -> Rebuilt:
    """Fold everything that was said and that the journal knows, and compare; with ``write``, put the rows right."""
    report = Rebuilt()
    report.fold("messages of groups", subjects(SUBJECT), partial(_candidate, write=write), progress)
    return report


def _candidate(name: str, *, write: bool) -> list[Difference]:
    snapshot, entries = folded(SUBJECT, name)
    said = unsealed(SUBJECT, name, ("text",))[entries[0].seq]["text"]
    fresh = Candidate(pk=int(name), heard_at=entries[0].at, text=said or "")
    fresh.group = _group(str(snapshot.facts["place"]), entries[0])
    ended = next((entry.at for entry in entries if entry.action not in ("note", "ring", "attend")), entries[-1].at)
    project(fresh, snapshot, ended)
    stored = Candidate.objects.filter(pk=int(name)).first() or Candidate()
    found = list(compared(f"message {name}", stored, fresh, COLUMNS))
    if write and found:
        fresh.save()
    return found


def _group(grid: str, entry: Entry) -> Group:
    """The group that the grid had then."""
    return Group.objects.filter(grid=grid, opened_at__lte=entry.at).latest("opened_at")
