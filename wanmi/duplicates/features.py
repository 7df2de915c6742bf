"""What a pair of cases looks like in numbers: by itself, and among the other candidates of its case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from wanmi.duplicates.candidates import Pairs
from wanmi.duplicates.cases import Cases, Floats, Numbers
from wanmi.duplicates.rates import Rates

Table = NDArray[np.float32]
Repeats = NDArray[np.int64]  # for each case the number of the one it was merged into, else -1
UNKNOWN = -1.0  # where nothing below zero can be; a column must not be empty for a tree to grow
_TIME_BITS = 36  # hold the seconds of two thousand years
SOON_HOURS = 24.0
_FAR = 1e6  # sorts what is of another kind behind what is of the same


def pair_table(cases: Cases, pairs: Pairs, rates: Rates, repeats: Repeats) -> Table:
    """One row a pair, of what is known a day after the report of the asked case, or when the other one is reported.

    Of closings and merges, what is known when the asked case is reported: what became of it tells nothing.
    """
    merges = merged_by(cases.opened[pairs.case], cases, pairs, repeats)
    return stacked([*_alone(cases, pairs), *_among(cases, pairs), *rates.of_pairs(cases, pairs), *merges])


def stacked(columns: Sequence[NDArray[np.generic]]) -> Table:
    """A table of these columns, each in one piece of memory: that is how they are written and how forests read them."""
    table = np.empty((len(columns[0]), len(columns)), dtype=np.float32, order="F")
    for number, column in enumerate(columns):
        table[:, number] = column
    return table


def looked_at(cases: Cases, pairs: Pairs, repeats: Repeats) -> Table:
    """What a person who looks at the case sees besides: whether the other was reported, closed and merged by then.

    The moment of looking is the present for an open case and its closing for a closed one: then somebody decided.
    """
    look, other_closed = cases.closed[pairs.case], cases.closed[pairs.other]
    gone = other_closed < look
    known = np.isfinite(look) & gone
    since = np.where(known, look - np.where(gone, other_closed, 0), UNKNOWN)
    lasted = np.where(gone, other_closed - cases.opened[pairs.other], UNKNOWN)
    return stacked([seen(cases, pairs), gone, since, lasted, *merged_by(look, cases, pairs, repeats)])


def soon(cases: Cases, pairs: Pairs) -> NDArray[np.bool_]:
    """Whether the other was reported before the asked case or within a day of it."""
    return cases.opened[pairs.other] - cases.opened[pairs.case] <= SOON_HOURS


def seen(cases: Cases, pairs: Pairs) -> NDArray[np.bool_]:
    """Whether the other was reported by the moment of looking."""
    return cases.opened[pairs.other] <= cases.closed[pairs.case]


def merged_by(moment: Floats, cases: Cases, pairs: Pairs, repeats: Repeats) -> list[NDArray[np.generic]]:
    """Whether the other had been merged away before the pair's moment, and how many cases had been merged into it.

    A merge is known from the closing of the case that went. What became of the asked case itself is never told.
    """
    gone = _known_before(moment, pairs.other, cases, repeats)
    linked = np.flatnonzero(repeats >= 0)
    mains = np.sort(_keys(repeats[linked], cases.closed[linked]))
    first, last = (np.searchsorted(mains, _keys(pairs.other, until)) for until in (np.zeros(len(pairs)), moment))
    own = _known_before(moment, pairs.case, cases, repeats) & (repeats[pairs.case] == pairs.other)
    return [gone, last - first - own]


def _known_before(moment: Floats, case: Numbers, cases: Cases, repeats: Repeats) -> NDArray[np.bool_]:
    return (repeats[case] >= 0) & (_seconds(cases.closed[case]) < _seconds(moment))


def _keys(main: NDArray[np.integer[Any]], hours: Floats) -> NDArray[np.int64]:
    """One number, ordered by main case and then by time, so that a search counts the merges before a moment."""
    return (main.astype(np.int64) << _TIME_BITS) + _seconds(hours)


def _seconds(hours: Floats) -> NDArray[np.int64]:
    """Whole seconds since 1970: two that closed in one second are not one before the other."""
    return np.rint(np.clip(hours * 3600, 0, 2.0**_TIME_BITS - 1)).astype(np.int64)


def _alone(cases: Cases, pairs: Pairs) -> list[NDArray[np.generic]]:
    one, two = pairs.case, pairs.other
    hours = cases.opened[one] - cases.opened[two]
    settled = cases.opened[one] - cases.closed[two]
    equal = [getattr(cases, name)[one] == getattr(cases, name)[two] for name in _COMPARED]
    day = [cases.opened[one] % 24, cases.opened[two] % 24]
    without_number = [np.isnan(cases.house[one]), np.isnan(cases.house[two])]
    apart = np.nan_to_num(np.abs(cases.house[one] - cases.house[two]), nan=UNKNOWN)
    return [
        pairs.metres,
        hours,
        np.abs(hours),
        np.where(settled > 0, settled, UNKNOWN),
        apart,
        *equal,
        *day,
        *without_number,
    ]


_COMPARED = ("kind", "address", "street", "source", "title")


def _among(cases: Cases, pairs: Pairs) -> list[NDArray[np.generic]]:
    """Ranks among the candidates of the case, and how many of them are how near."""
    one, two = pairs.case, pairs.other
    hours = cases.opened[one] - cases.opened[two]
    early = soon(cases, pairs)
    same = early & (cases.kind[one] == cases.kind[two])
    counts, before = (_count(pairs, mask) for mask in (early, hours > 0))
    near = same & (pairs.metres < 100)
    earlier = _count(pairs, near & (hours > 0))
    masks = [
        same & (cases.address[one] == cases.address[two]),
        same & (np.abs(hours) < 1),
        same & (np.abs(hours) < 24),
        same & (pairs.metres < 50),
        same & (hours > 0),
    ]
    keys = (pairs.metres, np.abs(hours), np.abs(hours) + _FAR * ~same)
    ranks = [rank(pairs, key + _FAR * ~early) for key in keys]
    has_earlier = _count(pairs, same & (pairs.metres < 60) & (hours > 0)) > 0
    numbers = [_count(pairs, mask)[one] for mask in masks]
    return [*ranks, counts[one], before[two], *numbers, has_earlier[two], earlier[two], earlier[one]]


def rank(pairs: Pairs, key: Floats) -> NDArray[np.int64]:
    """The place of each pair among those of its case, by rising key."""
    ranks: NDArray[np.int64] = _ranks(np.asarray(key, dtype=np.float64), pairs.starts)
    return ranks


@njit(cache=True)
def _ranks(key, starts):  # type: ignore[no-untyped-def]  # types come from the compiler
    """By insertion: a case has some dozens of pairs, and a sort of the library would take seconds to compile."""
    order, ranks = np.empty(len(key), dtype=np.int64), np.empty(len(key), dtype=np.int64)
    for case in range(len(starts) - 1):
        for pair in range(starts[case], starts[case + 1]):
            place = pair
            while place > starts[case] and key[order[place - 1]] > key[pair]:
                order[place] = order[place - 1]
                place -= 1
            order[place] = pair
        for place in range(starts[case], starts[case + 1]):
            ranks[order[place]] = place - starts[case]
    return ranks


def _count(pairs: Pairs, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.bincount(pairs.case[mask], minlength=len(pairs.starts) - 1)
