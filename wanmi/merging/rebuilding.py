"""Merges again, from the journal: to compare them with what is stored, or to put them right."""

from __future__ import annotations

from functools import partial

from wanmi.acts import snapshots
from wanmi.acts.folding import Difference, Progress, Rebuilt, compared, folded, subjects, unheard
from wanmi.addresses.base.desks import desk_of
from wanmi.cases.models import Case
from wanmi.merging.definition import merge_definition
from wanmi.merging.models import Merge
from wanmi.merging.services import SUBJECT

COLUMNS = ("duplicate_id", "main_id", "state", "place", "post_id", "due_at", "version")
SUBJECTS = (SUBJECT,)


def rebuild(*, write: bool = False, progress: Progress = unheard) -> Rebuilt:
    """Fold every merge that the journal knows, and compare; with ``write``, put the rows right."""
    report = Rebuilt()
    report.fold("merges", subjects(SUBJECT), partial(_merge, write=write), progress)
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
