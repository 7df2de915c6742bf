"""Which keys each table of a rule book has, and what stands under them. Nothing else may stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from wanmi.codes.place import Level
from wanmi.joint.rules.definition import Of
from wanmi.process.shapes import LABEL, LIMIT, NAMES, TEXT, Keys, Shape, row_misfits
from wanmi.process.sources import Table


def _is_share(value: object) -> bool:
    try:
        return isinstance(value, int | float | str) and 0 <= Fraction(str(value)) <= 1
    except (ValueError, ZeroDivisionError):
        return False


def _is_part(value: object) -> bool:
    """A share of another limit, such as {"of": "limit_response", "share": 0.5}."""
    if not isinstance(value, dict) or value.keys() != {"of", "share"} or not isinstance(value["of"], str):
        return False
    return _is_share(value["share"]) and Fraction(str(value["share"])) > 0


LIMIT_OR_SHARE = Shape(
    lambda value: LIMIT.fits(value) or _is_part(value),
    f'{LIMIT.expected}, or a share of another limit such as {{ of = "limit_response", share = 0.5 }}',
)
KEY = Shape(lambda value: re.fullmatch(r"[a-z0-9_]{1,40}", str(value)) is not None, "a name of small letters")
LETTER = Shape(lambda value: re.fullmatch(r"[A-Z]{1,3}", str(value)) is not None, "one to three capital letters")
DAY = Shape(lambda value: type(value) is date, "a date such as 2026-01-01")
TIE = Shape(lambda value: value in list(Of), f"one of {', '.join(Of)}")
SHARE = Shape(_is_share, 'a number from 0 to 1, such as 0.3 or "1/3"')
POINTS = Shape(lambda value: type(value) in (int, float) and 0 <= value <= 100, "points from 0 to 100")
COUNT = Shape(lambda value: type(value) is int and 0 < value < 1_000, "a whole number above 0")
LENGTH = Shape(lambda value: value in list(Level), f"one of {', '.join(str(level.value) for level in Level)}")

HEAD = Keys(
    {"key": KEY, "version": TEXT, "label": LABEL, "source": TEXT, "valid_from": DAY, "letter": LETTER},
    {"valid_to": DAY, "holds": NAMES},
)
TABLES = {
    "posts": Keys(others=LABEL),
    "processes": Keys({"obligation": TEXT}, {"part": TEXT}),
    "calls": Keys(others=NAMES),
    "with_parts": Keys(others=TEXT),
    "when_all": Keys(others=TEXT),
    "levels": Keys(others=LENGTH),
    "rates": Keys({"response": POINTS, "solved": POINTS, "satisfied": POINTS, "fair": SHARE}),
    "marks": Keys(others=SHARE),
    "tells": Keys(others=TEXT),
    "rated": Keys(others=TEXT),
    "copies": Keys(others=TEXT),
    "repeats": Keys({"same": NAMES, "level": LENGTH, "times": COUNT, "days": COUNT}),
    "guards": Keys(others=TEXT),
    "arrival": Keys({"within_m": COUNT}),
    "promises": Keys(others=TEXT),
    "measures": Keys({"fair": SHARE, "low": NAMES}),
    "score": Keys({"share": SHARE, "arrival": SHARE, "solved": SHARE, "rating": SHARE}),
}
ROLE = Keys({"posts": NAMES, "of": TIE})
LIMITS = Keys(others=LIMIT_OR_SHARE)
ANY = Shape(lambda value: isinstance(value, dict), "a table")
KIND = Keys({"label": LABEL, "callers": NAMES, "limits": ANY}, {"organisations": NAMES})
CHOICE = Keys({}, {"limits": ANY, "holder": TEXT, "label": LABEL, "to": NAMES, "valid_from": DAY, "valid_to": DAY})
GROUPS = {"roles": ROLE, "kinds": KIND}


def misfits(table: Table) -> Iterator[tuple[str, str]]:
    """(path, what is wrong) for whatever is missing, unknown or misshapen."""
    tables = {*TABLES, *GROUPS, "choices"}
    head = {key: value for key, value in table.items() if key not in tables}
    yield from row_misfits(head, HEAD)
    for name in ("roles", "kinds", "processes"):
        if name not in table:
            yield name, "the table is missing"
    for name, keys in TABLES.items():
        if name in table:
            yield from _row(name, table[name], keys)
    for name, keys in GROUPS.items():
        yield from _rows(name, table.get(name, {}), keys)
    for name, rows in _pairs(table.get("choices", {})):
        yield from _rows(f"choices.{name}", rows, CHOICE)


def _rows(path: str, rows: object, keys: Keys) -> Iterator[tuple[str, str]]:
    if not isinstance(rows, dict):
        yield path, f"is {rows!r}; expected a table"
    for key, row in _pairs(rows):
        yield from _row(f"{path}.{key}", row, keys)
        if isinstance(row, dict) and isinstance(row.get("limits"), dict):
            yield from _row(f"{path}.{key}.limits", row["limits"], LIMITS)


def _row(path: str, row: object, keys: Keys) -> Iterator[tuple[str, str]]:
    yield from ((f"{path}.{key}" if key else path, fault) for key, fault in row_misfits(row, keys))


def _pairs(rows: object) -> list[tuple[str, object]]:
    return list(rows.items()) if isinstance(rows, dict) else []
