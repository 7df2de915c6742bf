"""Known names by kind, as hashes: whether a stretch of a text is, somewhere, a town, a village, a street or a place."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.canon import Place
from wanmi.addresses.compiling import allocating, inlined
from wanmi.addresses.hashing import SEED, Table, extend, find, item_at, make_table
from wanmi.addresses.naming import short_name
from wanmi.addresses.parsing.features import LONGEST_NAME, MARGIN, characters

PROVINCE, CITY, COUNTY, SHORT_COUNTY, TOWN, SHORT_TOWN, VILLAGE, SHORT_VILLAGE, STREET, PLACE = range(10)
KINDS = 10
_KEY = (1 << 32) - 1
_KIND_OF_DIGITS = {2: (PROVINCE, PROVINCE), 4: (CITY, CITY), 6: (COUNTY, SHORT_COUNTY), 9: (TOWN, SHORT_TOWN)}
Named = tuple[str, int]
"""A name and its kind."""


def _both(name: str, digits: int) -> Iterator[Named]:
    """A division's name and its short form."""
    kind, short_kind = _KIND_OF_DIGITS[digits]
    if name:
        yield name, kind
        yield short_name(name, digits), short_kind


def _cells(path: Path, count: int) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield (line.rstrip("\n").split("\t") + [""] * count)[:count]


def names_of_divisions(path: Path) -> Iterator[Named]:
    """Names in a tab-separated table of code, province, city, county, town."""
    for _, *names in _cells(path, 5):
        for name, digits in zip(names, (2, 4, 6, 9), strict=True):
            yield from _both(name, digits)


def names_of_villages(path: Path) -> Iterator[Named]:
    """Names in a tab-separated table of code, name, and ending (村, 社区)."""
    for _, name, ending in _cells(path, 3):
        yield name, SHORT_VILLAGE
        yield name + ending, VILLAGE


def names_of_places(places: Iterable[Place]) -> Iterator[Named]:
    """Streets and names of an address base; a code of twelve digits is a community's or village's."""
    for place in places:
        yield place.road, STREET
        yield place.name, SHORT_VILLAGE if len(place.code) == 12 else PLACE


def make_gazetteer(named: Iterable[Named]) -> Table:
    """The kinds of each name of two characters or more, a bit for each kind."""
    kinds: dict[int, int] = {}
    for name, kind in set(named):
        if len(name) > 1:
            key = _key_of(characters(name))
            kinds[key] = kinds.get(key, 0) | 1 << kind
    return make_table(np.fromiter(kinds, np.int64, len(kinds)), np.fromiter(kinds.values(), np.int32, len(kinds)))


def contents(table: Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The keys of a table in ascending order, and their kinds."""
    used = table.slots[table.slots[:, 0] >= 0]
    used = used[np.argsort(used[:, 0])]
    return used[:, 0], (-1 - used[:, 1]).astype(np.int32)  # a key has one item, which stands in the slot


@allocating
def _key_of(chars: Any) -> int:
    key = SEED
    for at in range(MARGIN, len(chars) - MARGIN):
        key = extend(key, chars[at])
    return key & _KEY


@inlined
def _kinds(table: Table, key: int) -> int:
    first, last = find(table, key & _KEY)
    return item_at(table, first) if first < last else 0


@allocating
def known_names(chars: Any, table: Table) -> Any:
    """Kinds of the known name in each window, by its start and length: (n, LONGEST_NAME + 1)."""
    n = len(chars) - 2 * MARGIN
    kinds = np.zeros((n, LONGEST_NAME + 1), np.int32)
    for start in range(n):
        key = extend(SEED, chars[start + MARGIN])
        for length in range(2, min(LONGEST_NAME, n - start) + 1):
            key = extend(key, chars[start + length - 1 + MARGIN])
            kinds[start, length] = _kinds(table, key)
    return kinds


@allocating
def marks(kinds: Any) -> Any:
    """For each character and kind whether the longest known name begins, goes on, or ends there: (n, 3 * KINDS)."""
    n = len(kinds)
    marked = np.zeros((n, 3 * KINDS), np.float32)
    for start in range(n):
        seen = 0
        for length in range(min(LONGEST_NAME, n - start), 1, -1):
            fresh = kinds[start, length] & ~seen
            seen |= fresh
            for kind in range(KINDS):
                if fresh >> kind & 1:
                    marked[start, 3 * kind] = 1.0
                    marked[start + 1 : start + length - 1, 3 * kind + 1] = 1.0
                    marked[start + length - 1, 3 * kind + 2] = 1.0
    return marked
