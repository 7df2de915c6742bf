"""Collect what a base's places are called, and lay names, places and divisions out as arrays."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.canon import Place
from wanmi.addresses.hashing import SEED, Table, extend, make_table, sequence_keys
from wanmi.addresses.index import (
    A_COMPLETE,
    A_DIGITS,
    A_RANGES,
    NAMED,
    NUMBERED,
    P_END,
    P_MARKS,
    P_ROAD,
    P_ROWS,
    P_TWIN,
    TOWNLESS,
    Areas,
    Divisions,
    Names,
    Places,
    Spelling,
)
from wanmi.addresses.naming import (
    Symbols,
    beginnings,
    make_names,
    names_elsewhere,
    pack,
    renamed_counties,
    short_name,
)
from wanmi.addresses.reading import NUMBER, symbols_of
from wanmi.addresses.sounds import Sounds, sound_of
from wanmi.addresses.tails import number_key

_STREET_IN_NAME = "路街道巷"


def _other_names(place: Place) -> list[str]:
    """The part of an unsplit name after an inner street name: 翠园路先生的山 is also found as 先生的山.

    A number after the street (广中西路九九九弄) means nothing without it.
    """
    if place.road:
        return []
    cut = max((place.name.find(end, 1) for end in _STREET_IN_NAME), default=-1)
    other = place.name[cut + 1 :] if cut > 0 and len(place.name) - cut > 3 else ""
    return [other] if other and symbols_of(other)[0] < NUMBER else []


class _NameRegister:
    """Every street and place name once, with the places that bear it."""

    def __init__(self) -> None:
        self.numbers: dict[Symbols, int] = {}
        self.places: list[list[int]] = []

    def number(self, text: str) -> int:
        symbols = symbols_of(text)
        if len(symbols) < 2:
            return -1
        number = self.numbers.setdefault(symbols, len(self.numbers))
        if number == len(self.places):
            self.places.append([])
        return number

    def bear(self, text: str, place: int) -> int:
        number = self.number(text)
        if number >= 0 and place not in self.places[number][-1:]:
            self.places[number].append(place)
        return number


def _number_of(text: str) -> int:
    symbols = symbols_of(text)
    numbers = [s - NUMBER for s in symbols if s >= NUMBER]
    return int(number_key(numbers[0], numbers[1] if len(numbers) > 1 else 0, symbols[-1])) if numbers else 0


def _twins(places: list[Place]) -> npt.NDArray[np.int32]:
    """For each place the first place with the same text, as nothing can tell them apart; for an alias, its place."""
    first: dict[str, int] = {}
    twins = [first.setdefault(place.text, i) for i, place in enumerate(places)]
    with_id = {place.id: i for i, place in enumerate(places) if place.id}
    found = [with_id.get(place.alias_of, twin) for place, twin in zip(places, twins, strict=True)]
    return np.array(found, np.int32)


def _marks(places: list[Place], numbers: list[int], names: list[int]) -> list[int]:
    """What is true of each place, a bit each."""
    townless = (all(len(code) < 9 for code, _ in place.divisions) for place in places)
    return [
        TOWNLESS * bare + NUMBERED * (number != 0) + NAMED * (name >= 0)
        for bare, number, name in zip(townless, numbers, names, strict=True)
    ]


def _facts(places: list[Place], roads: list[int], row_starts: Any, marks: list[int]) -> npt.NDArray[np.int32]:
    """What is asked of each place; an alias has the rows of its place."""
    facts = np.zeros((len(places), 5), np.int32)
    facts[:, P_ROAD], facts[:, P_TWIN], facts[:, P_MARKS] = roads, _twins(places), marks
    facts[:, P_ROWS], facts[:, P_END] = row_starts[:-1], row_starts[1:]
    aliases = np.array([place.alias_of != "" for place in places], np.bool_)
    facts[aliases, P_ROWS : P_END + 1] = facts[facts[aliases, P_TWIN], P_ROWS : P_END + 1]
    return facts


def make_places(
    places: list[Place], row_starts: npt.NDArray[np.int32], positions: npt.NDArray[np.float64], sounds: Sounds
) -> tuple[Names, Places]:
    register = _NameRegister()
    roads, numbers, names = [], [], []
    for i, place in enumerate(places):
        roads.append(register.number(place.road))
        numbers.append(_number_of(place.number))
        names.append(register.bear(place.name, i))
        for other in _other_names(place):
            register.bear(other, i)
    keys = [int(extend(extend(SEED, r), n)) for r, n in zip(roads, numbers, strict=True) if r >= 0 and n]
    numbered = [i for i, (r, n) in enumerate(zip(roads, numbers, strict=True)) if r >= 0 and n]
    by_number = make_table(np.array(keys, np.int64), np.array(numbered, np.int32))
    made = Places(_facts(places, roads, row_starts, _marks(places, numbers, names)), positions, by_number)
    return make_names(list(register.numbers), register.places, sounds), made


_Entry = tuple[set[int], set[bool], set[tuple[int, int]]]
"""Levels in code digits, whether complete, and ranges of places: of all divisions with one name."""


class _DivisionRegister:
    """Division names with the ranges of places that they cover; one name may mean several divisions."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes
        self.entries: dict[Symbols, _Entry] = {}

    def add(self, name: str, digits: int, complete: bool, code: str | None) -> None:
        symbols = symbols_of(name)
        if len(symbols) < 2:
            return
        digit_set, completes, ranges = self.entries.setdefault(symbols, (set(), set(), set()))
        digit_set.add(digits)
        completes.add(complete)
        if code is not None:
            span = bisect_left(self.codes, code), bisect_left(self.codes, code + "\uffff")
            if span[0] < span[1]:
                ranges.add(span)

    def add_both(self, name: str, digits: int, code: str | None) -> None:
        self.add(name, digits, True, code)
        if short := short_name(name, digits):
            self.add(short, digits, False, code)


