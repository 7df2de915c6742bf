"""Weigh the candidates: every piece of evidence in bits, against the chance of a coincidence in the whole base."""

import math
from typing import Any, NamedTuple

from wanmi.addresses.belonging import is_own
from wanmi.addresses.boundaries import CLEAR, OTHER_NUMBER, weigh_boundaries
from wanmi.addresses.candidates import is_inside, token_at
from wanmi.addresses.compiling import inlined
from wanmi.addresses.coverage import explains_all, overlaps
from wanmi.addresses.index import (
    A_COMPLETE,
    A_DIGITS,
    BIT,
    N_BITS,
    NUMBERED,
    P_MARKS,
    TOWNLESS,
    Areas,
    Floats,
    Index,
    Ints,
    Places,
)
from wanmi.addresses.settle import AT_BUILDING, AT_ROOM, PLACE, settle, span_start
from wanmi.addresses.workspace import (
    C_BUILDING,
    C_LEVEL,
    C_NAME,
    C_NUMBER_END,
    C_PLACE,
    C_ROAD,
    C_ROOM,
    C_ROW,
    C_UNIT,
    CANDIDATES,
    D_ALIKE,
    D_DIVISION,
    D_END,
    D_START,
    DIVISIONS,
    DOOR,
    E_BOUNDARY,
    E_CONTRADICTION,
    E_DIVISION,
    E_NAME,
    E_NEARNESS,
    E_NUMBER,
    E_STREET,
    E_TAIL,
    E_TOTAL,
    LANE,
    M_ALIKE,
    M_END,
    M_NAME,
    M_SLIPS,
    M_START,
    T_KIND,
    Work,
)

_HOMOPHONE, _SLIP = 2.5, 6.0
_NUMBER = 8.0
_ELSEWHERE, _ELSEWHERE_SHORT, _ELSEWHERE_HEARD, _ABROAD = -12.0, -4.0, -2.0, -40.0
_WHOLE = 3.0
_UNKNOWN_NUMBER = -4.0
_EXISTS, _MISSING = 2.0, -1.0
_NEAREST = 3.0
_MOST_FROM_ALL_ELSE = _NUMBER + 2 * CLEAR + 2 * _EXISTS + _NEAREST + _WHOLE


class Scope(NamedTuple):
    """Where to look: the range of places, and the position (NaN: none) that settles ties for what is near."""

    first: int
    last: int
    lon: float
    lat: float


@inlined
def place_count(places: Places) -> int:
    """How many places the base has."""
    return len(places.facts)


@inlined
def _mention_bits(work: Work, mention: int, names: Ints) -> float:
    """Information in a mention, less what its homophones and slips leave open."""
    row = work.mentions[mention]
    return float(names[row[M_NAME], N_BITS] / BIT - _HOMOPHONE * row[M_ALIKE] - _SLIP * row[M_SLIPS])


@inlined
def _is_abroad(work: Work, candidate: int, d: int, areas: Areas) -> bool:
    """Whether a province or prefecture stands before a candidate in the same clause: nobody mistakes these."""
    start = span_start(work, candidate)
    if areas.facts[work.divisions[d, D_DIVISION], A_DIGITS] > 4:
        return False
    for at in range(work.divisions[d, D_END], start + 1):
        if work.reading.breaks[at]:
            return False
    return bool(work.divisions[d, D_END] <= start)


@inlined
def _weigh_divisions(work: Work, candidate: int, areas: Areas, facts: Ints) -> None:
    """The most specific division that agrees, and every one that does not."""
    place, evidence = work.candidates[candidate, C_PLACE], work.evidence[candidate]
    for d in range(work.counts[DIVISIONS]):
        row = work.divisions[d]
        start, end, division, alike = row[D_START], row[D_END], row[D_DIVISION], row[D_ALIKE]
        if overlaps(work, candidate, start, end) or not is_own(work, candidate, d, areas):
            continue
        if is_inside(place, division, areas):
            evidence[E_DIVISION] = max(evidence[E_DIVISION], areas.bits[division] - 2.0 * alike)
        elif areas.facts[division, A_DIGITS] == 9 and facts[place, P_MARKS] & TOWNLESS:
            continue
        elif alike:
            evidence[E_CONTRADICTION] += _ELSEWHERE_HEARD
        elif not areas.facts[division, A_COMPLETE]:
            evidence[E_CONTRADICTION] += _ELSEWHERE_SHORT
        else:
            evidence[E_CONTRADICTION] += _ABROAD if _is_abroad(work, candidate, d, areas) else _ELSEWHERE


@inlined
def _weigh_number(work: Work, candidate: int, facts: Ints) -> None:
    """The number on the street, or another one than the place's."""
    row, evidence = work.candidates[candidate], work.evidence[candidate]
    if row[C_ROAD] < 0:
        return
    if row[C_NUMBER_END] > 0:
        evidence[E_NUMBER] = _NUMBER
        return
    token = token_at(work, work.mentions[row[C_ROAD], M_END])
    if token >= 0 and work.tokens[token, T_KIND] in (DOOR, LANE):
        numbered = facts[row[C_PLACE], P_MARKS] & NUMBERED
        evidence[E_CONTRADICTION] += OTHER_NUMBER if numbered else _UNKNOWN_NUMBER


