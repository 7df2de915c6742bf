"""Hear the numerals in names: a digit of 五四路 or 八一七路 may be written as another word that sounds like it."""

from typing import Any

from wanmi.addresses.compiling import inlined
from wanmi.addresses.hashing import Table, find, finish, item_at, may_hold, roll, rolled_between
from wanmi.addresses.index import Areas, Names
from wanmi.addresses.reading import NUMBER
from wanmi.addresses.sounds import Sounds
from wanmi.addresses.spot import cuts_division, note_name
from wanmi.addresses.workspace import READ, Work

_FEWEST, _MOST = 2, 3
"""Digits of a numeral: names have hardly any longer ones, and one digit alone is a sound like any other."""
_BEFORE = 8
"""Symbols of a name that may stand before its numeral."""


@inlined
def _digit(sound: int, sounds: Sounds) -> int:
    """The digit from 1 to 9 that sounds so, or 0."""
    for digit in range(1, 10):
        if sounds.numeral[digit] == sound:
            return digit
    return 0


@inlined
def _numeral(work: Work, start: int, end: int, sounds: Sounds) -> int:
    """The number that a stretch of the text sounds like, digit by digit, or 0."""
    value = 0
    for at in range(start, end):
        digit = _digit(work.sound[at], sounds)
        if digit == 0:
            return 0
        value = 10 * value + digit
    return value


@inlined
def _count_words(work: Work, start: int, end: int) -> int:
    """How many symbols of a stretch are no numbers."""
    words = 0
    for at in range(start, end):
        words += work.reading.symbols[at] < NUMBER
    return words


@inlined
def _note_around(
    work: Work, start: int, end: int, number: int, words: int, written: Any, by_symbols: Table, areas: Areas
) -> None:
    """Note the names that hold a number in the place of a stretch of the text and are else as it is written."""
    for first in range(max(0, start - _BEFORE), start + 1):
        value = roll(rolled_between(work.written, first, start), NUMBER + number)
        last = end
        while may_hold(written, finish(value)):
            begin, stop = find(by_symbols, finish(value))
            if begin < stop and not cuts_division(work, first, last, areas):
                note_name(work, first, last, item_at(by_symbols, begin), words, 0)
            if last == work.counts[READ]:
                break
            value = roll(value, work.reading.symbols[last])
            last += 1


@inlined
def hear_numerals(work: Work, names: Names, areas: Areas, sounds: Sounds) -> None:
    """Every name of which only digits are written otherwise, though they sound alike."""
    for start in range(work.counts[READ] - 1):
        for end in range(start + _FEWEST, min(start + _MOST, work.counts[READ]) + 1):
            number, words = _numeral(work, start, end, sounds), _count_words(work, start, end)
            if number and words:
                _note_around(work, start, end, number, words, names.written, names.by_symbols, areas)
