"""Place codes: national codes without their filling zeros, so that a prefix is a region.

A division has 2 (province), 4 (city), 6 (county), 9 (street or town) or 12 (community or village) digits: GB/T 2260 and
GB/T 10114. A unit grid adds 3 characters to its community (GB/T 47678.3: 15 in all). A building adds 7 (19) and a room
6 more (25), as Shenzhen numbers them: both hang on the community, never on a unit grid, and the first of the five that
number a building may be a capital letter.
"""

from __future__ import annotations

import re
from enum import IntEnum

from wanmi.codes.errors import CodeError


class Level(IntEnum):
    """A level of places; its value is the length of the codes on it."""

    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    STREET = 9
    COMMUNITY = 12
    GRID = 15
    BUILDING = 19
    ROOM = 25


_DIVISIONS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY)
_LEVELS = {level.value: level for level in Level}
_LENGTHS = ", ".join(str(level.value) for level in Level)

# No part may be zeros only, but for the county of a street: a city without counties writes 00
# there (Dongguan: 441900003).
_CITY = "(?!00)[0-9]{2}(?!00)[0-9]{2}"
_STREET = _CITY + "[0-9]{2}(?!000)[0-9]{3}"
_COMMUNITY = _STREET + "(?!000)[0-9]{3}"
# Two digits of base grid, five characters of building, where a letter tells its kind (T0117 is a shed).
_BUILDING = _COMMUNITY + "[0-9]{2}(?!00000)[0-9A-Z][0-9]{4}"
_SHAPES = {
    Level.PROVINCE: re.compile("(?!00)[0-9]{2}"),
    Level.CITY: re.compile(_CITY),
    Level.COUNTY: re.compile(_CITY + "(?!00)[0-9]{2}"),
    Level.STREET: re.compile(_STREET),
    Level.COMMUNITY: re.compile(_COMMUNITY),
    Level.GRID: re.compile(_COMMUNITY + "(?!000)[0-9A-Z]{3}"),  # a city may use upper-case letters in the sequence
    Level.BUILDING: re.compile(_BUILDING),
    Level.ROOM: re.compile(_BUILDING + "(?!000000)[0-9]{6}"),
}


def parse_place(text: str) -> str:
    """Give the place code that ``text`` stands for.

    The 12-digit form loses its filling zeros (``110101001000`` → ``110101001``) and a room numbered 000000 is its
    building; nothing else is stripped. Raises CodeError of kind place.length or place.form.
    """
    code = _without_fill(text, level_of(text))
    if not _SHAPES[level_of(code)].fullmatch(code):
        raise CodeError("place.form", text, "digits, no part of zeros only (a unit grid may end in capital letters)")
    return code


def level_of(code: str) -> Level:
    """The level of a place code, by its length. Raises CodeError (place.length) where no level has that length."""
    try:
        return _LEVELS[len(code)]
    except KeyError:
        raise CodeError("place.length", code, f"{_LENGTHS} characters") from None


def ancestors(code: str) -> tuple[str, ...]:
    """The places around a place, nearest first: a room's building, then the divisions from community to province."""
    level = level_of(code)
    building = (code[: Level.BUILDING],) if level is Level.ROOM else ()
    divisions = [code[:above] for above in reversed(_DIVISIONS) if above < level]
    return building + tuple(above for above in divisions if len(above) != Level.COUNTY or above[-2:] != "00")


def parent(code: str) -> str | None:
    """The nearest place around a place; None for a province."""
    return next(iter(ancestors(code)), None)


def covers(region: str, code: str) -> bool:
    """Whether the place ``code`` is ``region`` or lies in it, both given as parsed codes.

    A unit grid covers itself only: a building's code may begin with the same 15 digits and lie in another grid.
    """
    return region == code or (level_of(region) is not Level.GRID and code.startswith(region))


def full12(code: str) -> str:
    """A division in the national 12-digit form, filled with zeros. Raises CodeError (place.not_a_division)."""
    if level_of(code) > Level.COMMUNITY:
        raise CodeError("place.not_a_division", code, "a province, city, county, street or community")
    return code.ljust(Level.COMMUNITY, "0")


def _without_fill(text: str, level: Level) -> str:
    if level is Level.COMMUNITY:
        return text[: next(end for end in _DIVISIONS if end >= len(text.rstrip("0")))]
    if level is Level.ROOM and not text[Level.BUILDING :].strip("0"):
        return text[: Level.BUILDING]
    return text
