"""Bringing stored rows in line with a pack's rows, and counting what that took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Row = Mapping[str, Any]  # column -> value
BATCH = 500  # rows a statement


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load did to the rows of one table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    removed: int = 0

    @property
    def written(self) -> int:
        """Rows that are not as they were before."""
        return self.added + self.changed + self.ended + self.removed

    def __add__(self, other: Counts) -> Counts:
        mine, theirs = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + theirs[name] for name in mine})


Written = Mapping[str, Counts]  # table -> what became of its rows


def upsert(stored: QuerySet[M], key: tuple[str, ...], rows: Iterable[Row]) -> Counts:
    """Add the rows that are not stored and change those that differ; ``key`` names a row among ``stored``."""
    known = {_key(each, key): each for each in stored}
    added, changed, unchanged, touched = [], [], 0, set[str]()
    for row in rows:
        found = known.get(tuple(row[name] for name in key))
        if found is None:
            added.append(stored.model(**row))
        elif different := [name for name, value in row.items() if getattr(found, name) != value]:
            for name in different:
                setattr(found, name, row[name])
            touched.update(different)
            changed.append(found)
        else:
            unchanged += 1
    stored.model._default_manager.bulk_create(added, batch_size=BATCH)
    if changed:
        stored.model._default_manager.bulk_update(changed, sorted(touched), batch_size=BATCH)
    return Counts(added=len(added), changed=len(changed), unchanged=unchanged)


def end(stored: QuerySet[M], key: tuple[str, ...], kept: Iterable[Row], field: str, today: date) -> Counts:
    """End today the rows that the pack no longer names: history may speak of them, so they stay."""
    gone = _gone(stored.filter(**{field: None}), key, kept)
    for each in gone:
        setattr(each, field, today)
    if gone:
        stored.model._default_manager.bulk_update(gone, [field], batch_size=BATCH)
    return Counts(ended=len(gone))


def remove(stored: QuerySet[M], key: tuple[str, ...], kept: Iterable[Row]) -> Counts:
    """Delete the rows that the pack no longer names and that nothing in the history speaks of."""
    gone = _gone(stored, key, kept)
    stored.filter(pk__in=[each.pk for each in gone]).delete()
    return Counts(removed=len(gone))


def _gone(stored: QuerySet[M], key: tuple[str, ...], kept: Iterable[Row]) -> list[M]:
    keys = {tuple(row[name] for name in key) for row in kept}
    return [each for each in stored if _key(each, key) not in keys]


def _key(row: Model, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key)
