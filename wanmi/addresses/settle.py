"""Settle building, unit and room of a candidate: take the numbers that belong to it and see which rows exist."""

from wanmi.addresses.compiling import inlined
from wanmi.addresses.index import P_END, P_ROWS, Ints, Longs
from wanmi.addresses.tails import PART_BITS, row_key
from wanmi.addresses.workspace import (
    BARE,
    BUILDING,
    C_BUILDING,
    C_LEVEL,
    C_NAME,
    C_NUMBER_END,
    C_PLACE,
    C_ROAD,
    C_ROOM,
    C_ROW,
    C_UNIT,
    D_END,
    D_START,
    DASH,
    DIVISIONS,
    DOOR,
    LANE,
    M_END,
    M_START,
    READ,
    ROOM,
    T_END,
    T_KIND,
    T_PART,
    T_START,
    TOKENS,
    UNIT,
    Work,
)

_REACH = 10
"""A number with a designator may stand this many symbols after what it belongs to: an unknown name may lie between."""
_BUILDINGS = tuple(ord(c) for c in "厦楼场苑园寓城庭心院座村里区府墅")
CUES = tuple(ord(c) for c in "是在住到于下址映诉修们从离近往去称叫送的")
"""What an address may well begin after."""
PLACE, AT_BUILDING, AT_ROOM = range(3)


@inlined
def span_start(work: Work, candidate: int) -> int:
    """Where the candidate's street or name begins in the text."""
    row, start = work.candidates[candidate], 1 << 20
    for column in (C_ROAD, C_NAME):
        if row[column] >= 0:
            start = min(start, work.mentions[row[column], M_START])
    return start


@inlined
def span_end(work: Work, candidate: int) -> int:
    """Where the candidate's street with number, or its name, ends in the text, whichever is later."""
    row, end = work.candidates[candidate], int(work.candidates[candidate, C_NUMBER_END])
    for column in (C_ROAD, C_NAME):
        if row[column] >= 0:
            end = max(end, work.mentions[row[column], M_END])
    return end


@inlined
def address_start(work: Work, candidate: int) -> int:
    """Where the address begins: at its street or name, or at the divisions that stand directly before."""
    start = span_start(work, candidate)
    for d in range(work.counts[DIVISIONS] - 1, -1, -1):
        if work.divisions[d, D_END] == start:
            start = work.divisions[d, D_START]
    return start


@inlined
def address_end(work: Work, candidate: int) -> int:
    """Where the address ends, with building, unit and room if they follow."""
    row, end = work.candidates[candidate], span_end(work, candidate)
    for column in (C_BUILDING, C_UNIT, C_ROOM):
        if row[column] >= 0:
            end = max(end, work.tokens[row[column], T_END])
    return end


@inlined
def _ends_name(work: Work, start: int, end: int) -> bool:
    """Whether a bare number stands between a word for a building and a break: 骏利大厦2004，"""
    return work.reading.symbols[start - 1] in _BUILDINGS and (end >= work.counts[READ] or work.reading.breaks[end] != 0)


@inlined
def breaks_between(work: Work, start: int, end: int) -> bool:
    """Whether a separator stands before one of the symbols from ``start`` up to and with ``end``."""
    found = 0
    for at in range(start, end + 1):
        found |= work.reading.breaks[at]
    return found != 0


@inlined
def _belongs(work: Work, token: int, previous_end: int) -> bool:
    """Whether a number continues the address that ended at ``previous_end``."""
    row = work.tokens[token]
    gap = row[T_START] - previous_end
    if gap == 0:
        return True
    if gap > _REACH or (row[T_KIND] in (BARE, DASH) and not _ends_name(work, row[T_START], row[T_END])):
        return False
    return not breaks_between(work, previous_end, row[T_START])


@inlined
def _following(work: Work, candidate: int) -> tuple[int, int]:
    """The run of number tokens after the candidate's span, as first and past-last token."""
    end = span_end(work, candidate)
    first, last = -1, -1
    for t in range(work.counts[TOKENS]):
        if work.tokens[t, T_START] >= end:
            if _belongs(work, t, end):
                first, last, end = (t if first < 0 else first), t + 1, work.tokens[t, T_END]
            elif work.tokens[t, T_KIND] not in (BARE, DASH):
                break
    return (first, last) if first >= 0 else (0, 0)


