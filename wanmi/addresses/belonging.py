"""Whether a division in a text is said of a candidate or of another address in the same text."""

from wanmi.addresses.candidates import is_inside
from wanmi.addresses.compiling import compiled, inlined
from wanmi.addresses.index import A_DIGITS, A_RANGES, Areas
from wanmi.addresses.roles import begins_address
from wanmi.addresses.settle import address_end, address_start, breaks_between, span_start
from wanmi.addresses.workspace import (
    BARE,
    D_DIVISION,
    D_END,
    D_START,
    DASH,
    DIVISIONS,
    FLOOR,
    M_END,
    M_START,
    MENTIONS,
    T_END,
    T_KIND,
    T_START,
    TOKENS,
    Work,
)

_WORDS = 2
"""Symbols that are words between two divisions, and no slip of the pen."""


@inlined
def _numbered_between(work: Work, start: int, end: int) -> bool:
    """Whether a number with a designator stands in a stretch of the text: another address lies there."""
    for t in range(work.counts[TOKENS]):
        row = work.tokens[t]
        if start <= row[T_START] and row[T_END] <= end and row[T_KIND] not in (BARE, DASH, FLOOR):
            return True
    return False


@inlined
def _begins_anew(work: Work, earlier: int, later: int, areas: Areas) -> bool:
    """Whether a later division begins another address: words lie between, and it is no deeper than the earlier one, or
    comes in another clause and lies elsewhere (不是浙江省青田朱岙村，是宝山…)."""
    one, other = work.divisions[earlier], work.divisions[later]
    if other[D_START] <= one[D_END] or one[D_DIVISION] == other[D_DIVISION]:
        return False
    if areas.facts[other[D_DIVISION], A_DIGITS] <= areas.facts[one[D_DIVISION], A_DIGITS]:
        return True
    return _comes_in_another_clause(work, later) and not _holds(one[D_DIVISION], other[D_DIVISION], areas)


@inlined
def _comes_in_another_clause(work: Work, d: int) -> bool:
    """Whether words and a break lie between the division before this one and this one."""
    end, start = work.divisions[d - 1, D_END], work.divisions[d, D_START]
    return start - end >= _WORDS and breaks_between(work, end, start)


@inlined
def _holds(outer: int, inner: int, areas: Areas) -> bool:
    """Whether a place of one division name lies in a division of the other name."""
    for r in range(areas.facts[inner, A_RANGES], areas.facts[inner + 1, A_RANGES]):
        if is_inside(areas.ranges[r, 0], outer, areas):
            return True
    return False


@inlined
def _said_of_another(work: Work, d: int, candidate: int) -> bool:
    """Whether another name follows a division, and then a word that begins a new address (从金华沧江搬到…)."""
    end, start = work.divisions[d, D_END], address_start(work, candidate)
    for m in range(work.counts[MENTIONS]):
        row = work.mentions[m]
        if end <= row[M_START] and row[M_END] < start and begins_address(work, row[M_END], start):
            return True
    return False


@compiled
def is_own(work: Work, candidate: int, d: int, areas: Areas) -> bool:
    """Whether a division is said of this candidate, not of another address in the text."""
    start, end, last = span_start(work, candidate), address_end(work, candidate), d
    if work.divisions[d, D_END] <= start:
        if _numbered_between(work, work.divisions[d, D_END], start) or _said_of_another(work, d, candidate):
            return False
        while last + 1 < work.counts[DIVISIONS] and work.divisions[last + 1, D_END] <= start:
            last += 1
            if _begins_anew(work, d, last, areas):
                return False
        return True
    if work.divisions[d, D_START] < end:
        return True
    while last + 1 < work.counts[DIVISIONS] and work.divisions[last + 1, D_START] == work.divisions[last, D_END]:
        last += 1
    closes = work.reading.breaks[work.divisions[last, D_END]] != 0
    return closes and not _numbered_between(work, end, work.divisions[d, D_START])
