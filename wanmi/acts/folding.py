"""Where a subject stands after all its entries in the journal, and what a stored row says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entries_of
from wanmi.process.engine import Snapshot, apply, change_from_json


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored value that is not what the journal says; ``number`` names the subject."""

    number: str
    column: str
    stored: Any
    journal: Any


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
