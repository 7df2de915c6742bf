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


def pairs_of(cases: Cases, together: NDArray[np.bool_]) -> Pairs:
    """All candidate pairs. ``together``: square table, true where a case of one kind was linked to one of another."""
    placed = np.flatnonzero(np.isfinite(cases.x) & np.isfinite(cases.y))
    column = np.floor(cases.x[placed] / FAMILY_METRES).astype(np.int64)
    row = np.floor(cases.y[placed] / FAMILY_METRES).astype(np.int64)
    key = row * (1 << 32) + column
    order = np.lexsort((cases.opened[placed], key))
    members, keys = placed[order].astype(np.int32), key[order]
    facts = (cases.x, cases.y, cases.opened, cases.closed, cases.family, cases.kind, together)
    starts = _starts(len(cases), placed, key, keys, members, facts)
    case, other, metres = _filled(starts, placed, key, keys, members, facts)
    return Pairs(case, other, metres, starts)


@njit(cache=True)
def _starts(count, placed, key, keys, members, facts):  # type: ignore[no-untyped-def]  # types come from the compiler
    counts = np.zeros(count + 1, dtype=np.int64)
    for at in range(len(placed)):
        for row in range(-1, 2):
            first = np.searchsorted(keys, key[at] + row * (1 << 32) - 1)
            last = np.searchsorted(keys, key[at] + row * (1 << 32) + 1, side="right")
            for position in range(first, last):
                if _distance(placed[at], members[position], facts) >= 0:
                    counts[placed[at] + 1] += 1
    return np.cumsum(counts)


@njit(cache=True)
def _filled(starts, placed, key, keys, members, facts):  # type: ignore[no-untyped-def]  # likewise
    size = starts[-1]
    case, other, metres = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.float64)
    ends = starts.copy()
    for at in range(len(placed)):
        for row in range(-1, 2):
            first = np.searchsorted(keys, key[at] + row * (1 << 32) - 1)
            last = np.searchsorted(keys, key[at] + row * (1 << 32) + 1, side="right")
            for position in range(first, last):
                distance = _distance(placed[at], members[position], facts)
                if distance >= 0:
                    to = ends[placed[at]]
                    case[to], other[to], metres[to] = placed[at], members[position], distance
                    ends[placed[at]] = to + 1
    return case, other, metres


@njit(cache=True)
def _distance(one, two, facts):  # type: ignore[no-untyped-def]  # likewise
    """Metres between two cases that may be one matter, else -1."""
    x, y, opened, closed, family, kind, together = facts
    hours = opened[one] - opened[two]
    if one == two or abs(hours) > MOST_HOURS:
        return -1.0
    settled = opened[one] - closed[two] if hours >= 0 else opened[two] - closed[one]
    near, long = FAMILY_METRES, SETTLED_HOURS
    if family[one] != family[two]:
        if not together[kind[one], kind[two]]:
            return -1.0
        near, long = OTHER_METRES, SETTLED_HOURS / 2
    if settled > long:
        return -1.0
    distance = np.hypot(x[one] - x[two], y[one] - y[two])
    return distance if distance < near else -1.0