@inlined
def _begins_clause(work: Work, at: int) -> bool:
    """Whether a number stands at the beginning of a clause, or after a word like 在: no other name stands before it."""
    return at == 0 or work.reading.breaks[at] != 0 or work.reading.symbols[at - 1] in CUES


@inlined
def _leading(work: Work, candidate: int) -> tuple[int, int]:
    """The last run of number tokens before the candidate's span that has a designator (402室，虹口区…)."""
    start, first, last, run = span_start(work, candidate), 0, 0, 0
    for t in range(work.counts[TOKENS]):
        if work.tokens[t, T_END] > start:
            break
        if t > 0 and work.tokens[t, T_START] != work.tokens[t - 1, T_END]:
            run = t
        designated = work.tokens[t, T_KIND] in (DOOR, BUILDING, UNIT, ROOM) or (first == run and last == t)
        if designated and _begins_clause(work, work.tokens[run, T_START]):
            first, last = run, t + 1
    return first, last


@inlined
def _assign(work: Work, candidate: int, first: int, last: int) -> None:
    """Give tokens to building, unit and room: by designator first, bare numbers by what is left."""
    row = work.candidates[candidate]
    row[C_BUILDING], row[C_UNIT], row[C_ROOM] = -1, -1, -1
    bare = 0
    for t in range(first, last):
        kind = work.tokens[t, T_KIND]
        if kind in (DOOR, LANE, BUILDING) and row[C_BUILDING] < 0:
            row[C_BUILDING] = t
        elif kind == UNIT and row[C_UNIT] < 0:
            row[C_UNIT] = t
        elif kind == ROOM and row[C_ROOM] < 0:
            row[C_ROOM] = t
        bare += kind in (BARE, DASH)
    for t in range(first, last):
        if work.tokens[t, T_KIND] in (BARE, DASH):
            bare -= 1
            if bare == 0 and row[C_ROOM] < 0:
                row[C_ROOM] = t
            elif row[C_BUILDING] < 0:
                row[C_BUILDING] = t
            elif row[C_UNIT] < 0:
                row[C_UNIT] = t


@inlined
def _row_at_or_after(keys: Longs, low: int, high: int, key: int) -> int:
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _find_row(keys: Longs, start: int, end: int, building: int, unit: int, room: int) -> int:
    """Of the rows of a place the one of a building, unit and room, or -1."""
    key = row_key(building, unit, room)
    row = _row_at_or_after(keys, start, end, key)
    return row if row < end and keys[row] == key else -1


@inlined
def _find_in_any_unit(keys: Longs, start: int, end: int, building: int, room: int) -> int:
    """The only room of this number in a building whose unit was not said; -1 if there is none or several."""
    found = -1
    row = _row_at_or_after(keys, start, end, row_key(building, 0, 0))
    while row < end and keys[row] >> (2 * PART_BITS) == building:
        if keys[row] & ((1 << PART_BITS) - 1) == room:
            if found >= 0:
                return -1
            found = row
        row += 1
    return found


@inlined
def _part(work: Work, token: int) -> int:
    return int(work.tokens[token, T_PART]) if token >= 0 else 0


@inlined
def settle(work: Work, candidate: int, facts: Ints, keys: Longs) -> None:
    """Set row and level of a candidate to the deepest of its parts that exists."""
    first, last = _following(work, candidate)
    if first == last:
        first, last = _leading(work, candidate)
    _assign(work, candidate, first, last)
    row = work.candidates[candidate]
    start, stop = int(facts[row[C_PLACE], P_ROWS]), int(facts[row[C_PLACE], P_END])
    building, unit, room = _part(work, row[C_BUILDING]), _part(work, row[C_UNIT]), _part(work, row[C_ROOM])
    row[C_ROW], row[C_LEVEL] = -1, PLACE
    if room:
        row[C_ROW] = _find_row(keys, start, stop, building, unit, room)
        if row[C_ROW] < 0 and unit == 0:
            row[C_ROW] = _find_in_any_unit(keys, start, stop, building, room)
        if row[C_ROW] >= 0:
            row[C_LEVEL] = AT_ROOM
            return
        if building == 0 and work.tokens[row[C_ROOM], T_KIND] in (BARE, DASH):
            building = room
    if building:
        row[C_ROW] = _find_row(keys, start, stop, building, 0, 0)
        row[C_LEVEL] = AT_BUILDING if row[C_ROW] >= 0 else PLACE
