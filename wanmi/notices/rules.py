"""Which notices go out, to whom and in which words: read from TOML, refused with the line of each fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from wanmi.process.rulefile import refuse
from wanmi.territory.models import City
from wanmi.territory.queries import current_city

BASE = Path(__file__).with_name("notices.toml")
LANGUAGES = ("zh", "en")
RECEIVERS = ("reporter", "desk", "administrator")
BY_TIME = ("due_soon", "overdue")
ANSWERED = "answered"  # a companion of the case has answered the person
EXTENDED = "extended"  # a companion has extended its limit and told the person
COPIED = "copied"  # something was copied to a post, which reads along
OF_EXTENSION = ("until", "why", "ground")
PLACEHOLDERS = frozenset({"city", "number", "item", "state", "place", "department", "due", "answer", *OF_EXTENSION})
LINES = {"link_line": frozenset({"link"}), "stop_line": frozenset({"stop"})}
TEXTS = ("subject", "text", "sms")
SWITCHES = ("off", "unless_answered", "at_once")
KEYS = {"to", "on", *SWITCHES, *TEXTS}
TYPE = re.compile(r"(case|webhook|candidate)\.(\w+|\*)|" + "|".join((*BY_TIME, ANSWERED, EXTENDED, COPIED)))
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of notice; ``sms`` is empty where it goes by e-mail alone.

    ``unless_answered``: it tells a result, so it is left out where a companion of the case tells it. ``at_once``: it
    knows no quiet hours and goes into no digest.
    """

    key: str
    to: str
    on: tuple[str, ...]
    subject: Label
    text: Label
    sms: Label
    unless_answered: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    notices: Mapping[str, Notice]
    due_soon_minutes: int
    reporter_quiet: tuple[time, time] | None
    link_line: Label
    stop_line: Label

    def on(self, kind: str) -> Iterator[Notice]:
        """The notices for an entry of this type (``case.close``). For a desk, a type that is named goes before
        ``case.*``: nobody is told twice of one entry."""
        whole = f"{kind.partition('.')[0]}.*"
        named = [notice for notice in self.notices.values() if kind in notice.on]
        has_desk = any(notice.to == "desk" for notice in named)
        yield from named
        for notice in self.notices.values():
            if whole in notice.on and notice not in named and not (notice.to == "desk" and has_desk):
                yield notice

    def offered(self) -> list[Notice]:
        """Those that staff may switch off for themselves."""
        return [notice for notice in self.notices.values() if notice.to == "desk"]


def rules_in_force() -> Rules:
    """The rules of this city."""
    return rules_of(current_city())


def rules_of(city: City) -> Rules:
    return _read(city.settings.get("notices", ""))


@lru_cache(maxsize=4)
def _read(override: str) -> Rules:
    return read_rules(override)


def read_rules(override: str = "") -> Rules:
    """The project's rules with a city's laid over them. Raises RulesRefused with every fault of the city's."""
    base = tomllib.loads(BASE.read_text(encoding="utf-8"))
    own = tomllib.loads(override)
    refuse(override, _faults(own))
    tables = base["notice"] | {key: base["notice"].get(key, {}) | row for key, row in own.pop("notice", {}).items()}
    refuse(override, ((f"notice.{key}", key, expected) for key, expected in _gaps(tables)))
    return _made(base | own, {key: row for key, row in tables.items() if not row.get("off")})


def _made(top: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> Rules:
    quiet = [time.fromisoformat(text) for text in top["reporter_quiet"]]
    notices = {
        key: Notice(
            key,
            row["to"],
            tuple(row["on"]),
            row["subject"],
            row["text"],
            row.get("sms", {}),
            row.get("unless_answered", False),
            row.get("at_once", False),
        )
        for key, row in tables.items()
    }
    return Rules(
        notices=notices,
        due_soon_minutes=top["due_soon_minutes"],
        reporter_quiet=(quiet[0], quiet[1]) if quiet else None,
        link_line=top["link_line"],
        stop_line=top["stop_line"],
    )


def _gaps(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for key, row in tables.items():
        if missing := [name for name in ("to", "on", "subject", "text") if name not in row]:
            yield key, _("a notice with {keys}").format(keys=", ".join(missing))


def _faults(table: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    """(path, value, expected) of whatever does not fit."""
    for key, value in table.items():
        if key == "due_soon_minutes":
            if type(value) is not int or not 0 < value <= 10_000:
                yield key, value, _("whole minutes from 1 to 10000")
        elif key == "reporter_quiet":
            if not _is_quiet(value):
                yield key, value, _('two times like ["21:00", "08:00"], or an empty list')
        elif key in LINES:
            yield from _label_faults(key, value, LINES[key])
        elif key == "notice" and isinstance(value, dict):
            for name, row in value.items():
                yield from _notice_faults(f"notice.{name}", row)
        else:
            known = ", ".join(("due_soon_minutes", "reporter_quiet", *LINES, "notice"))
            yield key, value, _("only the keys {keys}").format(keys=known)


def _is_quiet(value: object) -> bool:
    return isinstance(value, list) and len(value) in (0, 2) and all(CLOCK.fullmatch(str(each)) for each in value)


def _notice_faults(path: str, row: object) -> Iterator[tuple[str, object, str]]:
    if not isinstance(row, dict):
        yield path, row, _("a table")
        return
    for key, value in row.items():
        at = f"{path}.{key}"
        if key not in KEYS:
            yield at, value, _("only the keys {keys}").format(keys=", ".join(sorted(KEYS)))
        elif key in SWITCHES and not isinstance(value, bool):
            yield at, value, _("true or false")
        elif key == "to" and value not in RECEIVERS:
            yield at, value, _("one of {values}").format(values=", ".join(RECEIVERS))
        elif key == "on" and not (
            isinstance(value, list) and value and all(TYPE.fullmatch(str(each)) for each in value)
        ):
            yield at, value, _("a list of entries such as case.close, case.* or due_soon")
        elif key in TEXTS:
            yield from _label_faults(at, value, PLACEHOLDERS)


def _label_faults(path: str, value: object, known: frozenset[str]) -> Iterator[tuple[str, object, str]]:
    if not isinstance(value, dict) or set(value) != set(LANGUAGES) or not all(map(_is_text, value.values())):
        yield path, value, _("a text for each of {values}").format(values=", ".join(LANGUAGES))
        return
    for text in value.values():
        if not _fits(text, known):
            names = ", ".join(f"{{{name}}}" for name in sorted(known))
            yield path, text, _("only the placeholders {names}").format(names=names)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _fits(text: str, known: frozenset[str]) -> bool:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return False
    return all(name is None or (name in known and not spec and not how) for _before, name, spec, how in parts)
