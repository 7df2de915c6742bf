"""Read canonical address rows and find the structure in their texts.

A row is tab-separated: code, level (place, building, room or alias), place id, building, unit, room, full text. An
alias is another text of an address: it has that address's code, and the id of the place whose buildings and rooms also
go by it, or none. A place's text is division names, then a street with a number, then a name, each of which may be
missing. The division part is found by what the places of one division code have in common; nothing about any
particular city is built in.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wanmi.addresses.textfiles import lines

ALIAS = "alias"
LEVELS = ("place", "building", "room", ALIAS)
CODE = re.compile(r"\d{6}[0-9A-Z-]{0,40}")
_PROVINCE = re.compile(r"(北京|上海|天津|重庆)市|.{2,3}?省|.{2,5}?自治区|(香港|澳门)特别行政区")
_PREFECTURE = re.compile(r".{1,7}?(市|自治州|地区|盟)")
_COUNTY = re.compile(r".{1,7}?(区|县|市|旗)")
_TOWN = re.compile(r".{1,8}?(街道|镇|乡|农场|林场|管委会|园区|新区|工业区|开发区)")
_COUNTY_ENDS, _TOWN_ENDS = ("区", "县", "市", "旗"), ("街道", "镇", "乡", "区", "场", "园", "侨", "会", "划")
_STREET = re.compile(r"(?P<road>.{1,14}?[路街道巷弄线里])(?P<name>.{2,})")
_NUMBERED = re.compile(r"(?P<road>.{1,18}?)(?P<number>\d+(?:-\d+)?[号弄])(?P<name>.*)")
_ROAD_ENDS = tuple("路街道巷弄线")
_ENOUGH = 5
"""With this many places, what they have in common is taken for their division even where its name ends unusually."""


@dataclass(frozen=True)
class Row:
    """One canonical address; ``building``, ``unit`` and ``room`` are texts, empty where the level does not reach."""

    code: str
    level: str
    place: str
    building: str
    unit: str
    room: str
    text: str


@dataclass(frozen=True)
class BadRow:
    """A row that was left out of the index: where it stood (1-based line) and why."""

    line: int
    reason: str
    content: str


@dataclass(slots=True)
class Place:
    """A place's text taken apart: its divisions as (code, name), street, number and name.

    Another text of an address is a place without an id; ``alias_of`` is the id of the place that it also means.
    """

    code: str
    id: str
    text: str
    alias_of: str = ""
    divisions: tuple[tuple[str, str], ...] = ()
    road: str = ""
    number: str = ""
    name: str = ""


def parse_row(line: str) -> Row | str:
    """The row of a line, or the reason why it is none."""
    cells = line.rstrip("\r\n").split("\t")
    if len(cells) != len(Row.__dataclass_fields__):
        return f"{len(cells)} columns, expected 7"
    row = Row(*cells)
    if row.level not in LEVELS:
        return f"unknown level {row.level!r}"
    if not CODE.fullmatch(row.code):
        return "malformed code"
    if not row.text or "\ufffd" in row.text:
        return "text missing, or neither UTF-8 nor GB18030"
    if row.level == "room" and not row.room:
        return "room row without room"
    if row.level == "building" and not row.building:
        return "building row without building"
    return row


def read_rows(
    path: Path, bad: list[BadRow], told: Callable[[int], None] = lambda count: None
) -> Iterator[tuple[int, Row]]:
    """Line numbers and rows of a file; what is not a row is added to ``bad``. A heading line is skipped.

    ``told`` gets the number of lines in GB18030, if there are any.
    """
    for line, content in enumerate(lines(path, told), 1):
        if line == 1 and content.startswith("code\t"):
            continue
        row = parse_row(content)
        if isinstance(row, str):
            bad.append(BadRow(line, row, content[:200].rstrip("\r\n")))
        else:
            yield line, row


def _shared_prefix(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]


def _division_end(texts: list[str], start: int, pattern: re.Pattern[str], ends: tuple[str, ...]) -> int:
    """Where the division name at ``start`` ends in all the texts of one code; ``start`` if there is none."""
    shared = _shared_prefix(texts)
    if len(texts) >= _ENOUGH:
        for end in range(min(len(shared), start + 16), start + 1, -1):
            if shared[start:end].endswith(ends):
                return end
    found = pattern.match(texts[0], start)
    return found.end() if found and all(t.startswith(texts[0][: found.end()]) for t in texts) else start


def _upper_divisions(text: str) -> list[tuple[int, int, int]]:
    """Province and prefecture in a text, as (digits of code, start, end)."""
    province = _PROVINCE.match(text)
    if not province:
        return []
    found = [(2, 0, province.end())]
    prefecture = _PREFECTURE.match(text, province.end())
    following = _COUNTY.match(text, prefecture.end()) if prefecture else None
    if prefecture and following and not text[: province.end()].endswith("市"):
        found.append((4, province.end(), prefecture.end()))
    return found


def _group(places: list[Place], digits: int) -> dict[str, list[Place]]:
    groups: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        groups[place.code[:digits]].append(place)
    return groups


def _find_counties(places: list[Place]) -> dict[str, int]:
    """Where the county's name ends in the texts of each six-digit code; fills in the divisions of its places."""
    county_ends = {}
    for code, members in _group(places, 6).items():
        texts = [place.text for place in members]
        upper = _upper_divisions(_shared_prefix(texts) if len(texts) >= _ENOUGH else texts[0])
        start = upper[-1][2] if upper else 0
        end = _division_end(texts, start, _COUNTY, _COUNTY_ENDS)
        named = [(code[:digits], texts[0][a:b]) for digits, a, b in upper]
        if end > start:
            named.append((code, texts[0][start:end]))
        divisions = tuple(named)
        for place in members:
            place.divisions = divisions
        county_ends[code] = end
    return county_ends


def _find_towns(places: list[Place], county_ends: dict[str, int]) -> dict[str, int]:
    """Where the town's name ends in the texts of each nine-digit code (``000`` means no town)."""
    town_ends = {}
    for code, members in _group(places, 9).items():
        start = county_ends[code[:6]]
        end = start
        if re.fullmatch(r"\d{9}", code) and not code.endswith("000"):
            end = _division_end([place.text for place in members], start, _TOWN, _TOWN_ENDS)
        if end > start:
            divisions = (*members[0].divisions, (code, members[0].text[start:end]))
            for place in members:
                place.divisions = divisions
        town_ends[code] = end
    return town_ends


def split_street(rest: str, known_roads: frozenset[str] = frozenset()) -> tuple[str, str, str]:
    """Street, number and name in what follows the divisions. A street without number must be a known one."""
    numbered = _NUMBERED.fullmatch(rest)
    if numbered and numbered["road"].endswith(_ROAD_ENDS):
        return numbered["road"], numbered["number"], numbered["name"]
    street = _STREET.fullmatch(rest)
    if street and street["road"] in known_roads:
        return street["road"], "", street["name"]
    return "", "", rest


def take_apart(places: list[Place]) -> None:
    """Fill in divisions, street, number and name of places that know their code and text."""
    town_ends = _find_towns(places, _find_counties(places))
    rests = [place.text[town_ends[place.code[:9]] :] for place in places]
    roads = frozenset(road for road, number, _ in map(split_street, rests) if number)
    for place, rest in zip(places, rests, strict=True):
        place.road, place.number, place.name = split_street(rest, roads)
