"""What a city decides about its groups, in circles.toml: the night, the limits, the words. Refused with every fault.

A file's tables replace those of the packs that it extends, each table as a whole.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from wanmi.circles.finder import Words
from wanmi.process.rulefile import refuse
from wanmi.territory.queries import current_city
from wanmi.worktime.units import Unit

SETTING = "circles"
USUAL, URGENT = "usual", "urgent"
LEVELS = (USUAL, URGENT)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
NEEDED = ("night", "limits", "words", "learned", "emergency", "keep")
Tables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A number that helps at once."""

    number: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """``night``: from when to when the response clock rests; ``limits``: level -> value and unit of the response.

    ``tickets``: level -> the kind of joint obligation that is opened beside the case; empty where the city has none.
    ``keep_days``: so long after its end the words of a message are kept.
    """

    night: tuple[time, time]
    limits: Mapping[str, Mapping[str, Any]]
    words: Words
    health: Sequence[str]
    emergency: Sequence[Line]
    keep_days: int
    tickets: Mapping[str, str]


class NoRules(LookupError):
    """The city has no groups: none of its packs says how they are kept."""


def rules_in_force() -> Rules:
    """Raises NoRules."""
    city = current_city()
    if SETTING not in city.settings:
        raise NoRules(city.code)
    return _read(city.settings[SETTING])


@lru_cache(maxsize=4)
def _read(text: str) -> Rules:
    return made(json.loads(text))


def made(tables: Tables) -> Rules:
    """The rules in tables that are sound and whole."""
    words = tables["words"]
    given = {name: tuple(words[name]) for name in ("urgent", "faults", "asks", "things")}
    return Rules(
        night=(time.fromisoformat(tables["night"]["from"]), time.fromisoformat(tables["night"]["to"])),
        limits=tables["limits"],
        words=Words(**given, confidence=tables["learned"]["confidence"]),
        health=tuple(words["health"]),
        emergency=tuple(Line(number, label) for number, label in tables["emergency"].items()),
        keep_days=tables["keep"]["days"],
        tickets=tables.get("tickets", {}),
    )


def read_tables(text: str) -> Tables:
    """The tables of one file. Raises RulesRefused with every fault; what is left out may stand in another file."""
    tables = tomllib.loads(text)
    refuse(text, _faults(tables))
    return tables


def missing(tables: Tables) -> list[str]:
    """The tables that a city's files together must hold and do not."""
    return [name for name in NEEDED if name not in tables]


def _faults(tables: Tables) -> Iterator[tuple[str, object, str]]:
    """(path, value, expected) of whatever does not fit."""
    for name, table in tables.items():
        keys = _KEYS.get(name)
        if keys is None:
            yield name, name, _("only the tables {tables}").format(tables=", ".join(_KEYS))
        elif not isinstance(table, dict):
            yield name, table, _("a table")
        else:
            yield from _table_faults(name, table, keys)


def _table_faults(name: str, table: Tables, keys: _Keys) -> Iterator[tuple[str, object, str]]:
    for key in keys.names:
        if key not in table:
            yield f"{name}.{key}", "", _("the key {key}").format(key=key)
    for key, value in table.items():
        at = f"{name}.{key}"
        if keys.names and key not in keys.names:
            yield at, key, _("only the keys {keys}").format(keys=", ".join(keys.names))
        elif not keys.fits(value):
            yield at, value, keys.expected()


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value)


def _is_limit(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"value", "unit"}:
        return False
    return type(value["value"]) is int and value["value"] > 0 and value["unit"] in list(Unit)


def _is_label(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"} and all(isinstance(v, str) for v in value.values())


def _is_clock(value: object) -> bool:
    return isinstance(value, str) and bool(CLOCK.fullmatch(value))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_days(value: object) -> bool:
    return type(value) is int and 0 < value <= 3_650


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys that a table holds (any, where none are named), and how each value looks."""

    names: Sequence[str]
    fits: Callable[[object], bool]
    expected: Callable[[], str]


_LISTS = ("urgent", "faults", "asks", "things", "health")
_KEYS: Mapping[str, _Keys] = {
    "night": _Keys(("from", "to"), _is_clock, lambda: _("a time such as 22:00")),
    "limits": _Keys(LEVELS, _is_limit, lambda: _("a limit with value and unit")),
    "words": _Keys(_LISTS, _is_words, lambda: _("a list of words")),
    "learned": _Keys(("confidence",), _is_share, lambda: _("a share above 0, at most 1")),
    "emergency": _Keys((), _is_label, lambda: _("a text for each of {values}").format(values="zh, en")),
    "keep": _Keys(("days",), _is_days, lambda: _("whole days from 1 to 3650")),
    "tickets": _Keys(LEVELS, _is_text, lambda: _("a kind of joint obligation")),
}
