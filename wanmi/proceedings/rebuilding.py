"""Proceedings again, from the journal: to compare them with what is stored, or to put them right.

Which procedure a run follows stands in its row alone; a run whose row is gone is named, not restored.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from wanmi.acts.folding import Difference, Progress, Rebuilt, compared, folded, subjects, unheard
from wanmi.proceedings.models import SUBJECT, Proceeding
from wanmi.proceedings.projecting import project, share, sharers

SUBJECTS = (SUBJECT,)
COLUMNS = ("title", "state", "place", "organisation_id", "post_id", "due_at", "opened_at", "version", "snapshot")


def rebuild(*, write: bool = False, progress: Progress = unheard) -> Rebuilt:
    """Fold every proceeding that the journal knows, and compare; with ``write``, put the rows right."""
    report = Rebuilt()
    report.fold("proceedings", subjects(SUBJECT), partial(_proceeding, write=write), progress)
    return report


def _proceeding(name: str, *, write: bool) -> list[Difference]:
    stored = Proceeding.objects.filter(pk=name).first()
    if stored is None:
        return [Difference(f"proceeding {name}", "id", None, name)]
    snapshot, entries = folded(SUBJECT, name)
    fresh = Proceeding(pk=stored.pk, procedure=stored.procedure, opened_at=entries[0].at)
    project(fresh, snapshot)
    found = [*compared(stored.number, stored, fresh, COLUMNS), *_shared(stored, fresh)]
    if write and found:
        fresh.save()
        share(fresh)
    return found


def _shared(stored: Proceeding, fresh: Proceeding) -> Iterator[Difference]:
    kept, told = sorted(stored.shared_with.values_list("pk", flat=True)), sharers(fresh)
    if kept != told:
        yield Difference(stored.number, "shared_with", kept, told)
