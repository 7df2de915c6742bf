"""One row of a table of addresses: what its columns mean, and what is wrong with it. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from wanmi.addresses.base.elements import ELEMENTS, LEVELS, OWN, PARENT_OF, UNIFIED, checked_code, faults_of, normalised
from wanmi.codes.errors import CodeError
from wanmi.codes.place import Level, level_of, parse_place

COLUMNS = (
    *("code", "scheme", "level", "parent", "community", "grid", *ELEMENTS, "text", "lon", "lat"),
    *("aliases", "codes", "official", "valid_from"),
)
NEEDED = ("code", "level", "community")
TEXT_AT_MOST, CODE_AT_MOST, SCHEME_AT_MOST = 300, 60, 20
Key = tuple[str, str]  # scheme, code
_EXPECTED = {
    "element_of_other_level": "nothing: an address has the elements of its own level, the others are its parent's",
    "not_an_element": "a name of at most 60 characters without blanks, controls or symbols",
    "place_without_name": "a compound, a hamlet, or a road and a door number",
    "element_missing": "the element that its level is named after",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit, for the report of bad rows."""

    column: str
    value: str
    expected: str


class Row(NamedTuple):
    """An address as a table gives it; ``elements`` are those of its own level."""

    keys: tuple[Key, ...]  # its own code, then those in other schemes
    scheme: str
    level: str
    parent: str
    community: str
    grid: str
    elements: Mapping[str, str]
    text: str
    position: tuple[float, float] | None
    aliases: tuple[str, ...]
    official: bool
    valid_from: date | None


def read_row(record: Mapping[str, str]) -> Row | list[Fault]:
    """The row of a record, or everything that is wrong with it."""
    typed = normalised(record)
    found = list(_faults(record, typed))
    return found or _row(record, typed)


def level_in(record: Mapping[str, str]) -> str:
    return record.get("level", "")


def _row(record: Mapping[str, str], typed: Mapping[str, str]) -> Row:
    level, scheme = record["level"], record.get("scheme") or UNIFIED
    others = (_pair(part) for part in record.get("codes", "").split(";") if part)
    return Row(
        keys=((scheme, record["code"]), *dict.fromkeys(others)),
        scheme=scheme,
        level=level,
        parent=record.get("parent", ""),
        community=record["community"],
        grid=record.get("grid", ""),
        elements={name: typed[name] for name in OWN[level] if name in typed},
        text=record.get("text", ""),
        position=(float(record["lon"]), float(record["lat"])) if record.get("lon") else None,
        aliases=tuple(part for part in record.get("aliases", "").split(";") if part),
        official=record.get("official", "yes") != "no",
        valid_from=date.fromisoformat(record["valid_from"]) if record.get("valid_from") else None,
    )


def _pair(text: str) -> tuple[str, str]:
    scheme, _, value = text.partition("=")
    return scheme, value


def _faults(record: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[Fault]:
    for name in NEEDED:
        if not record.get(name):
            yield Fault(name, "", "a value")
    for name, value in record.items():
        if "\0" in value:
            yield Fault(
                name, value.replace("\0", "\ufffd")[:40], "text without NUL characters, which no database keeps"
            )
        elif "\ufffd" in value:
            yield Fault(name, value[:40], "text in the encoding of the rest of the file, without NUL characters")
    if record.get("level", "") not in LEVELS:
        yield Fault("level", record.get("level", ""), f"one of {', '.join(LEVELS)}")
    else:
        yield from _code_faults(record)
        yield from _element_faults(record, typed)
    yield from _area_faults(record)
    yield from _other_faults(record)


def _code_faults(record: Mapping[str, str]) -> Iterator[Fault]:
    level, code = record["level"], record.get("code", "")
    if len(code) > CODE_AT_MOST:
        yield Fault("code", code[:40], f"at most {CODE_AT_MOST} characters")
    elif code and (record.get("scheme") or UNIFIED) == UNIFIED:
        try:
            checked_code(level, code)
        except CodeError as error:
            yield Fault("code", code, error.expected)
    if len(scheme := record.get("scheme", "")) > SCHEME_AT_MOST:
        yield Fault("scheme", scheme[:40], f"at most {SCHEME_AT_MOST} characters")
    if level in PARENT_OF and not record.get("parent"):
        yield Fault("parent", "", f"the code of the {PARENT_OF[level]} that it belongs to")
    if level not in PARENT_OF and record.get("parent"):
        yield Fault("parent", record["parent"][:40], f"nothing: a {level} belongs to no other address")


def _element_faults(record: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[Fault]:
    level = record["level"]
    own = {name: value for name, value in typed.items() if name in OWN[level]}
    for name, code in faults_of(level, own):
        yield Fault(name, record.get(name, "")[:40], _EXPECTED[code])


def _area_faults(record: Mapping[str, str]) -> Iterator[Fault]:
    for name, level in (("community", Level.COMMUNITY), ("grid", Level.GRID)):
        value = record.get(name, "")
        try:
            if value and _level_of(value) is not level:
                yield Fault(name, value[:40], f"a code of {level.value} characters")
        except CodeError as error:
            yield Fault(name, value[:40], error.expected)
    if (grid := record.get("grid", "")) and not grid.startswith(record.get("community", "")):
        yield Fault("grid", grid[:40], "a unit grid of the community")


@lru_cache(10_000)
def _level_of(value: str) -> Level:
    """Kept, as many rows lie in one place; what is no place raises CodeError and is not kept."""
    return level_of(parse_place(value))


def _other_faults(record: Mapping[str, str]) -> Iterator[Fault]:
    if len(record.get("text", "")) > TEXT_AT_MOST:
        yield Fault("text", record["text"][:40], f"at most {TEXT_AT_MOST} characters")
    if any(len(part) > TEXT_AT_MOST for part in record.get("aliases", "").split(";")):
        yield Fault("aliases", record["aliases"][:40], f"names of at most {TEXT_AT_MOST} characters, ; between")
    for part in filter(None, record.get("codes", "").split(";")):
        scheme, value = _pair(part)
        is_fitting = 0 < len(scheme) <= SCHEME_AT_MOST and 0 < len(value) <= CODE_AT_MOST
        if not is_fitting or scheme == (record.get("scheme") or UNIFIED):
            yield Fault("codes", part[:40], "scheme=code of another scheme, ; between")
    lon, lat = record.get("lon", ""), record.get("lat", "")
    if (lon or lat) and not _is_position(lon, lat):
        yield Fault("lon, lat", f"{lon}, {lat}"[:40], "degrees of longitude and latitude")
    if (day := record.get("valid_from", "")) and not _is_day(day):
        yield Fault("valid_from", day[:40], "a date like 2026-11-24")


def _is_position(lon: str, lat: str) -> bool:
    try:
        return -180 <= float(lon) <= 180 and -90 <= float(lat) <= 90
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
