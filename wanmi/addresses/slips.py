"""Spot names with one slip: a symbol left out, put in, mistaken, or swapped with its neighbour."""

from typing import Any

from wanmi.addresses.compiling import inlined
from wanmi.addresses.hashing import EMPTY, Table, find, finish, item_at, roll, rolled_between, rolled_but_one
from wanmi.addresses.index import A_COMPLETE, N_SYMBOLS, Areas, Names, Spelling
from wanmi.addresses.reading import NUMBER
from wanmi.addresses.sounds import Sounds
from wanmi.addresses.spot import NEVER, count_alike, cuts_division, note_name
from wanmi.addresses.workspace import (
    D_ALIKE,
    D_DIVISION,
    D_END,
    D_START,
    DIVISIONS,
    M_ALIKE,
    M_END,
    M_START,
    MENTIONS,
    READ,
    Work,
)

_LONGEST, _SHORTEST, _SHORTEST_MISTAKEN, _MOST_NAMES = 12, 3, 4, 60
_DIRECTIONS = tuple(ord(c) for c in "东西南北中上下前后左右")


@inlined
def _is_distinguishing(symbol: int) -> bool:
    """Numbers, letters and directions tell siblings apart (一期/二期, A区/B区, 东路/西路): never a slip."""
    return symbol >= NUMBER or symbol < 0x80 or symbol in _DIRECTIONS


@inlined
def _count_swapped(text: Any, at: int, symbols: Any, to: int, sounds: Sounds) -> int:
    """Homophones among two symbols of the text that are two of a name in the other order; NEVER if they are not."""
    if symbols[to] == symbols[to + 1]:
        return NEVER
    first = count_alike(text, at, symbols, to + 1, to + 2, sounds)
    return min(NEVER, first + count_alike(text, at + 1, symbols, to, to + 1, sounds))


@inlined
def slip_between(text: Any, start: int, end: int, symbols: Any, begin: int, stop: int, sounds: Sounds) -> int:
    """Homophones beside the ONE slip that turns a name into a window of the text; NEVER if one slip does not.

    A slip is a symbol left out, put in, mistaken, or swapped with its neighbour. What tells siblings apart may be
    swapped, but not left out, put in or mistaken.
    """
    length, size, head = end - start, stop - begin, 0
    while (
        head < min(length, size)
        and count_alike(text, start + head, symbols, begin + head, begin + head + 1, sounds) < NEVER
    ):
        head += 1
    alike = count_alike(text, start, symbols, begin, begin + head, sounds)
    at, to = start + head, begin + head
    swapped = _count_swapped(text, at, symbols, to, sounds) if length == size and head + 1 < size else NEVER
    if swapped < NEVER:
        return alike + swapped + count_alike(text, at + 2, symbols, to + 2, stop, sounds)
    if length <= size and head < size and _is_distinguishing(symbols[to]):
        return NEVER
    if length >= size and head < length and _is_distinguishing(text[at]):
        return NEVER
    return alike + count_alike(text, at + (length >= size), symbols, to + (length <= size), stop, sounds)


@inlined
def _try_slips(work: Work, table: Table, key: int, start: int, end: int, names: Spelling, sounds: Sounds) -> None:
    """Note the names behind a key that one slip turns into a window; a mistaken symbol counts as two slips."""
    first, last = find(table, key)
    for at in range(first, min(last, first + _MOST_NAMES)):
        name = item_at(table, at)
        begin, stop = names.starts[name, N_SYMBOLS], names.starts[name + 1, N_SYMBOLS]
        mistaken = stop - begin == end - start and not _is_swap(work, start, end, names, begin, sounds)
        if min(stop - begin, end - start) < 2 or (mistaken and stop - begin < _SHORTEST_MISTAKEN):
            continue
        alike = slip_between(work.reading.symbols, start, end, names.symbols, begin, stop, sounds)
        if alike < NEVER and 2 * alike < stop - begin:
            note_name(work, start, end, name, alike, 2 if mistaken else 1)


