"""The case rows again, from the journal alone: to compare them with what is stored, or to put them right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import transaction

from wanmi.acts.folding import Difference, Progress, Rebuilt, compared, folded, unheard
from wanmi.cases import fulltext
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case, Task
from wanmi.cases.personal import texts
from wanmi.cases.projecting import lay_on_desks, project
from wanmi.cases.services import SUBJECT
from wanmi.journal.models import Entry
from wanmi.process.definition import Definition
from wanmi.process.engine import Snapshot

COMPARED = (
    *(
        "state",
        "is_open",
        "channel",
        "place",
        "street",
        "community",
        "lon",
        "lat",
        "grid",
        "cell",
        "item_id",
        "condition_id",
        "department_id",
    ),
    *("text", "address", "reported_at", "due_at", "is_provisional", "version", "snapshot"),
)


SUBJECTS = (SUBJECT,)


def rebuild(*, write: bool = False, progress: Progress = unheard) -> Rebuilt:
    """Fold every case from the journal and compare; with ``write``, make the rows what the journal says."""
    report = Rebuilt()
    report.fold("cases", _numbers(), partial(_differences, definition=case_definition(), write=write), progress)
    return report


def _numbers() -> Iterator[str]:
    """Every case that the journal has opened, and every one that is stored without one."""
    opened = (
        Entry.objects.filter(subject_kind=SUBJECT, action="report").order_by("seq").values_list("subject", flat=True)
    )
    yield from opened.iterator(chunk_size=2_000)
    known = Entry.objects.filter(subject_kind=SUBJECT).values("subject")
    yield from Case.objects.exclude(number__in=known).values_list("number", flat=True)


def _differences(number: str, *, definition: Definition, write: bool) -> Iterator[Difference]:
    snapshot, entries = folded(SUBJECT, number)
    stored = Case.objects.filter(number=number).first()
    if not entries:
        yield Difference(number, "number", number, None)
        return
    fresh = _fresh(number, entries, definition, snapshot)
    if stored is None:
        yield Difference(number, "number", None, number)
    else:
        yield from compared(number, stored, fresh, COMPARED)
        fresh.pk = stored.pk
    yield from _desks_compared(stored, fresh, definition, snapshot, entries, write=write)


def _fresh(number: str, entries: list[Entry], definition: Definition, snapshot: Snapshot) -> Case:
    case = Case(number=number, reported_at=entries[0].at)
    for name, value in texts(number).items():
        setattr(case, name, value)
    project(case, definition, snapshot)
    return case


def _desks_compared(
    stored: Case | None,
    fresh: Case,
    definition: Definition,
    snapshot: Snapshot,
    entries: list[Entry],
    *,
    write: bool,
) -> Iterator[Difference]:
    """Lay the case on its desks anew inside a savepoint, compare, and keep it only when writing."""
    before = _tasks(stored)
    savepoint = transaction.savepoint()
    fresh.save()
    Task.objects.filter(case=fresh).delete()
    lay_on_desks(fresh, definition, snapshot, entries[-1].at)
    fulltext.forget(fresh)
    fulltext.index(fresh)
    after = _tasks(fresh)
    if write:
        transaction.savepoint_commit(savepoint)
    else:
        transaction.savepoint_rollback(savepoint)
    if before != after:
        yield Difference(fresh.number, "tasks", before, after)


def _tasks(case: Case | None) -> list[tuple[str, str, str]]:
    if case is None:
        return []
    return sorted((task.reason, task.post_id, task.due_at.isoformat()) for task in case.tasks.all())
