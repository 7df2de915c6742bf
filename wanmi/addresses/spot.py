"""Spot what a text mentions: divisions and names, also misheard and mistyped ones."""

from typing import Any

from wanmi.addresses.compiling import inlined
from wanmi.addresses.hashing import (
    EMPTY,
    SEED,
    Table,
    extend,
    find,
    finish,
    item_at,
    roll,
    rolled_between,
    rolled_but_one,
)
from wanmi.addresses.index import A_COMPLETE, N_SYMBOLS, Areas, Divisions, Names, Spelling
from wanmi.addresses.naming import pair_bucket
from wanmi.addresses.reading import NUMBER
from wanmi.addresses.sounds import Sounds, sound_of, sounds_alike
from wanmi.addresses.workspace import (
    D_ALIKE,
    D_DIVISION,
    D_END,
    D_START,
    DIVISIONS,
    M_ALIKE,
    M_END,
    M_NAME,
    M_SLIPS,
    M_START,
    MAX_DIVISIONS,
    MAX_MENTIONS,
    MENTIONS,
    READ,
    Work,
)

_LONGEST_SLIPPED, _SHORTEST_SLIPPED, _SHORTEST_MISTAKEN, _MOST_SLIPPED = 12, 3, 4, 60
_NEVER = 99
_DIRECTIONS = tuple(ord(c) for c in "东西南北中上下前后左右")


@inlined
def listen(work: Work, sounds: Sounds) -> None:
    """Note the sound of every symbol of the text, and the rolling value of the sounds up to it."""
    for i in range(work.counts[READ]):
        work.sound[i] = sound_of(work.reading.symbols[i], sounds)
        work.rolled[i + 1] = roll(work.rolled[i], work.sound[i])


@inlined
def count_alike(text: Any, start: int, symbols: Any, begin: int, end: int, sounds: Sounds) -> int:
    """How many symbols of a name are written otherwise in the text though they sound alike; _NEVER if they do not."""
    alike = 0
    for i in range(end - begin):
        one, other = text[start + i], symbols[begin + i]
        if one != other:
            if not sounds_alike(one, other, sounds):
                return _NEVER
            alike += 1
    return alike


@inlined
def _division_at(work: Work, start: int, end: int, key: int, table: Table, spelling: Spelling, sounds: Sounds) -> bool:
    first, last = find(table, key)
    for at in range(first, last):
        division = item_at(table, at)
        begin, stop = spelling.starts[division, N_SYMBOLS], spelling.starts[division + 1, N_SYMBOLS]
        if stop - begin != end - start:
            continue
        alike = count_alike(work.reading.symbols, start, spelling.symbols, begin, stop, sounds)
        if alike < _NEVER and alike <= (stop - begin) - 2:
            row, n = work.divisions, work.counts[DIVISIONS]
            row[n, D_START], row[n, D_END], row[n, D_DIVISION], row[n, D_ALIKE] = start, end, division, alike
            return True
    return False


@inlined
def _longest_division(work: Work, start: int, divisions: Divisions, sounds: Sounds) -> int:
    """End of the longest division name that starts here, noted as the next mention; ``start`` if there is none."""
    if start + 1 >= work.counts[READ]:
        return start
    longest = divisions.longest[pair_bucket(work.sound[start], work.sound[start + 1])]
    exact, found = extend(SEED, work.reading.symbols[start]), start
    for end in range(start + 2, min(work.counts[READ], start + longest) + 1):
        exact = extend(exact, work.reading.symbols[end - 1])
        heard = finish(rolled_between(work.rolled, start, end))
        if _division_at(work, start, end, exact, divisions.by_symbols, divisions.spelling, sounds) or _division_at(
            work, start, end, heard, divisions.by_sound, divisions.spelling, sounds
        ):
            found = end
    return found


@inlined
def spot_divisions(work: Work, divisions: Divisions, sounds: Sounds) -> None:
    """Division names from left to right, each the longest possible, none overlapping another."""
    at = 0
    while at < work.counts[READ] and work.counts[DIVISIONS] < MAX_DIVISIONS:
        end = _longest_division(work, at, divisions, sounds)
        if end > at:
            work.counts[DIVISIONS] += 1
        at = max(end, at + 1)


@inlined
def cuts_division(work: Work, start: int, end: int, areas: Areas) -> bool:
    """Whether a stretch of the text cuts through a division name, or is only a piece of a complete one."""
    for d in range(work.counts[DIVISIONS]):
        row = work.divisions[d]
        first, last, division, alike = row[D_START], row[D_END], row[D_DIVISION], row[D_ALIKE]
        if start < last and first < end and not (start <= first and last <= end):
            inside_short = first <= start and end <= last and not (areas.facts[division, A_COMPLETE] and alike == 0)
            if not inside_short:
                return True
    return False


@inlined
def _note(work: Work, start: int, end: int, name: int, alike: int, slips: int) -> None:
    n = work.counts[MENTIONS]
    if n < MAX_MENTIONS:
        row = work.mentions[n]
        row[M_START], row[M_END], row[M_NAME], row[M_ALIKE], row[M_SLIPS] = start, end, name, alike, slips
        work.counts[MENTIONS] = n + 1