def _table_of(names: list[tuple[int, Symbols]]) -> Table:
    """A look-up that finds numbered names by their symbols, or by the sounds given for them."""
    keys = sequence_keys(*pack(symbols for _, symbols in names))
    return make_table(keys, np.array([number for number, _ in names], np.int32))


def _areas(entries: list[_Entry], places: int) -> Areas:
    """What the names mean; a name tells the more bits, the smaller its share of all places."""
    ranges = [sorted(spans) for _, _, spans in entries]
    facts = np.zeros((len(entries) + 1, 3), np.int32)
    facts[:-1, A_DIGITS] = [max(digits) for digits, _, _ in entries]
    facts[:-1, A_COMPLETE] = [max(complete) for _, complete, _ in entries]
    facts[1:, A_RANGES] = np.cumsum([len(spans) for spans in ranges])
    sizes = np.array([sum(end - start for start, end in spans) for spans in ranges], np.float64)
    flat = np.array([span for spans in ranges for span in spans], np.int32).reshape(-1, 2)
    return Areas(facts, flat, np.log2(max(places, 1) / np.maximum(sizes, 1.0)) + 0.5)


def make_divisions(places: list[Place], sounds: Sounds) -> Divisions:
    register = _DivisionRegister([place.code for place in places])
    for code, name in sorted({division for place in places for division in place.divisions}):
        register.add_both(name, len(code), code)
    for name, code in renamed_counties():
        register.add_both(name, 6, code)
    for name, digits in names_elsewhere():
        register.add_both(name, digits, None)
    entries = register.entries
    areas = _areas(list(entries.values()), len(places))
    symbols, starts = pack(entries)
    audible = [(i, s) for i, s in enumerate(entries) if len(s) >= 3 and areas.facts[i, A_COMPLETE]]
    sounding = [(i, tuple(sound_of(symbol, sounds) for symbol in s)) for i, s in audible]
    by_symbols, by_sound = _table_of(list(enumerate(entries))), _table_of(sounding)
    heard = beginnings(np.array([sound_of(symbol, sounds) for symbol in symbols.tolist()], np.int32), starts)
    return Divisions(Spelling(symbols, starts.reshape(-1, 1)), areas, heard, by_symbols, by_sound)
