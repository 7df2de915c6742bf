"""Spot what a text mentions as it is written or as it sounds: divisions and names."""

from typing import Any

from wanmi.addresses.compiling import inlined
from wanmi.addresses.hashing import Table, find, finish, item_at, may_hold, roll, rolled_between
from wanmi.addresses.index import A_COMPLETE, N_SYMBOLS, Areas, Divisions, Names
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

NEVER = 99


@inlined
def listen(work: Work, sounds: Sounds) -> None:
    """Note the sound of every symbol of the text, and the rolling values of symbols and sounds up to it."""
    for i in range(work.counts[READ]):
        work.sound[i] = sound_of(work.reading.symbols[i], sounds)
        work.written[i + 1] = roll(work.written[i], work.reading.symbols[i])
        work.heard[i + 1] = roll(work.heard[i], work.sound[i])


@inlined
def _written_key(work: Work, start: int, end: int) -> int:
    """The key of a stretch of the text as it is written."""
    return finish(rolled_between(work.written, start, end))


@inlined
def _heard_key(work: Work, start: int, end: int) -> int:
    """The key of a stretch of the text as it sounds."""
    return finish(rolled_between(work.heard, start, end))


@inlined
def count_alike(text: Any, start: int, symbols: Any, begin: int, end: int, sounds: Sounds) -> int:
    """How many symbols of a name are written otherwise in the text though they sound alike; NEVER if they do not."""
    alike = 0
    for i in range(end - begin):
        one, other = text[start + i], symbols[begin + i]
        if one != other:
            if not sounds_alike(one, other, sounds):
                return NEVER
            alike += 1
    return alike


@inlined
def _note_division(work: Work, start: int, end: int, division: int, alike: int) -> None:
    row, n = work.divisions, work.counts[DIVISIONS]
    row[n, D_START], row[n, D_END], row[n, D_DIVISION], row[n, D_ALIKE] = start, end, division, alike


@inlined
def _hear_division(work: Work, start: int, end: int, divisions: Divisions, sounds: Sounds) -> bool:
    """Note the division of which all but two symbols may be written otherwise as long as they sound alike."""
    spelling = divisions.spelling
    first, last = find(divisions.by_sound, _heard_key(work, start, end))
    for at in range(first, last):
        division = item_at(divisions.by_sound, at)
        begin, stop = spelling.starts[division, N_SYMBOLS], spelling.starts[division + 1, N_SYMBOLS]
        if stop - begin == end - start:
            alike = count_alike(work.reading.symbols, start, spelling.symbols, begin, stop, sounds)
            if alike <= (stop - begin) - 2:
                _note_division(work, start, end, division, alike)
                return True
    return False


@inlined
def _longest_division(work: Work, start: int, divisions: Divisions, sounds: Sounds) -> int:
    """End of the longest division name that starts here, noted as the next mention; ``start`` if there is none."""
    found = start
    for end in range(start + 2, work.counts[READ] + 1):
        if work.reading.breaks[end - 1] or not may_hold(divisions.heard, _heard_key(work, start, end)):
            break
        first, last = find(divisions.by_symbols, _written_key(work, start, end))
        if first < last:
            _note_division(work, start, end, item_at(divisions.by_symbols, first), 0)
            found = end
        elif _hear_division(work, start, end, divisions, sounds):
            found = end
    return found


@inlined
def spot_divisions(work: Work, divisions: Divisions, sounds: Sounds) -> None:
    """Division names from left to right, each the longest possible, none overlapping another."""
    at = 0
    while at + 1 < work.counts[READ] and work.counts[DIVISIONS] < MAX_DIVISIONS:
        end = _longest_division(work, at, divisions, sounds)
        if end > at:
            work.counts[DIVISIONS] += 1
        at = max(end, at + 1)


