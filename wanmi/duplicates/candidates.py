"""Pairs of cases that may be one matter: near, of one family or of kinds linked before, and not long settled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from wanmi.duplicates.cases import Cases, Floats, Numbers

FAMILY_METRES = 250.0
OTHER_METRES = 60.0  # between kinds of different families that were linked before
MOST_HOURS = 75 * 24.0  # between the two reports
SETTLED_HOURS = 14 * 24.0  # the earlier may have been closed so long when the later comes; of other families a half


@dataclass(frozen=True, slots=True)
class Pairs:
    """Ordered by ``case``; ``other`` may be the same matter, reported before or after it."""

    case: Numbers
    other: Numbers
    metres: Floats
    starts: NDArray[np.int64]  # where each case's pairs begin, and last where all end

    def __len__(self) -> int:
        return len(self.case)

    def those(self, chosen: NDArray[np.bool_]) -> Pairs:
        """The pairs that a mask chooses."""
        counts = np.bincount(self.case[chosen], minlength=len(self.starts) - 1)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Pairs(self.case[chosen], self.other[chosen], self.metres[chosen], starts)


def pairs_of(cases: Cases, together: NDArray[np.bool_]) -> Pairs:
    """All candidate pairs. ``together``: square table, true where a case of one kind was linked to one of another.

    Those of one family are looked for in squares of the family's own, others in the smaller squares of all.
    """
    placed = np.flatnonzero(np.isfinite(cases.x) & np.isfinite(cases.y)).astype(np.int32)
    facts = (cases.x, cases.y, cases.opened, cases.closed, cases.family, cases.kind, together)
    own = _squares(cases, placed, FAMILY_METRES, cases.family[placed].astype(np.int64))
    all_of_them = _squares(cases, placed, OTHER_METRES, np.zeros(len(placed), dtype=np.int64))
    found = [_near(placed, *own, facts, True), _near(placed, *all_of_them, facts, False)]
    one, two, metres = (np.concatenate(columns) for columns in zip(*found, strict=True))
    counts = np.bincount(one, minlength=len(cases)) + np.bincount(two, minlength=len(cases))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    case, other, apart = _both_ways(one, two, metres, starts)
    return Pairs(case, other, apart, starts)


Squares = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]


def _squares(cases: Cases, placed: NDArray[np.int32], metres: float, family: NDArray[np.int64]) -> Squares:
    """The square of each placed case; all squares in order; and the cases in that order, by time within a square."""
    column, row = (np.floor(axis[placed] / metres).astype(np.int64) for axis in (cases.x, cases.y))
    key = (family << 50) + ((row - row.min(initial=0)) << 25) + column - column.min(initial=0) + 1
    order = np.lexsort((cases.opened[placed], key))
    return key, key[order], placed[order]


@njit(cache=True)
def _near(placed, key, keys, members, facts, of_family):  # type: ignore[no-untyped-def]  # types come from the compiler
    """Each pair once, the one with the higher number first."""
    one, two, metres = np.empty(1024, np.int32), np.empty(1024, np.int32), np.empty(1024, np.float64)
    found = 0
    for at in range(len(placed)):
        for row in range(-1, 2):
            first = np.searchsorted(keys, key[at] + row * (1 << 25) - 1)
            last = np.searchsorted(keys, key[at] + row * (1 << 25) + 1, side="right")
            for position in range(first, last):
                if members[position] < placed[at]:
                    distance = _distance(placed[at], members[position], facts, of_family)
                    if distance >= 0:
                        if found == len(one):
                            one, two, metres = _doubled(one), _doubled(two), _doubled(metres)
                        one[found], two[found], metres[found] = placed[at], members[position], distance
                        found += 1
    return one[:found], two[:found], metres[:found]


@njit(cache=True)
def _doubled(column):  # type: ignore[no-untyped-def]  # likewise
    """The column with as much room again; ``np.append`` would take seconds to compile."""
    longer = np.empty(2 * len(column), column.dtype)
    for at in range(len(column)):
        longer[at] = column[at]
    return longer


@njit(cache=True)
def _both_ways(one, two, metres, starts):  # type: ignore[no-untyped-def]  # likewise
    case, other = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.int32)
    apart, ends = np.empty(starts[-1], np.float64), starts.copy()
    for at in range(len(one)):
        for this, that in ((one[at], two[at]), (two[at], one[at])):
            case[ends[this]], other[ends[this]], apart[ends[this]] = this, that, metres[at]
            ends[this] += 1
    return case, other, apart


@njit(cache=True)
def _distance(later, earlier, facts, of_family):  # type: ignore[no-untyped-def]  # likewise
    """Metres between two cases that may be one matter, else -1."""
    x, y, opened, closed, family, kind, together = facts
    if (family[later] == family[earlier]) != of_family:
        return -1.0
    near, long = FAMILY_METRES, SETTLED_HOURS
    if not of_family:
        if not together[kind[later], kind[earlier]]:
            return -1.0
        near, long = OTHER_METRES, SETTLED_HOURS / 2
    if opened[later] - opened[earlier] > MOST_HOURS or opened[later] - closed[earlier] > long:
        return -1.0
    distance = np.hypot(x[later] - x[earlier], y[later] - y[earlier])
    return distance if distance < near else -1.0
