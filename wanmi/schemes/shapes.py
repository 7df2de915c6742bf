"""Which keys each table of a scheme has, and what stands under them. Nothing else may stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from wanmi.process.shapes import FLAG, LABEL, TEXT, Keys, Shape, row_misfits
from wanmi.process.sources import Table
from wanmi.schemes.definition import Kind, Mark, Missing, Run, Worse
from wanmi.schemes.numbers import PLACES_AT_MOST, Rounding, is_number

PATTERNS = ("solid", "diagonal", "dots", "cross", "blank")


def one_of(kind: type[StrEnum]) -> Shape:
    return Shape(lambda value: value in list(kind), f"one of {', '.join(kind)}")


def _rows_of(keys: Keys) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, list) and bool(value) and all(not list(row_misfits(row, keys)) for row in value)
    )


def _is_key(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9_]{1,60}", value) is not None


KEY = Shape(_is_key, "a name of small letters, digits and underlines")
NUMBER = Shape(is_number, 'a number such as 60, 0.2 or "200/3"')
WHOLE_PLACES = Shape(lambda value: type(value) is int and 0 <= value <= PLACES_AT_MOST, f"0 to {PLACES_AT_MOST}")
DAY = Shape(lambda value: type(value) is date, "a date such as 2026-01-01")
COLOUR = Shape(lambda value: re.fullmatch(r"#[0-9a-f]{6}", str(value)) is not None, 'a colour such as "#1a6238"')
PATTERN = Shape(lambda value: value in PATTERNS, f"one of {', '.join(PATTERNS)}")
KINDS = Shape(
    lambda value: isinstance(value, list) and bool(value) and all(each in list(Kind) for each in value),
    f"a list of {', '.join(Kind)}: work is scored, never people",
)
BANDS = Shape(
    _rows_of(Keys(dict.fromkeys(("from", "to", "points"), NUMBER))), "a list of rows with from, to and points"
)
DEDUCTIONS = Shape(
    _rows_of(Keys({"value": KEY, "each": NUMBER}, {"after": NUMBER})),
    "a list of rows with value, each and perhaps after",
)

VERSION = {"key": KEY, "version": TEXT, "label": LABEL, "source": TEXT, "mark": one_of(Mark), "valid_from": DAY}
ROUNDED = {"valid_to": DAY, "places": WHOLE_PLACES, "rounding": one_of(Rounding)}
SCHEME = Keys(
    {**VERSION, "by": KINDS, "total": NUMBER},
    {**ROUNDED, "least": NUMBER, "most": NUMBER, "rounds_lines": FLAG, "missing": one_of(Missing)},
)
LINE = Keys(
    {"key": KEY, "label": LABEL, "points": NUMBER},
    {
        "value": KEY,
        "group": KEY,
        "bonus": FLAG,
        "least": NUMBER,
        "missing": one_of(Missing),
        "note": LABEL,
        **dict.fromkeys(("zero", "full", "each"), NUMBER),
        "worse": one_of(Worse),
        "whole": FLAG,
        "bands": BANDS,
        "run": one_of(Run),
        "deduct": DEDUCTIONS,
    },
)
# The rule of a line is told by one key, and these belong to it.
RULES = {"deduct": {"deduct"}, "bands": {"bands", "run"}, "each": {"each", "full", "worse", "whole"}}
LINEAR = {"zero", "full"}
OF_RULES = {*LINEAR, *(key for keys in RULES.values() for key in keys)}

GROUP = Keys({"label": LABEL, "points": NUMBER}, {"most": NUMBER})
GIVEN = Keys({"label": LABEL, "unit": TEXT})
GRADE = Keys({"key": KEY, "label": LABEL, "from": NUMBER, "to": NUMBER, "colour": COLOUR, "pattern": PATTERN})

Misfit = tuple[str, str]  # path, what is wrong


def misfits(table: Table) -> Iterator[Misfit]:
    """(path, what is wrong) for whatever in a scheme is missing, unknown or misshapen."""
    yield from outline_misfits(
        table, {"scheme": SCHEME}, {"groups": GROUP, "given": GIVEN}, {"line": LINE, "grade": GRADE}
    )
    for path, row in rows_of(table, "line"):
        yield from ((f"{path}.{key}" if key else path, fault) for key, fault in _rule_misfits(row))


def outline_misfits(
    table: Table, heads: dict[str, Keys], tables: dict[str, Keys], rows: dict[str, Keys]
) -> Iterator[Misfit]:
    """What misfits in a text of one head, tables of named rows, and ``[[rows]]``; the first of those is needed."""
    needed = [*heads, *list(rows)[:1]]
    yield from ((name, "the table is missing") for name in needed if name not in table)
    known = (*heads, *tables, *rows)
    yield from ((name, f"unknown table; expected one of {', '.join(known)}") for name in table if name not in known)
    for name, keys in heads.items():
        yield from _inside(name, table.get(name, {}), keys) if name in table else ()
    for name, keys in tables.items():
        found = table.get(name, {})
        for key, row in found.items() if isinstance(found, dict) else ():
            yield from _inside(f"{name}.{key}", row, keys)
    for name, keys in rows.items():
        if not isinstance(table.get(name, []), list):
            yield name, f"expected rows that begin with [[{name}]]"
        for path, row in rows_of(table, name):
            yield from _inside(path, row, keys)


def rows_of(table: Table, name: str) -> Iterator[tuple[str, Table]]:
    """Path and row of each ``[[name]]``."""
    found = table.get(name)
    yield from ((f"{name}.{number}", row) for number, row in enumerate(found if isinstance(found, list) else ()))


def _inside(path: str, row: object, keys: Keys) -> Iterator[Misfit]:
    yield from ((f"{path}.{key}" if key else path, fault) for key, fault in row_misfits(row, keys))


def _rule_misfits(row: Table) -> Iterator[Misfit]:
    """Whether the keys of a line make up one rule."""
    rule = next((name for name in RULES if name in row), "")
    allowed = RULES.get(rule, LINEAR)
    for key in sorted(OF_RULES & set(row) - allowed):
        yield key, f"does not go with {rule or 'a linear rule'}; its keys are {', '.join(sorted(allowed))}"
    if rule == "each" and "full" not in row:
        yield "", "full is missing: from which figure on points are lost"
    if (rule == "deduct") == ("value" in row):
        yield "", "value is missing" if rule != "deduct" else "value stands in the rows of deduct, not beside them"
