"""Build an index from canonical rows: read, take apart, collect names, lay out arrays."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.canon import BadRow, Place, Row, open_text, read_rows, take_apart
from wanmi.addresses.compiling import compiled
from wanmi.addresses.hashing import EMPTY, SEED, Table, extend, finish, make_table, roll
from wanmi.addresses.index import Divisions, Index, Labels, Names, Places, Rows, Strings, pack_strings, save
from wanmi.addresses.naming import (
    FIRST_PAIRS,
    Symbols,
    make_names,
    names_elsewhere,
    pack,
    pair_bucket,
    renamed_counties,
    short_name,
)
from wanmi.addresses.reading import NUMBER, symbols_of
from wanmi.addresses.sounds import Sounds, load_sounds, sound_of
from wanmi.addresses.tails import number_key, part_key, row_key

_STREET_IN_NAME = "路街道巷"
Progress = Callable[[str, int], None]


def _silent(step: str, count: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class BuildReport:
    """What a build took in and what it left out."""

    places: int
    rows: int
    bad: list[BadRow]
    seconds: float

    def summary(self) -> dict[str, Any]:
        return {"places": self.places, "rows": self.rows, "bad_rows": len(self.bad)}

    def write_bad_rows(self, path: Path) -> None:
        lines = [f"{row.line}\t{row.reason}\t{row.content}\n" for row in self.bad]
        path.write_text("line\treason\tcontent\n" + "".join(lines), encoding="utf-8")


@dataclass
class _Tails:
    """Building and room rows while they are read: compact columns, since there may be millions."""

    place_ids: dict[str, int] = field(default_factory=dict)
    owner: array[int] = field(default_factory=lambda: array("i"))
    keys: array[int] = field(default_factory=lambda: array("q"))
    lines: array[int] = field(default_factory=lambda: array("q"))
    codes: bytearray = field(default_factory=bytearray)
    code_ends: array[int] = field(default_factory=lambda: array("q", [0]))
    texts: bytearray = field(default_factory=bytearray)
    text_ends: array[int] = field(default_factory=lambda: array("q", [0]))

    def add(self, line: int, row: Row) -> None:
        self.owner.append(self.place_ids.setdefault(row.place, len(self.place_ids)))
        self.keys.append(row_key(part_key(row.building), part_key(row.unit), part_key(row.room)))
        self.lines.append(line)
        self.codes += row.code.encode()
        self.code_ends.append(len(self.codes))
        self.texts += row.text.encode()
        self.text_ends.append(len(self.texts))


@compiled
def _gather(source: Any, starts: Any, order: Any, into: Any, into_starts: Any) -> None:
    for i in range(len(order)):
        start, length = starts[order[i]], starts[order[i] + 1] - starts[order[i]]
        into[into_starts[i] : into_starts[i] + length] = source[start : start + length]


def _reorder(blob: bytearray, ends: array[int], order: npt.NDArray[np.int64]) -> Strings:
    """The texts of a column in a new order, without one Python object for each."""
    source, starts = np.frombuffer(blob, np.uint8), np.frombuffer(ends, np.int64)
    lengths = starts[order + 1] - starts[order]
    into_starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    into = np.zeros(into_starts[-1], np.uint8)
    _gather(source, starts, order, into, into_starts)
    return Strings(into, into_starts)


def _read(path: Path, bad: list[BadRow], progress: Progress) -> tuple[list[Place], _Tails]:
    """All rows of the file; a place whose code or id came before is bad."""
    places, tails = [], _Tails()
    seen: set[str] = set()
    for line, row in read_rows(path, bad):
        if row.level != "place":
            tails.add(line, row)
        elif row.code in seen or row.place in seen:
            bad.append(BadRow(line, "duplicate place code or id", row.code))
        else:
            seen.update((row.code, row.place))
            places.append(Place(row.code, row.place, row.text))
        if line % 100_000 == 0:
            progress("rows read", line)
    places.sort(key=lambda place: place.code)
    return places, tails


def _order_rows(places: list[Place], tails: _Tails, bad: list[BadRow]) -> tuple[npt.NDArray[np.int64], Any, Any]:
    """The order of good rows by place and key, their places, their keys. Orphans and repeated keys are bad rows."""
    number_of = {place.id: number for number, place in enumerate(places)}
    to_place = np.array([number_of.get(id, -1) for id in tails.place_ids], np.int64)
    owner = to_place[np.frombuffer(tails.owner, np.int32)] if len(tails.owner) else np.zeros(0, np.int64)
    keys = np.frombuffer(tails.keys, np.int64) if len(tails.keys) else np.zeros(0, np.int64)
    order = np.lexsort((keys, owner))
    owner, keys = owner[order], keys[order]
    orphan = owner < 0
    repeated = np.zeros(len(order), bool)
    repeated[1:] = (owner[1:] == owner[:-1]) & (keys[1:] == keys[:-1]) & ~orphan[1:]
    for problem, reason in (
        (orphan, "no place with this id"),
        (repeated, "same building, unit and room as another row"),
    ):
        for row in order[problem]:
            bad.append(BadRow(tails.lines[row], reason, _code_of(tails, int(row))))
    good = ~(orphan | repeated)
    return order[good], owner[good], keys[good]


def _code_of(tails: _Tails, row: int) -> str:
    return tails.codes[tails.code_ends[row] : tails.code_ends[row + 1]].decode()


def _other_names(place: Place) -> list[str]:
    """The part of an unsplit name after an inner street name: 翠园路先生的山 is also found as 先生的山."""
    if place.road:
        return []
    cut = max((place.name.find(end, 1) for end in _STREET_IN_NAME), default=-1)
    return [place.name[cut + 1 :]] if cut > 0 and len(place.name) - cut > 3 else []


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
    """For each place the first place with the same text: nothing in a text can tell them apart."""
    first: dict[str, int] = {}
    return np.array([first.setdefault(place.text, i) for i, place in enumerate(places)], np.int32)


def _make_places(
    places: list[Place], row_owner: npt.NDArray[np.int64], positions: npt.NDArray[np.float64], sounds: Sounds
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
    row_starts = np.searchsorted(row_owner, np.arange(len(places) + 1)).astype(np.int32)
    townless = [all(len(code) < 9 for code, _ in place.divisions) for place in places]
    made = Places(
        np.array(roads, np.int32),
        np.array(numbers, np.int64),
        np.array(names, np.int32),
        np.array(townless, np.uint8),
        _twins(places),
        positions,
        row_starts,
        by_number,
    )
    return make_names(list(register.numbers), register.places, sounds), made


class _DivisionRegister:
    """Division names with the ranges of places that they cover; one name may mean several divisions."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes
        self.entries: dict[Symbols, tuple[set[int], set[bool], set[tuple[int, int]]]] = {}

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