@inlined
def _try_swapped_pair(work: Work, start: int, by_sound: Table, names: Spelling) -> None:
    """Note the names of two symbols that stand swapped in the text."""
    symbols = work.reading.symbols
    first, last = find(by_sound, finish(roll(roll(EMPTY, work.sound[start + 1]), work.sound[start])))
    for at in range(first, last):
        name = item_at(by_sound, at)
        begin = names.starts[name, N_SYMBOLS]
        swapped = symbols[start] == names.symbols[begin + 1] and symbols[start + 1] == names.symbols[begin]
        pair = names.starts[name + 1, N_SYMBOLS] - begin == 2 and symbols[start] != symbols[start + 1]
        if swapped and pair:
            note_name(work, start, start + 2, name, 0, 1)


@inlined
def _is_swap(work: Work, start: int, end: int, names: Spelling, begin: int, sounds: Sounds) -> bool:
    """Whether two neighbours changed places somewhere between a window of the text and a name of the same length."""
    text = work.reading.symbols
    for i in range(end - start - 1):
        if _count_swapped(text, start + i, names.symbols, begin + i, sounds) < NEVER:
            return True
    return False


@inlined
def _has_exact(work: Work, exact: int, start: int, end: int) -> bool:
    """Whether a name of three symbols or more stands in a window as it is written."""
    for m in range(exact):
        row = work.mentions[m]
        if start <= row[M_START] and row[M_END] <= end and row[M_END] - row[M_START] >= 3 and row[M_ALIKE] == 0:
            return True
    return False


@inlined
def _touches_division(work: Work, start: int, end: int, areas: Areas) -> bool:
    """Whether a stretch of the text overlaps a complete division name that stands as it is written."""
    for d in range(work.counts[DIVISIONS]):
        row = work.divisions[d]
        first, last, division, alike = row[D_START], row[D_END], row[D_DIVISION], row[D_ALIKE]
        if start < last and first < end and areas.facts[division, A_COMPLETE] and alike == 0:
            return True
    return False


@inlined
def _is_part(work: Work, exact: int, start: int, end: int) -> bool:
    """Whether a stretch is part of a division, or of a name of three symbols or more, as it is written."""
    for d in range(work.counts[DIVISIONS]):
        row = work.divisions[d]
        if row[D_START] <= start and end <= row[D_END] and row[D_ALIKE] == 0:
            return True
    for m in range(exact):
        name = work.mentions[m]
        if name[M_START] <= start and end <= name[M_END] and name[M_END] - name[M_START] >= 3 and name[M_ALIKE] == 0:
            return True
    return False


@inlined
def spot_slipped_names(work: Work, names: Names, areas: Areas, sounds: Sounds) -> None:
    """Names with one symbol left out, put in, mistaken or swapped, where no name stands as it is written."""
    count, exact = work.counts[READ], work.counts[MENTIONS]
    for start in range(count - 1):
        for end in range(start + 2, min(count, start + _LONGEST) + 1):
            if work.reading.breaks[end - 1] or _touches_division(work, start, end, areas):
                break
            if _has_exact(work, exact, start, end):
                break
            if _is_part(work, exact, start, end) or cuts_division(work, start, end, areas):
                continue
            if end - start == 2:
                _try_swapped_pair(work, start, names.by_sound, names.spelling)
            whole = finish(rolled_between(work.heard, start, end))
            _try_slips(work, names.by_sound_but_one, whole, start, end, names.spelling, sounds)
            if end - start >= _SHORTEST:
                for left_out in range(start, end):
                    key = finish(rolled_but_one(work.heard, start, end, left_out))
                    _try_slips(work, names.by_sound, key, start, end, names.spelling, sounds)
                    _try_slips(work, names.by_sound_but_one, key, start, end, names.spelling, sounds)
