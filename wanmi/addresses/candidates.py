"""Gather the places that the spotted names and numbers may mean."""

from typing import Any

import numpy as np

from wanmi.addresses.compiling import compiled, inlined
from wanmi.addresses.hashing import SEED, Table, extend, find, item_at
from wanmi.addresses.index import A_DIGITS, A_RANGES, N_PLACES, N_SYMBOLS, P_ROAD, Areas, Index, Ints
from wanmi.addresses.spot import is_inner
from wanmi.addresses.tails import number_key
from wanmi.addresses.workspace import (
    BARE,
    C_NAME,
    C_NUMBER_END,
    C_PLACE,
    C_ROAD,
    CANDIDATES,
    D_DIVISION,
    DASH,
    DIVISIONS,
    DOOR,
    LANE,
    M_ALIKE,
    M_END,
    M_NAME,
    M_SLIPS,
    M_START,
    MAX_CANDIDATES,
    MENTIONS,
    T_END,
    T_KIND,
    T_START,
    T_VALUE,
    TOKENS,
    Work,
)

_HAO, _LONG = ord("号"), ord("弄")
_FEW, _FEWER = 12, 4
"""A name borne by more places than this needs a division in the text; the lower limit is for misspelt names."""


@inlined
def _candidate(work: Work, place: int) -> int:
    """The candidate for a place, made if it is new; -1 if there is no room for another."""
    for i in range(work.counts[CANDIDATES]):
        if work.candidates[i, C_PLACE] == place:
            return i
    n = work.counts[CANDIDATES]
    if n == MAX_CANDIDATES:
        return -1
    row = work.candidates[n]
    row[C_PLACE], row[C_ROAD], row[C_NAME], row[C_NUMBER_END] = place, -1, -1, 0
    work.counts[CANDIDATES] = n + 1
    return int(n)


@inlined
def token_at(work: Work, at: int) -> int:
    """The number token that starts at a position, or -1."""
    for t in range(work.counts[TOKENS]):
        if work.tokens[t, T_START] == at:
            return t
    return -1


@inlined
def _add_numbered(work: Work, mention: int, first: int, last: int, designator: int, end: int, by_number: Table) -> bool:
    key = extend(extend(SEED, work.mentions[mention, M_NAME]), number_key(first, last, designator))
    begin, stop = find(by_number, key)
    for at in range(begin, stop):
        candidate = _candidate(work, item_at(by_number, at))
        if candidate >= 0 and work.candidates[candidate, C_NUMBER_END] == 0:
            work.candidates[candidate, C_ROAD], work.candidates[candidate, C_NUMBER_END] = mention, end
    return stop > begin


@inlined
def _add_for_number(work: Work, mention: int, token: int, by_number: Table) -> None:
    """Places on the mentioned street with the number that follows it, read in the ways it may be meant."""
    row = work.tokens[token]
    end, kind = row[T_END], row[T_KIND]
    if kind == DASH and token + 1 < work.counts[TOKENS] and work.tokens[token + 1, T_START] == end:
        other = work.tokens[token + 1]
        if other[T_KIND] in (DOOR, LANE):
            designator = _HAO if other[T_KIND] == DOOR else _LONG
            if _add_numbered(work, mention, row[T_VALUE], other[T_VALUE], designator, other[T_END], by_number):
                return
    if kind in (LANE, BARE, DASH):
        _add_numbered(work, mention, row[T_VALUE], 0, _LONG, end, by_number)
    if kind in (DOOR, BARE, DASH):
        _add_numbered(work, mention, row[T_VALUE], 0, _HAO, end, by_number)


@inlined
def _is_overruled(work: Work, mention: int) -> bool:
    """Whether a misspelt name ends where a name stands as it is written that is as long, or shorter by one symbol if
    the misspelt one has a slip, which that symbol may be."""
    row = work.mentions[mention]
    if row[M_ALIKE] + row[M_SLIPS] == 0:
        return False
    least = max(3, row[M_END] - row[M_START] - (row[M_SLIPS] > 0))
    for m in range(work.counts[MENTIONS]):
        other = work.mentions[m]
        as_written = other[M_ALIKE] + other[M_SLIPS] == 0
        if as_written and other[M_END] == row[M_END] and other[M_END] - other[M_START] >= least:
            return True
    return False


@compiled
def is_inside(place: int, division: int, areas: Areas) -> bool:
    """Whether a place lies in (one of) the divisions of a name."""
    for r in range(areas.facts[division, A_RANGES], areas.facts[division + 1, A_RANGES]):
        if areas.ranges[r, 0] <= place < areas.ranges[r, 1]:
            return True
    return False


@inlined
def _deepest(work: Work, areas: Areas) -> int:
    """Code digits of the deepest mentioned division down to the county that holds any place; 0 if there is none."""
    deepest: Any = 0
    for d in range(work.counts[DIVISIONS]):
        division = work.divisions[d, D_DIVISION]
        digits = np.int64(areas.facts[division, A_DIGITS])
        if deepest < digits <= 6 and areas.facts[division, A_RANGES] < areas.facts[division + 1, A_RANGES]:
            deepest = digits
    return int(deepest)