@inlined
def spot_names(work: Work, names: Names, areas: Areas, sounds: Sounds) -> None:
    """Every street and place name in the text, as written or as it sounds, that cuts through no division."""
    symbols, count, spelling = work.reading.symbols, work.counts[READ], names.spelling
    for start in range(count - 1):
        longest = names.longest[pair_bucket(work.sound[start], work.sound[start + 1])]
        for end in range(start + 2, min(count, start + longest) + 1):
            first, last = find(names.by_sound, finish(rolled_between(work.rolled, start, end)))
            if first < last and cuts_division(work, start, end, areas):
                continue
            for at in range(first, last):
                name = item_at(names.by_sound, at)
                begin, stop = spelling.starts[name, N_SYMBOLS], spelling.starts[name + 1, N_SYMBOLS]
                if stop - begin == end - start:
                    alike = count_alike(symbols, start, spelling.symbols, begin, stop, sounds)
                    if alike < _NEVER and (alike < 2 or stop - begin > 2):
                        _note(work, start, end, name, alike, 0)


@inlined
def _is_distinguishing(symbol: int) -> bool:
    """Numbers, letters and directions tell siblings apart (一期/二期, A区/B区, 东路/西路): never a slip."""
    return symbol >= NUMBER or symbol < 0x80 or symbol in _DIRECTIONS


@inlined
def slip_between(text: Any, start: int, end: int, symbols: Any, begin: int, stop: int, sounds: Sounds) -> int:
    """Homophones beside the ONE slip that turns a name into a window of the text; _NEVER if one slip does not.

    A slip is a symbol left out, put in, mistaken, or swapped with its neighbour. What tells siblings apart may be
    swapped, but not left out, put in or mistaken.
    """
    length, size, head = end - start, stop - begin, 0
    while (
        head < min(length, size)
        and count_alike(text, start + head, symbols, begin + head, begin + head + 1, sounds) < _NEVER
    ):
        head += 1
    alike = count_alike(text, start, symbols, begin, begin + head, sounds)
    at, to = start + head, begin + head
    if length == size and head + 1 < size and text[at] == symbols[to + 1] and text[at + 1] == symbols[to]:
        return alike + count_alike(text, at + 2, symbols, to + 2, stop, sounds)
    if length <= size and head < size and _is_distinguishing(symbols[to]):
        return _NEVER
    if length >= size and head < length and _is_distinguishing(text[at]):
        return _NEVER
    return alike + count_alike(text, at + (length >= size), symbols, to + (length <= size), stop, sounds)


@inlined
def _try_slips(work: Work, table: Table, key: int, start: int, end: int, names: Spelling, sounds: Sounds) -> None:
    """Note the names behind a key that one slip turns into a window; a mistaken symbol counts as two slips."""
    first, last = find(table, key)
    for at in range(first, min(last, first + _MOST_SLIPPED)):
        name = item_at(table, at)
        begin, stop = names.starts[name, N_SYMBOLS], names.starts[name + 1, N_SYMBOLS]
        mistaken = stop - begin == end - start and not _is_swap(work, start, end, names, begin)
        if min(stop - begin, end - start) < 2 or (mistaken and stop - begin < _SHORTEST_MISTAKEN):
            continue
        alike = slip_between(work.reading.symbols, start, end, names.symbols, begin, stop, sounds)
        if alike < _NEVER and 2 * alike < stop - begin:
            _note(work, start, end, name, alike, 2 if mistaken else 1)


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
            _note(work, start, start + 2, name, 0, 1)


@inlined
def _is_swap(work: Work, start: int, end: int, names: Spelling, begin: int) -> bool:
    """Whether two neighbours changed places somewhere between a window of the text and a name of the same length."""
    text = work.reading.symbols
    for i in range(end - start - 1):
        one, other = names.symbols[begin + i], names.symbols[begin + i + 1]
        if one != other and text[start + i] == other and text[start + i + 1] == one:
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
def spot_slipped_names(work: Work, names: Names, areas: Areas, sounds: Sounds) -> None:
    """Names with one symbol left out, put in, mistaken or swapped, where no name stands as it is written."""
    count, exact = work.counts[READ], work.counts[MENTIONS]
    for start in range(count - 1):
        for end in range(start + 2, min(count, start + _LONGEST_SLIPPED) + 1):
            if work.reading.breaks[end - 1] or _touches_division(work, start, end, areas):
                break
            if _has_exact(work, exact, start, end):
                break
            if cuts_division(work, start, end, areas):
                continue
            if end - start == 2:
                _try_swapped_pair(work, start, names.by_sound, names.spelling)
            whole = finish(rolled_between(work.rolled, start, end))
            _try_slips(work, names.by_sound_but_one, whole, start, end, names.spelling, sounds)
            if end - start >= _SHORTEST_SLIPPED:
                for left_out in range(start, end):
                    key = finish(rolled_but_one(work.rolled, start, end, left_out))
                    _try_slips(work, names.by_sound, key, start, end, names.spelling, sounds)
                    _try_slips(work, names.by_sound_but_one, key, start, end, names.spelling, sounds)
