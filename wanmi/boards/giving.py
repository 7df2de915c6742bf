"""Reading figures that people give from a CSV file; every bad value is named and then nothing is entered."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from wanmi.codes.errors import CodeError
from wanmi.codes.place import parse_place
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind
from wanmi.schemes.services import Figure
from wanmi.territory.models import DutyGrid
from wanmi.territory.queries import today
from wanmi.workforce.models import Organisation, Post

COLUMNS = ("figure", "kind", "subject", "since", "last", "value", "people", "source")


class BadRows(ValueError):
    """What is wrong with the file, each with its line and what was expected."""


class _Unfit(ValueError):
    """A value does not fit; the text says what would."""


def read_figures(name: str, data: bytes) -> list[Figure]:
    """The figures of a file called ``name``. Raises BadRows with every fault."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        lines = list(rows)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadRows(_("{file}: expected a CSV file in UTF-8").format(file=name)) from error
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise BadRows(_("{file} line 1: expected the columns {columns}").format(file=name, columns=",".join(COLUMNS)))
    known, faults, figures = _known_figures(), list[str](), list[Figure]()
    for number, row in enumerate(lines, 2):
        read = _row(row, known)
        faults += [f"{name} line {number}, {fault}" for fault in read if isinstance(fault, str)]
        figures += [figure for figure in read if isinstance(figure, Figure)]
    if faults:
        raise BadRows("\n".join(faults))
    return figures


def _row(row: Mapping[str, Any], known: frozenset[str]) -> list[Figure | str]:
    """The figure of a row, or its faults."""
    values: dict[str, Any] = {}
    faults: list[Figure | str] = []
    for column, read in _readers(known, str(row.get("kind"))).items():
        try:
            values[column] = read(str(row.get(column) or "").strip())
        except _Unfit as error:
            faults.append(f'{column}: "{row.get(column) or ""}" – {error}')
    if not faults and values["last"] < values["since"]:
        faults.append(_('last: "{last}" – expected a day not before since').format(last=values["last"]))
    if faults:
        return faults
    until = values.pop("last") + timedelta(days=1)
    return [Figure(until=until, **values)]


def _readers(known: frozenset[str], kind: str) -> dict[str, Callable[[str], Any]]:
    return {
        "figure": lambda text: _one_of(text, known),
        "kind": lambda text: _one_of(text, frozenset(Kind)),
        "subject": lambda text: _subject(text, kind),
        "since": _day,
        "last": _day,
        "value": _number,
        "people": _people,
        "source": _source,
    }


def _known_figures() -> frozenset[str]:
    """The figures that schemes and indices in force ask people for."""
    day = today()
    of_schemes = {name for scheme in queries.schemes(day) for name in scheme.given}
    return frozenset(of_schemes | {name for index in queries.indices(day) for name in index.given})


def _one_of(text: str, known: frozenset[str]) -> str:
    if text not in known:
        raise _Unfit(_("expected one of {values}").format(values=", ".join(sorted(known))))
    return text


def _subject(text: str, kind: str) -> str:
    """A place, duty grid, organisation or post of the city: never a person."""
    found = {
        Kind.REGION: lambda: _is_place(text) or DutyGrid.objects.filter(code=text).exists(),
        Kind.DEPARTMENT: lambda: Organisation.objects.filter(code=text).exists(),
        Kind.POST: lambda: Post.objects.filter(code=text).exists(),
    }
    if kind in found and not found[Kind(kind)]():
        raise _Unfit(_("expected the code of a place, duty grid, organisation or post of the city"))
    return text


def _is_place(text: str) -> bool:
    try:
        return parse_place(text) == text
    except CodeError:
        return False


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Unfit(_("expected a date such as 2026-01-31")) from None


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _Unfit(_("expected a number")) from None
    if not value.is_finite() or abs(value) >= 10**12:
        raise _Unfit(_("expected a number"))
    return round(value, 6)


def _people(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise _Unfit(_("expected a number of people, or nothing"))
    return int(text) if text else None


def _source(text: str) -> str:
    if not 0 < len(text) <= 200:
        raise _Unfit(_("expected where the figure comes from, in at most 200 characters"))
    return text