@inlined
def _is_spoken_for(work: Work, place: int, deepest: int, areas: Areas) -> bool:
    """Whether a place lies in a mentioned town, or in one of the deepest other mentioned divisions."""
    for d in range(work.counts[DIVISIONS]):
        division = work.divisions[d, D_DIVISION]
        if areas.facts[division, A_DIGITS] >= max(deepest, 1) and is_inside(place, division, areas):
            return True
    return False


@inlined
def _mentions_street(work: Work, place: int, facts: Ints) -> bool:
    found = False
    for m in range(work.counts[MENTIONS]):
        found |= work.mentions[m, M_NAME] == facts[place, P_ROAD]
    return found


@inlined
def _prefer_name(work: Work, candidate: int, mention: int) -> None:
    """Let the mention of a place's name count that is long and has few slips and homophones, of equals the last."""
    present, row = work.candidates[candidate, C_NAME], work.mentions[mention]
    if present >= 0:
        other = work.mentions[present]
        cost, other_cost = 3 * row[M_SLIPS] + row[M_ALIKE], 3 * other[M_SLIPS] + other[M_ALIKE]
        length, other_length = row[M_END] - row[M_START], other[M_END] - other[M_START]
        if 2 * length - cost < 2 * other_length - other_cost:
            return
    work.candidates[candidate, C_NAME] = mention


@inlined
def _add_bearer(work: Work, mention: int, place: int) -> None:
    candidate = _candidate(work, place)
    if candidate >= 0:
        _prefer_name(work, candidate, mention)


@inlined
def _add_named(work: Work, mention: int, deepest: int, index: Index) -> None:
    """Places that bear the mentioned name: those in the mentioned divisions, else those on a mentioned street, or
    all if the name is rare enough."""
    starts, name, inside = index.names.spelling.starts, work.mentions[mention, M_NAME], False
    begin, stop = starts[name, N_PLACES], starts[name + 1, N_PLACES]
    for at in range(begin, stop if work.counts[DIVISIONS] else begin):
        if _is_spoken_for(work, index.names.places[at], deepest, index.divisions.areas):
            _add_bearer(work, mention, index.names.places[at])
            inside = True
    if inside:
        return
    as_written = work.mentions[mention, M_ALIKE] + work.mentions[mention, M_SLIPS] == 0
    length, slipped = starts[name + 1, N_SYMBOLS] - starts[name, N_SYMBOLS], work.mentions[mention, M_SLIPS] > 0
    too_vague = deepest == 0 and not as_written and length < (4 if slipped else 3)
    rare = not too_vague and stop - begin <= (_FEW if as_written else _FEWER)
    every = rare and (deepest == 0 or as_written)
    for at in range(begin, stop):
        if every or _mentions_street(work, index.names.places[at], index.places.facts):
            _add_bearer(work, mention, index.names.places[at])


@inlined
def _complete(work: Work, candidate: int, facts: Ints) -> None:
    """Add the street's mention to a candidate that was found by its name."""
    row = work.candidates[candidate]
    for m in range(work.counts[MENTIONS]):
        if row[C_ROAD] < 0 and work.mentions[m, M_NAME] == facts[row[C_PLACE], P_ROAD]:
            row[C_ROAD] = m


@inlined
def _keep(work: Work, first: int, last: int) -> None:
    """Leave only the candidates in a range of places."""
    kept = 0
    for i in range(work.counts[CANDIDATES]):
        if first <= work.candidates[i, C_PLACE] < last:
            for column in range(C_NUMBER_END + 1):
                work.candidates[kept, column] = work.candidates[i, column]
            kept += 1
    work.counts[CANDIDATES] = kept


@inlined
def gather(work: Work, index: Index, first: int, last: int) -> None:
    """All candidates among the places from ``first`` up to ``last``: by street and number first, then by name."""
    work.counts[CANDIDATES] = 0
    deepest = _deepest(work, index.divisions.areas)
    for m in range(work.counts[MENTIONS]):
        start, end = work.mentions[m, M_START], work.mentions[m, M_END]
        token = token_at(work, end)
        if token >= 0 and not is_inner(work, start, end) and not _is_overruled(work, m):
            _add_for_number(work, m, token, index.places.by_number)
    for misspelt in (False, True):
        for m in range(work.counts[MENTIONS]):
            named = (work.mentions[m, M_ALIKE] + work.mentions[m, M_SLIPS] > 0) == misspelt
            if named and not is_inner(work, work.mentions[m, M_START], work.mentions[m, M_END]):
                _add_named(work, m, deepest, index)
    _keep(work, first, last)
    for candidate in range(work.counts[CANDIDATES]):
        _complete(work, candidate, index.places.facts)
