"""A pack in memory: the typed rows of all its files, and every problem found on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row
from wanmi.packs.problems import At, Problem
from wanmi.packs.writing import Written

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the pack, or of a pack that it extends; ``name`` is what problems call it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class CityFile:
    """What city.toml says; empty where it was refused."""

    at: At = field(default_factory=lambda: At("city.toml"))
    code: str = ""
    name_zh: str = ""
    name_en: str = ""
    timezone: str = "UTC"
    demo: bool = False
    extends: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def separates_axes(self) -> bool:
        """Whether nobody may hold a post of supervision together with one of command or handling."""
        return bool(self.settings.get("separate_axes", True))


class Pack:
    """Rows by their kind, those of extended packs first. Checks add problems; nothing here touches a database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.city = CityFile()
        self.problems: list[Problem] = []
        self._rows: dict[type[Row], list[Row]] = defaultdict(list)
        self._places: dict[tuple[str, tuple[str, ...]], At] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._unread: set[str] = set()

    def rows(self, kind: type[R]) -> list[R]:
        return cast("list[R]", self._rows[kind])

    def add(self, row: Row) -> None:
        self._rows[type(row)].append(row)

    def enter(self, at: At, kind: type[Row], texts: Mapping[str, str]) -> At | None:
        """Note what a row names, even if it is refused later: its users are not at fault.

        Gives the place of an earlier row with the same key, None if there is none.
        """
        self._names[kind.REGISTER].add("/".join(texts[name] for name in kind.NAME))
        earlier = self._places.setdefault((kind.REGISTER, tuple(texts[name] for name in kind.KEY)), at)
        return None if earlier is at else earlier

    def knows(self, register: str, name: str) -> bool:
        """Whether the pack names this; yes where the file that would say so could not be read at all."""
        return register in self._unread or name in self._names[register]

    def require(self, row: Row, column: str, register: str) -> bool:
        """Refuse a row whose ``column`` names something that the pack does not list; whether it is listed."""
        name = getattr(row, column)
        known = self.knows(register, name)
        if not known:
            self.refuse(row.at, column, name, _listed(register))
        return known

    def leave_unread(self, kind: type[Row]) -> None:
        self._unread.add(kind.REGISTER)

    def is_read(self, kind: type[Row]) -> bool:
        return kind.REGISTER not in self._unread

    def refuse(self, at: At, column: str, value: object, expected: str) -> None:
        shown = "" if value is None else str(value)
        self.problems.append(Problem(at.file, at.line, column, shown, expected))


def _listed(register: str) -> str:
    return {
        "division": _("the code of a listed division"),
        "organisation": _("the code of a listed organisation"),
        "post": _("the code of a listed post"),
        "edition": _("the key of a listed edition"),
        "item": _("the key of a listed item"),
        "list": _("a version that lists.csv names"),
        "matter": _("the code of a matter in matters.csv"),
        "lane": _("the code of a lane in lanes.csv"),
    }[register]


@dataclass(frozen=True, slots=True)
class Load:
    """How a pack is written: ``ends`` says whether rows that the pack no longer names come to an end today."""

    today: date
    ends: bool
    demo_password: str | None = None


def nothing(pack: Pack) -> None:
    """The check of a part that has none."""


def not_stored(pack: Pack, load: Load) -> Written:
    """The write of a part that is written with another one, or that other rooms read from its file."""
    return {}


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of file of a pack: how it is read, checked against the others, and written."""

    file: str  # its name, or a pattern where each of several files is one row
    row: type[Row]
    read: Callable[[Source, Pack, type[Row]], None]
    check: Callable[[Pack], None] = nothing
    write: Callable[[Pack, Load], Written] = not_stored
    needed: bool = True
