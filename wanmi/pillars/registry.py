"""The pillars of a city, in pillars.toml: a table for each, with its names, what it lists and who sees it.

A later file changes the keys of a table that it names again, so that a city renames a pillar of a preset in one line,
and adds one with a table of its own.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from wanmi.pillars.sources import SOURCES, source_in
from wanmi.process.definition import LANGUAGES, Label
from wanmi.process.rulefile import refuse
from wanmi.territory.queries import current_city
from wanmi.workforce import kinds

SETTING = "pillars"
POSTS = kinds.ALL - kinds.ADMINISTRATION
Tables = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Pillar:
    """``posts`` are the kinds that see it: nobody else learns that it is there. ``is_personal``: it is looked at for a
    purpose, and each look is journaled."""

    key: str
    label: Label
    position: int
    sources: Sequence[str]  # such as "stays" or "rows:water_accounts"
    posts: Sequence[str]
    is_personal: bool


def pillars() -> list[Pillar]:
    """The pillars of this city, in their order; none where its packs name none."""
    return _read(current_city().settings.get(SETTING, "{}"))


@lru_cache(maxsize=4)
def _read(text: str) -> list[Pillar]:
    return made(json.loads(text))


def made(tables: Tables) -> list[Pillar]:
    """The pillars in tables that are sound and whole."""
    found = [
        Pillar(key, each["label"], each["position"], each["sources"], each["posts"], each["personal"])
        for key, each in tables.items()
    ]
    return sorted(found, key=lambda pillar: (pillar.position, pillar.key))


def read_tables(text: str) -> Tables:
    """The tables of one file. Raises RulesRefused with every fault; what a table leaves out may stand in another."""
    tables = tomllib.loads(text)
    refuse(text, _faults(tables))
    return tables


def together(files: Sequence[Tables]) -> Tables:
    """The tables of all files, each key as the last one has it."""
    tables: dict[str, Mapping[str, Any]] = {}
    for each in files:
        tables |= {key: {**tables.get(key, {}), **table} for key, table in each.items()}
    return tables


def incomplete(tables: Tables) -> Iterator[tuple[str, str, str]]:
    """(path, value, expected) of what the files together lack, or say of people without saying so."""
    for key, table in tables.items():
        missing = [name for name in _KEYS if name not in table]
        yield from ((f"{key}.{name}", "", _("the key {key}").format(key=name)) for name in missing)
        told = [each for each in table.get("sources", ()) if source_in(each)[0].is_personal]
        if told and not table.get("personal", True):
            yield f"{key}.personal", "false", _("true, for {sources} tells of people").format(sources=", ".join(told))


def _faults(tables: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    for key, table in tables.items():
        if not isinstance(table, dict):
            yield key, table, _("a table")
            continue
        for name, value in table.items():
            if name not in _KEYS:
                yield f"{key}.{name}", name, _("only the keys {keys}").format(keys=", ".join(_KEYS))
            elif not _KEYS[name][0](value):
                yield f"{key}.{name}", value, _KEYS[name][1]()


def _is_label(value: object) -> bool:
    return isinstance(value, dict) and set(value) == set(LANGUAGES) and all(isinstance(v, str) for v in value.values())


def _is_source(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(source_in(value))
    except KeyError:
        return False


def _known_sources() -> str:
    return ", ".join(f"{key}:TABLE" if each.takes else key for key, each in SOURCES.items())


def _each(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


_KEYS: Mapping[str, tuple[Callable[[object], bool], Callable[[], str]]] = {
    "label": (_is_label, lambda: _("a text for each of {values}").format(values="zh, en")),
    "position": (lambda value: type(value) is int and value > 0, lambda: _("a whole number above 0")),
    "sources": (_each(_is_source), lambda: _("a list of {values}").format(values=_known_sources())),
    "posts": (
        _each(lambda value: value in POSTS),
        lambda: _("a list of kinds of posts: {values}").format(values=", ".join(sorted(POSTS))),
    ),
    "personal": (lambda value: isinstance(value, bool), lambda: _("true or false")),
}
