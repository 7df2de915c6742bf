"""city.toml: which city the pack is, which packs it extends, and what this city decides differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from string import Formatter
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from wanmi.codes.errors import CodeError
from wanmi.codes.place import Level, parse_place
from wanmi.packs.pack import CityFile, Pack, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import line_of_key, read_toml
from wanmi.worktime.calendar import DaySchool

FILE = "city.toml"
OPTIONAL = {"duplicates"}  # settings with a preset of the program
# Which reasons of the next desk make the work of an earlier one wrong: setting -> field of the case process.
WRONG_WORK = {"wrong_acceptance": "decline", "wrong_filing": "voiding", "wrong_dispatch": "returning"}
Table = Mapping[str, object]
Check = Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_county(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == Level.COUNTY and parse_place(value) == value
    except CodeError:
        return False


def _is_zone(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value).key)
    except (ZoneInfoNotFoundError, ValueError):
        return False


def _is_pattern(value: object) -> bool:
    try:
        names = {name for _text, name, *_rest in Formatter().parse(str(value)) if name is not None}
        return names == {"city", "day"} and bool(str(value).format(city="110101", day=datetime.now(UTC)))
    except (ValueError, KeyError, IndexError):
        return False


def _is_whole(least: int, most: int) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def _is_published(value: object) -> bool:
    return isinstance(value, list) and all(name in ("divisions", "grids", "components", "cases") for name in value)


def _is_blur(value: object) -> bool:
    return value in ("none", "grid") or _is_whole(10, 5_000)(value)


def _is_grades(value: object) -> bool:
    return isinstance(value, dict) and all(grade in ("A", "B", "C") for grade in value.values())


def _is_appraisal(value: object) -> bool:
    """The codes of wrong work are held against the process once it is read: wanmi.packs.parts.process."""
    choices = {"on_time": ("handling", "closing"), "period_by": ("deadline", "filing", "closing")}
    return isinstance(value, dict) and all(
        _are_texts(value[key]) if key in WRONG_WORK else value[key] in choices.get(key, ()) for key in value
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_duplicates(value: object) -> bool:
    most = {"metres": 250, "hours": 1_800, "likeness": 1}
    return isinstance(value, dict) and all(
        key in most and type(each) in (int, float) and 0 <= each <= most[key] for key, each in value.items()
    )


def _fields() -> dict[str, tuple[Check, str]]:
    """Each key of the file with what it must be."""
    return {
        "extends": (lambda value: isinstance(value, list) and all(map(_is_text, value)), _("a list of pack names")),
        "code": (_is_county, _("a county code of 6 digits")),
        "name_zh": (_is_text, _("a text")),
        "name_en": (_is_text, _("a text")),
        "timezone": (_is_zone, _("a time zone like Asia/Shanghai")),
        "demo": (lambda value: isinstance(value, bool), _("true or false")),
        "settings": (lambda value: isinstance(value, dict), _("a table")),
    }


def _settings() -> dict[str, tuple[Check, str]]:
    """Each setting of a city with what it must be; docs/packs.md tells what it does."""
    return {
        "working_day": (
            lambda value: value in list(DaySchool),
            _("one of {values}").format(values=", ".join(DaySchool)),
        ),
        "day_hours": (_is_whole(1, 24), _("whole hours from 1 to 24")),
        "case_number": (_is_pattern, _("a pattern with {city} and {day:%Y%m%d}")),
        "separate_axes": (lambda value: isinstance(value, bool), _("true or false")),
        "published": (_is_published, _("a list of divisions, grids, components, cases")),
        "public_blur": (_is_blur, _('"none", "grid" or whole metres from 10 to 5000')),
        "reopen_days": (_is_whole(0, 365), _("whole days from 0 to 365")),
        "keep_contact_days": (_is_whole(1, 3_650), _("whole days from 1 to 3650")),
        "smallest_count": (_is_whole(0, 100), _("a whole number from 0 to 100")),
        "appraisal": (
            _is_appraisal,
            _(
                "a table: on_time handling or closing; period_by deadline, filing or closing;"
                " wrong_acceptance, wrong_filing and wrong_dispatch lists of codes"
            ),
        ),
        "duplicates": (_is_duplicates, _("a table: metres to 250, hours to 1800, likeness to 1")),
        "area_grades": (_is_grades, _("a table from place codes to A, B or C")),
    }


def read_city(pack: Pack) -> CityFile:
    """Read and check the file; the city stays empty where it cannot be used, and the pack then has problems."""
    source = Source(pack.folder / FILE, FILE)
    if not source.path.is_file():
        pack.refuse(At(FILE), "", _("missing"), _("this file"))
        return CityFile()
    table = read_toml(source, pack)
    if table is None or not _fits(table, _fields(), source, pack):
        return CityFile()
    settings = cast("dict[str, Any]", table["settings"])
    _fits(settings, _settings(), source, pack)
    for name in cast("list[str]", table["extends"]):
        if not (pack.folder.parent / name).is_dir():
            pack.refuse(line_of_key(source, "extends"), "extends", name, _("a folder beside this pack"))
    return _city(line_of_key(source, "code"), cast("dict[str, Any]", table))


def _fits(table: Table, expected: Mapping[str, tuple[Check, str]], source: Source, pack: Pack) -> bool:
    before = len(pack.problems)
    for key in expected.keys() - table.keys() - OPTIONAL:
        pack.refuse(At(source.name), key, _("missing"), expected[key][1])
    for key, value in table.items():
        if key not in expected:
            known = _("only the keys {keys}").format(keys=", ".join(expected))
            pack.refuse(line_of_key(source, key), key, value, known)
        elif not expected[key][0](value):
            pack.refuse(line_of_key(source, key), key, value, expected[key][1])
    return len(pack.problems) == before


def _city(at: At, table: dict[str, Any]) -> CityFile:
    return CityFile(
        at=at,
        code=table["code"],
        name_zh=table["name_zh"],
        name_en=table["name_en"],
        timezone=table["timezone"],
        demo=table["demo"],
        extends=tuple(table["extends"]),
        settings=table["settings"],
    )
