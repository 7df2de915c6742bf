"""Where a subject stands after all its entries in the journal, and what a stored row says otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model

from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entries_of
from wanmi.process.engine import Snapshot, apply, change_from_json

Progress = Callable[[int], object]  # hears how many are done


def unheard(done: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored value that is not what the journal says; ``number`` names the subject."""

    number: str
    column: str
    stored: Any
    journal: Any


@dataclass(slots=True)
class Rebuilt:
    """How many subjects were folded, by what they are, and what the stored rows say otherwise."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def fold(
        self, what: str, names: Iterable[str], one: Callable[[str], Iterable[Difference]], progress: Progress
    ) -> None:
        """Fold every one of ``names`` by ``one``, each in a transaction of its own."""
        for name in names:
            with transaction.atomic():
                self.differences += one(name)
            self.counts[what] += 1
            progress(self.counts.total())


def subjects(kind: str) -> Iterator[str]:
    """The names of all subjects of this kind that the journal knows."""
    names = Entry.objects.filter(subject_kind=kind).values_list("subject", flat=True)
    return names.order_by("subject").distinct().iterator(chunk_size=2_000)


def folded(subject_kind: str, name: str, start: Snapshot | None = None) -> tuple[Snapshot, list[Entry]]:
    """The snapshot of a subject after all its entries, from ``start`` (nothing, where the journal has opened it)."""
    entries = list(entries_of(subject_kind, name))
    snapshot = start or Snapshot()
    for entry in entries:
        snapshot = apply(snapshot, change_from_json(body_of(entry)["change"]))
    return snapshot, entries


def compared(name: str, stored: Model, fresh: Model, columns: Iterable[str]) -> Iterator[Difference]:
    for column in columns:
        if getattr(stored, column) != getattr(fresh, column):
            yield Difference(name, column, getattr(stored, column), getattr(fresh, column))
