"""What an address is made of below the community, and the text that follows from it (GB/T 35639). Plain Python."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from wanmi.codes.errors import CodeError
from wanmi.codes.place import Level, parse_place

PLACE, BUILDING, ROOM = LEVELS = ("place", "building", "room")
PARENT_OF = {BUILDING: PLACE, ROOM: BUILDING}
OWN = {  # what a level adds to its parent; the levels of Hangzhou's library below the community, in their order
    PLACE: ("group", "hamlet", "zone", "road", "number", "area"),
    BUILDING: ("building", "plate"),
    ROOM: ("unit", "floor", "room"),
}
ELEMENTS = (*OWN[PLACE], *OWN[BUILDING], *OWN[ROOM])
NAMES_OF_PLACE = ("area", "hamlet")  # one of them, or a road with a door number, makes a place

UNIFIED = "unified"  # the scheme by which this base gives codes itself
_PLACE_CODE = re.compile(r"[0-9]{12}-[0-9]{5}")
_CODE_LEVELS = {BUILDING: Level.BUILDING, ROOM: Level.ROOM}
_UNITS = {"number": "号", "building": "幢", "unit": "单元", "floor": "层", "room": "室"}
_BARE = re.compile(r"[甲乙丙丁]?[0-9A-Z]+(?:-[0-9A-Z]+)*")
_LONGEST = 60
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\ufffd\ud800-\udfff\U00010000-\U0001ffff\s]")  # controls, emoji, blanks

Elements = Mapping[str, str]


def normalised(elements: Elements) -> dict[str, str]:
    """The elements that are there, blanks dropped, units of measure taken off: ``3幢`` and ``3`` are one building."""
    found = {}
    for name in ELEMENTS:
        if not (typed := elements.get(name)):
            continue
        value = "".join(typed.split()).upper()
        unit = _UNITS.get(name, "")
        if unit and _BARE.fullmatch(value.removesuffix(unit)):
            value = value.removesuffix(unit)
        if value:
            found[name] = value
    return found


def faults_of(level: str, elements: Elements) -> Iterator[tuple[str, str]]:
    """(element, machine code) for each element that is missing, foreign to the level, or no name at all."""
    for name, value in elements.items():
        if name not in OWN[level]:
            yield name, "element_of_other_level"
        elif len(value) > _LONGEST or _FORBIDDEN.search(value):
            yield name, "not_an_element"
    if level == PLACE:
        is_numbered = elements.get("road") and elements.get("number")
        if not is_numbered and not any(elements.get(name) for name in NAMES_OF_PLACE):
            yield "area", "place_without_name"
    elif not elements.get(level):
        yield level, "element_missing"


@cache
def _above_counties() -> Mapping[str, str]:
    """Four digits of a code -> the names of province and prefecture (GB/T 2260), which a city's own pack leaves out."""
    table = files("wanmi.addresses.base").joinpath("data/above_counties.csv").read_text(encoding="utf-8")
    return {row["code"]: row["province"] + row["prefecture"] for row in csv.DictReader(table.splitlines())}


def full_text(county: str, divisions: Iterable[str], elements: Elements) -> str:
    """The standard text: province and prefecture of the county, ``divisions`` from the county down, then the elements.

    The elements follow each other as villagers' group, hamlet, special zone, road, number, compound, building, its
    plate, unit, floor, room (GB/T 37149, Annex B, and the levels 5 to 15 of Hangzhou's library).
    """
    return "".join(
        (
            _above_counties().get(county[:4], ""),
            *divisions,
            *(_worded(name, elements[name]) for name in ELEMENTS if elements.get(name)),
        )
    )


def _worded(name: str, value: str) -> str:
    return value + _UNITS[name] if name in _UNITS and _BARE.fullmatch(value) else value


def checked_code(level: str, value: str) -> str:
    """A unified code of this level, as it is kept; raises CodeError. Such a code is never changed afterwards.

    A building has 19 characters and a room 25 (GB/T 2260 county, street, community, base grid, building, room); a door
    number or compound, for which no standard gives a code, has its community and five digits after a hyphen.
    """
    if level == PLACE:
        if not _PLACE_CODE.fullmatch(value):
            raise CodeError("address.place", value, "a community of 12 digits, a hyphen and 5 digits")
        return parse_place(value[: Level.COMMUNITY]) and value
    wanted = _CODE_LEVELS[level]
    if len(value) != wanted or (level == ROOM and value.endswith("000000")):
        raise CodeError(f"address.{level}", value, f"{wanted.value} characters, not ending in zeros only")
    parse_place(value)
    return value