@inlined
def _weigh_tail(work: Work, candidate: int) -> None:
    row = work.candidates[candidate]
    if row[C_LEVEL] > PLACE:
        work.evidence[candidate, E_TAIL] = _EXISTS * row[C_LEVEL]
    said = AT_ROOM if row[C_ROOM] >= 0 else AT_BUILDING if row[C_BUILDING] >= 0 else PLACE
    if said > row[C_LEVEL]:
        work.evidence[candidate, E_TAIL] += _MISSING


@inlined
def _weigh_whole(work: Work, candidate: int) -> None:
    """A text that is nothing but one address as it is written was hardly put together by chance."""
    row = work.candidates[candidate]
    for column in (C_ROAD, C_NAME):
        mention = row[column]
        if mention >= 0 and work.mentions[mention, M_ALIKE] + work.mentions[mention, M_SLIPS] > 0:
            return
    if explains_all(work, candidate):
        work.evidence[candidate, E_BOUNDARY] += _WHOLE


@inlined
def _weigh_nearness(work: Work, candidate: int, positions: Any, scope: Scope) -> None:
    """Up to three bits for a place close to where the question was asked."""
    if math.isnan(scope.lon):
        return
    at = positions[work.candidates[candidate, C_PLACE]]
    east, north = (at[0] - scope.lon) * math.cos(math.radians(scope.lat)), at[1] - scope.lat
    kilometres = 111.2 * math.hypot(east, north)
    if kilometres >= 0.0:
        work.evidence[candidate, E_NEARNESS] = _NEAREST / (1.0 + kilometres)


@inlined
def _most_from_divisions(work: Work, bits: Floats) -> float:
    """The most bits that a mentioned division can add."""
    most = 0.0
    for d in range(work.counts[DIVISIONS]):
        most = max(most, bits[work.divisions[d, D_DIVISION]])
    return most


@inlined
def _overlap(one: Any, other: Any) -> bool:
    return bool(one[M_START] < other[M_END] and other[M_START] < one[M_END])


@inlined
def _is_division(work: Work, mention: int, areas: Areas) -> bool:
    """Whether a name is a division's complete name as well (大柘镇 in 大柘镇): it tells less of a place."""
    row, found = work.mentions[mention], False
    for d in range(work.counts[DIVISIONS]):
        same = work.divisions[d, D_START] == row[M_START] and work.divisions[d, D_END] == row[M_END]
        found |= same and areas.facts[work.divisions[d, D_DIVISION], A_COMPLETE] != 0
    return found


@inlined
def _weigh_names(work: Work, candidate: int, names: Ints, areas: Areas) -> None:
    """What the mentions of the candidate's name and street tell, once if they are the same words; no numbers yet."""
    row, evidence = work.candidates[candidate], work.evidence[candidate]
    for column in range(E_TOTAL):
        evidence[column] = 0.0
    row[C_ROW], row[C_LEVEL], row[C_BUILDING], row[C_UNIT], row[C_ROOM] = -1, PLACE, -1, -1, -1
    if row[C_NAME] >= 0:
        share = 0.5 if _is_division(work, row[C_NAME], areas) else 1.0
        evidence[E_NAME] = share * _mention_bits(work, row[C_NAME], names)
    if row[C_ROAD] >= 0:
        evidence[E_STREET] = _mention_bits(work, row[C_ROAD], names)
    if row[C_NAME] >= 0 and row[C_ROAD] >= 0 and _overlap(work.mentions[row[C_NAME]], work.mentions[row[C_ROAD]]):
        evidence[E_STREET if evidence[E_NAME] > evidence[E_STREET] else E_NAME] = 0.0


@inlined
def _sum(evidence: Any) -> float:
    total = 0.0
    for column in range(E_TOTAL):
        total += evidence[column]
    return total


@inlined
def weigh(work: Work, index: Index, scope: Scope) -> None:
    """The evidence for each candidate; the total is how many bits better than coincidence it is.

    A candidate that cannot become believable by anything else is not looked at further.
    """
    chance = math.log2(scope.last - scope.first + 1.0)
    areas, facts = index.divisions.areas, index.places.facts
    most = _most_from_divisions(work, areas.bits) + _MOST_FROM_ALL_ELSE
    for candidate in range(work.counts[CANDIDATES]):
        evidence = work.evidence[candidate]
        _weigh_names(work, candidate, index.names.spelling.starts, areas)
        if evidence[E_NAME] + evidence[E_STREET] + most >= chance:
            settle(work, candidate, facts, index.rows.keys)
            _weigh_number(work, candidate, facts)
            _weigh_divisions(work, candidate, areas, facts)
            weigh_boundaries(work, candidate)
            _weigh_tail(work, candidate)
            _weigh_whole(work, candidate)
            _weigh_nearness(work, candidate, index.places.positions, scope)
        evidence[E_TOTAL] = _sum(evidence) - chance
