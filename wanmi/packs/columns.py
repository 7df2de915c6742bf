"""What may stand in a column: each function gives a reader that turns the text into a value or says what would fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar, TypeVar, get_type_hints

from django.utils.translation import gettext as _

from wanmi.codes.errors import CodeError
from wanmi.codes.item import ItemKey
from wanmi.codes.place import Level, level_of, parse_place
from wanmi.packs.problems import At

T = TypeVar("T")
Reader = Callable[[str], T]


class UnfitError(ValueError):
    """A text does not fit its column."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: the columns are the fields that name a reader, ``code: Annotated[str, place]``."""

    at: At
    REGISTER: ClassVar[str]  # what the rows name: "division", "organisation" …
    KEY: ClassVar[tuple[str, ...]] = ("code",)  # columns that may not agree in two rows of a register
    NAME: ClassVar[tuple[str, ...]] = ("code",)  # columns by which other tables speak of it, joined by "/"


_readers: dict[type[Row], dict[str, Reader[object]]] = {}  # finding them takes longer than reading a row


def readers(row: type[Row]) -> dict[str, Reader[object]]:
    """The columns of a table, with their readers."""
    if row not in _readers:
        hints = get_type_hints(row, include_extras=True)
        _readers[row] = {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}
    return _readers[row]


def values(row: Row, *names: str, **stored_as: str) -> dict[str, object]:
    """What is stored of a row: all its columns or those named, some under another name (``edition="edition_id"``)."""
    return {stored_as.get(name, name): getattr(row, name) for name in names or readers(type(row))}


def text(most: int, *, blank: bool = False) -> Reader[str]:
    def read(value: str) -> str:
        if len(value) > most:
            raise UnfitError(_("at most {most} characters").format(most=most))
        if not value and not blank:
            raise UnfitError(_("a text"))
        return value

    return read


def name_like(pattern: str, example: str) -> Reader[str]:
    """A code of a fixed form, such as a user name or the number of an item."""
    compiled = re.compile(pattern)

    def read(value: str) -> str:
        if not compiled.fullmatch(value):
            raise UnfitError(_("a code like {example}").format(example=example))
        return value

    return read


def choice(*values: str) -> Reader[str]:
    def read(value: str) -> str:
        if value not in values:
            raise UnfitError(_("one of {values}").format(values=", ".join(values)))
        return value

    return read


def place_at(*levels: Level) -> Reader[str]:
    """A place code of one of these levels (GB/T 2260, GB/T 10114; a unit grid as in GB/T 47678.3)."""

    def read(value: str) -> str:
        try:
            code = parse_place(value)
        except CodeError:
            code = ""
        if not code or level_of(code) not in levels:
            lengths = ", ".join(str(level.value) for level in levels)
            raise UnfitError(_("a place code of {lengths} characters").format(lengths=lengths))
        return code

    return read


place = place_at(Level.COUNTY, Level.STREET, Level.COMMUNITY)


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UnfitError(_("a date like 2026-07-01")) from None


def clock_time(value: str) -> time:
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise UnfitError(_("a time like 08:30")) from None


def day_of_year(value: str) -> str:
    """A month and day without a year, kept as text; blank where there is none."""
    try:
        return value and date.fromisoformat(f"2000-{value}").strftime("%m-%d")
    except ValueError:
        raise UnfitError(_("a day of the year like 03-10, or nothing")) from None


def positive(value: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", value) or int(value) == 0:
        raise UnfitError(_("a whole number above 0"))
    return int(value)


def number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise UnfitError(_("a number")) from None


def yes_no(value: str) -> bool:
    return choice("yes", "no")(value) == "yes"


def optional(read: Reader[T]) -> Reader[T | None]:
    return lambda value: read(value) if value else None


def item_key(value: str) -> str:
    try:
        return str(ItemKey.parse(value))
    except CodeError:
        raise UnfitError(_("an item like 2026/event/06010")) from None


def blank_or(read: Reader[str]) -> Reader[str]:
    return lambda value: read(value) if value else ""


def several(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """Values with a space between them, or none."""
    return lambda value: tuple(read(part) for part in value.split())
