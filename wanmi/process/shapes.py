"""Which keys each table of a definition has, and what stands under them. Nothing else may stand there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wanmi.process.definition import LANGUAGES, ClockState, FieldKind, Scope
from wanmi.process.sources import Table
from wanmi.worktime.units import Unit


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value must be, as a test and in words."""

    fits: Callable[[Any], bool]
    expected: str


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_whole(value: object) -> bool:
    return type(value) is int and value > 0


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _list_of(fits: Callable[[Any], bool], least: int = 0) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(fits, value))


def _table_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


def _one_of(kind: type[StrEnum]) -> Shape:
    return Shape(lambda value: value in list(kind), f"one of {', '.join(kind)}")


def _has(keys: Mapping[str, Callable[[Any], bool]]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, dict) and set(value) == set(keys) and all(keys[key](value[key]) for key in value)
    )


TEXT = Shape(_is_text, "a text")
FLAG = Shape(lambda value: isinstance(value, bool), "true or false")
WHOLE = Shape(_is_whole, "a whole number above 0")
SHARE = Shape(lambda value: type(value) in (int, float) and 0 < value <= 1, "a number above 0, at most 1")
LABEL = Shape(_has(dict.fromkeys(LANGUAGES, _is_text)), "a text for each of zh, en")
NAMES = Shape(_list_of(_is_text), "a list of names")
LIMIT = Shape(
    _has({"value": _is_whole, "unit": list(Unit).__contains__}),
    f"a value above 0 and a unit of {', '.join(Unit)}",
)
FACTS = Shape(_table_of(_is_plain), "a table of facts with texts, numbers, true or false")
CONDITIONS = Shape(_table_of(_list_of(_is_plain, least=1)), "a table of facts, each with a list of values")
COUNTS = Shape(_table_of(_is_whole), "a table of counters, each with a whole number above 0")
CLOCK_STATES = Shape(
    _table_of(list(ClockState).__contains__), f"a table of clocks, each with one of {', '.join(ClockState)}"
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a table needs, those that it may have, and what stands under keys of the author's own."""

    needed: Mapping[str, Shape] = field(default_factory=dict)
    allowed: Mapping[str, Shape] = field(default_factory=dict)
    others: Shape | None = None


TABLES = {
    "process": Keys({"key": TEXT, "edition": TEXT, "label": LABEL, "opens_with": TEXT}),
    "sides": Keys(others=LABEL),
    "separation": Keys(others=NAMES),
    "stages": Keys(others=LABEL),
    "counters": Keys(others=LABEL),
}
ROWS = {
    "posts": Keys({"label": LABEL, "side": TEXT, "scope": _one_of(Scope)}),
    "states": Keys({"label": LABEL, "stage": TEXT}, {"desk": TEXT, "clock": TEXT, "final": FLAG}),
    "requests": Keys({"label": LABEL, "desk": TEXT, "clock": TEXT}),
    "clocks": Keys(
        {"label": LABEL},
        {
            "limit": LIMIT,
            "limit_from": TEXT,
            "until_from": TEXT,
            "belongs_to": TEXT,
            "on_due": TEXT,
            "not_before": TEXT,
        },
    ),
    "fields": Keys(
        {"label": LABEL, "kind": _one_of(FieldKind)},
        {"sealed": FLAG, "fact": FLAG, "gives": NAMES, "at_least": WHOLE, "within_days": WHOLE},
    ),
}
CODE = Keys(dict.fromkeys(LANGUAGES, TEXT), {"sets": FACTS})
TRANSITION = Keys(
    {"action": TEXT, "label": LABEL, "from": NAMES, "by": NAMES, "side": TEXT},
    {
        "to": TEXT,
        **dict.fromkeys(("when", "unless"), CONDITIONS),
        "clock_is": CLOCK_STATES,
        "at_most": COUNTS,
        **dict.fromkeys(("carries", "may_carry", "starts", "stops", "pauses", "resumes", "extends"), NAMES),
        "sets": FACTS,
        "counts": TEXT,
        "recomputes": FLAG,
        "share": SHARE,
    },
)
NEEDED = ("process", "sides", "stages", "posts", "states")


def misfits(table: Table) -> Iterator[tuple[str, str]]:
    """(path, what is wrong) for whatever in the tables beside the transitions is missing, unknown or misshapen."""
    for name in NEEDED:
        if name not in table:
            yield name, "the table is missing"
    for name in table:
        if name not in {*TABLES, *ROWS, "codes"}:
            yield name, f"unknown table; expected one of {', '.join((*TABLES, *ROWS, 'codes', 'transition'))}"
    for name in _keys_of(table, "codes"):
        if name not in _keys_of(table, "fields"):
            yield f"codes.{name}", f"there is no field {name}"
    for path, row, keys in _rows(table):
        yield from ((f"{path}.{key}" if key else path, fault) for key, fault in row_misfits(row, keys))


def _keys_of(table: Table, name: str) -> list[str]:
    return list(table[name]) if isinstance(table.get(name), dict) else []


def _rows(table: Table) -> Iterator[tuple[str, object, Keys]]:
    for name, keys in TABLES.items():
        if name in table:
            yield name, table[name], keys
    for name, keys in ROWS.items():
        yield from _inside(name, table.get(name, {}), keys)
    for path, codes, keys in _inside("codes", table.get("codes", {}), CODE):
        yield from _inside(path, codes, keys)


def _inside(path: str, rows: object, keys: Keys) -> Iterator[tuple[str, object, Keys]]:
    """Each row of a table of rows; what is no table at all is handed on to be found wrong."""
    if isinstance(rows, dict):
        yield from ((f"{path}.{key}", row, keys) for key, row in rows.items())
    else:
        yield path, rows, keys


def row_misfits(row: object, keys: Keys) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) within one row; the key is "" for what concerns the whole row."""
    if not isinstance(row, dict):
        yield "", f"is {row!r}; expected a table"
        return
    for key in keys.needed:
        if key not in row:
            yield "", f"{key} is missing"
    known = {**keys.needed, **keys.allowed}
    for key, value in row.items():
        shape = known.get(key, keys.others)
        if shape is None:
            yield key, f"unknown key; expected one of {', '.join(known)}"
        elif not shape.fits(value):
            yield key, f"is {value!r}; expected {shape.expected}"
