"""Reading schemes, indices and given figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.db.models import Q, QuerySet

from wanmi.schemes.definition import Kind, Scheme
from wanmi.schemes.harmony.definition import Index
from wanmi.schemes.harmony.reading import read_index
from wanmi.schemes.measured import known
from wanmi.schemes.models import GivenFigure, Rulebook
from wanmi.schemes.reading import read_scheme


class NoScheme(LookupError):
    """No scheme or index of this name is in force on that day."""

    def __init__(self, key: str, day: date, others: Iterable[str]) -> None:
        self.key, self.day, self.others = key, day, sorted(others)
        super().__init__(f"{key!r} is not in force on {day}; there are: {', '.join(self.others) or 'none'}")


def schemes(day: date) -> list[Scheme]:
    """The schemes in force on a day, by key."""
    return [_scheme(row.file, row.text) for row in _in_force(Rulebook.Kind.SCHEME, day)]


def scheme(key: str, day: date) -> Scheme:
    """The scheme in the version in force on a day. Raises NoScheme."""
    row = _one(Rulebook.Kind.SCHEME, key, day)
    return _scheme(row.file, row.text)


def indices(day: date) -> list[Index]:
    """The indices in force on a day, by key."""
    return [_index(row.file, row.text) for row in _in_force(Rulebook.Kind.INDEX, day)]


def index(key: str, day: date) -> Index:
    """The index in the version in force on a day. Raises NoScheme."""
    row = _one(Rulebook.Kind.INDEX, key, day)
    return _index(row.file, row.text)


@dataclass(frozen=True, slots=True)
class Entered:
    """A given figure; ``people``: how many it is about, where it is about people."""

    value: Fraction
    people: int | None


def given(kind: Kind, figures: Iterable[str], since: date, until: date) -> dict[str, dict[str, Entered]]:
    """Subject -> figure -> what was entered for the period from ``since`` to before ``until``; one query.

    A figure of a longer period that covers this one holds too; the shortest such period wins. Figures of shorter ones
    are not added up: nobody said how.
    """
    covering = GivenFigure.objects.filter(kind=kind, figure__in=list(figures), since__lte=since, until__gte=until)
    found: dict[str, dict[str, Entered]] = defaultdict(dict)
    for row in sorted(covering, key=lambda row: row.until - row.since, reverse=True):
        found[row.subject][row.figure] = Entered(Fraction(row.value), row.people)
    return dict(found)


def _in_force(kind: str, day: date) -> QuerySet[Rulebook]:
    valid = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    return Rulebook.objects.filter(valid, kind=kind).order_by("key")


def _one(kind: str, key: str, day: date) -> Rulebook:
    row = _in_force(kind, day).filter(key=key).first()
    if row is None:
        raise NoScheme(key, day, _in_force(kind, day).values_list("key", flat=True))
    return row


@lru_cache(maxsize=64)
def _scheme(file: str, text: str) -> Scheme:
    return read_scheme(file, text, known())


@lru_cache(maxsize=16)
def _index(file: str, text: str) -> Index:
    return read_index(file, text, known())