@inlined
def cuts_division(work: Work, start: int, end: int, areas: Areas) -> bool:
    """Whether a stretch of the text cuts through a division name, or is only a piece of one that is written so."""
    for d in range(work.counts[DIVISIONS]):
        row = work.divisions[d]
        first, last, division, alike = row[D_START], row[D_END], row[D_DIVISION], row[D_ALIKE]
        if start < last and first < end and not (start <= first and last <= end):
            whole = first == start and end == last and not areas.facts[division, A_COMPLETE]
            misheard = first <= start and end <= last and alike > 0
            if not (whole or misheard):
                return True
    return False


@inlined
def _follows_division(work: Work, at: int) -> bool:
    follows = False
    for d in range(work.counts[DIVISIONS]):
        follows |= work.divisions[d, D_END] == at
    return follows


@inlined
def is_inner(work: Work, start: int, end: int) -> bool:
    """Whether a stretch of the text is inside a longer name that stands there as it is written (中山 in 中山北路).

    Not where the longer one begins with a division: some bases have streets with a division's name before them.
    """
    inner, follows = False, _follows_division(work, start)
    for m in range(work.counts[MENTIONS]):
        other = work.mentions[m]
        longer = other[M_START] <= start and end <= other[M_END] and other[M_END] - other[M_START] > end - start
        as_written = other[M_ALIKE] + other[M_SLIPS] == 0
        inner |= longer and as_written and (other[M_START] == start or not follows)
    return inner


@inlined
def note_name(work: Work, start: int, end: int, name: int, alike: int, slips: int) -> None:
    n = work.counts[MENTIONS]
    if n < MAX_MENTIONS:
        row = work.mentions[n]
        row[M_START], row[M_END], row[M_NAME], row[M_ALIKE], row[M_SLIPS] = start, end, name, alike, slips
        work.counts[MENTIONS] = n + 1


@inlined
def _furthest(work: Work, start: int, beginnings: Any) -> int:
    """How far the stretch that begins here may be the beginning of a name, as it is written."""
    end = start + 1
    while end < work.counts[READ] and may_hold(beginnings, _written_key(work, start, end + 1)):
        end += 1
    return end


@inlined
def _note_written(work: Work, start: int, end: int, by_symbols: Table) -> None:
    first, last = find(by_symbols, _written_key(work, start, end))
    if first < last:
        note_name(work, start, end, item_at(by_symbols, first), 0, 0)


@inlined
def spot_names(work: Work, names: Names, areas: Areas) -> None:
    """Every street and place name that stands in the text as it is written, but those that cut through a division
    and those inside longer ones.

    The table is asked last: nearly all stretches are told apart by bits and by what the text mentions, which stay in
    the processor's cache however large the base is.
    """
    for start in range(work.counts[READ] - 1):
        for end in range(_furthest(work, start, names.written), start + 1, -1):
            likely = may_hold(names.by_symbols.present, _written_key(work, start, end))
            if likely and not is_inner(work, start, end) and not cuts_division(work, start, end, areas):
                _note_written(work, start, end, names.by_symbols)


@inlined
def hear_names(work: Work, names: Names, areas: Areas, sounds: Sounds) -> None:
    """Every street and place name that sounds like a stretch of the text and is written otherwise."""
    count, spelling = work.counts[READ], names.spelling
    for start in range(count - 1):
        for end in range(start + 2, count + 1):
            key = _heard_key(work, start, end)
            if not may_hold(names.heard, key):
                break
            first, last = find(names.by_sound, key)
            if first < last and cuts_division(work, start, end, areas):
                continue
            for at in range(first, last):
                name = item_at(names.by_sound, at)
                begin, stop = spelling.starts[name, N_SYMBOLS], spelling.starts[name + 1, N_SYMBOLS]
                if stop - begin == end - start:
                    alike = count_alike(work.reading.symbols, start, spelling.symbols, begin, stop, sounds)
                    if 0 < alike < NEVER and (alike < 2 or stop - begin > 2):
                        note_name(work, start, end, name, alike, 0)