def _sound_key(symbols: Symbols, sounds: Sounds) -> int:
    value = EMPTY
    for symbol in symbols:
        value = np.uint64(roll(value, sound_of(symbol, sounds)))
    return int(finish(value))


def _longest_divisions(entries: Iterable[Symbols], sounds: Sounds) -> npt.NDArray[np.uint8]:
    """Length of the longest division name that begins with each pair of sounds."""
    longest = np.zeros(FIRST_PAIRS, np.uint8)
    for symbols in entries:
        bucket = pair_bucket(sound_of(symbols[0], sounds), sound_of(symbols[1], sounds))
        longest[bucket] = max(longest[bucket], min(len(symbols), 255))
    return longest


def _symbol_key(symbols: Symbols) -> int:
    key = SEED
    for symbol in symbols:
        key = extend(key, symbol)
    return int(key)


def _table_of(keys: list[int], items: list[int]) -> Table:
    return make_table(np.array(keys, np.int64), np.array(items, np.int32))


def _make_divisions(places: list[Place], sounds: Sounds) -> Divisions:
    register = _DivisionRegister([place.code for place in places])
    for code, name in {division for place in places for division in place.divisions}:
        register.add_both(name, len(code), code)
    for name, code in renamed_counties():
        register.add_both(name, 6, code)
    for name, digits in names_elsewhere():
        register.add_both(name, digits, None)
    entries = register.entries
    symbols, starts = pack(entries)
    ranges = [sorted(spans) for _, _, spans in entries.values()]
    range_starts = np.concatenate(([0], np.cumsum([len(r) for r in ranges]))).astype(np.int32)
    flat = np.array([span for spans in ranges for span in spans], np.int32).reshape(-1, 2)
    depths = np.array([max(d) for d, _, _ in entries.values()], np.uint8)
    complete = np.array([max(c) for _, c, _ in entries.values()], np.uint8)
    audible = [(i, s) for i, s in enumerate(entries) if len(s) >= 3 and complete[i]]
    by_symbols = _table_of([_symbol_key(s) for s in entries], list(range(len(entries))))
    by_sound = _table_of([_sound_key(s, sounds) for _, s in audible], [i for i, _ in audible])
    return Divisions(
        symbols, starts, depths, complete, flat, range_starts, _longest_divisions(entries, sounds), by_symbols, by_sound
    )


def _positions(places: list[Place], path: Path | None) -> npt.NDArray[np.float64]:
    """Longitude and latitude of each place, from a table with the columns code, lng and lat."""
    known: dict[str, tuple[float, float]] = {}
    if path is not None:
        with open_text(path) as file:
            columns = file.readline().rstrip("\n").split("\t")
            code, lng, lat = (columns.index(name) for name in ("code", "lng", "lat"))
            for cells in (line.rstrip("\n").split("\t") for line in file):
                if cells[lng] and cells[lat]:
                    known[cells[code]] = float(cells[lng]), float(cells[lat])
    return np.array([known.get(place.code, (np.nan, np.nan)) for place in places], np.float64).reshape(-1, 2)


def build(source: Path, folder: Path, positions: Path | None = None, progress: Progress = _silent) -> BuildReport:
    """Build the index of the canonical rows in ``source`` into ``folder``.

    Bad rows are left out and listed in the report and in ``bad_rows.tsv`` beside the index.
    """
    started, bad = time.perf_counter(), list[BadRow]()
    places, tails = _read(source, bad, progress)
    take_apart(places)
    progress("places taken apart", len(places))
    order, owner, keys = _order_rows(places, tails, bad)
    sounds = load_sounds()
    names, place_arrays = _make_places(places, owner, _positions(places, positions), sounds)
    progress("names collected", len(names.starts) - 1)
    index = Index(sounds, names, place_arrays, Rows(keys), _make_divisions(places, sounds))
    rests = [f"{place.road}{place.number}{place.name}".encode() for place in places]
    labels = Labels(
        pack_strings([place.code.encode() for place in places]),
        pack_strings([place.text.encode() for place in places]),
        _reorder(tails.codes, tails.code_ends, order),
        _reorder(tails.texts, tails.text_ends, order),
        pack_strings(rests),
        np.array(sorted(range(len(rests)), key=rests.__getitem__), np.int32),
    )
    report = BuildReport(len(places), len(order), sorted(bad, key=lambda row: row.line), time.perf_counter() - started)
    save(index, labels, report.summary(), folder)
    report.write_bad_rows(folder / "bad_rows.tsv")
    return report
