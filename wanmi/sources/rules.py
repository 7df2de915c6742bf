"""Which systems feed the list, declared by the city in sources.toml; refused with the line of each fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from wanmi.process.rulefile import refuse
from wanmi.territory.queries import current_city

KINDS = ("file", "push", "open311")
FIELDS = ("number", "text", "address", "place", "lon", "lat", "item", "name", "phone", "time")
NEEDED = ("number", "text")
KEYS = ("label", "kind", "channel", "columns", "items", "url", "jurisdiction", "write_back", "ticket")
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
OPEN311 = {  # GeoReport v2, the fields of a service request
    "number": "service_request_id",
    "text": "description",
    "address": "address",
    "lon": "long",
    "lat": "lat",
    "item": "service_code",
    "time": "requested_datetime",
}
OWN = {name: name for name in FIELDS}


@dataclass(frozen=True, slots=True)
class Source:
    """``columns``: field of a report -> column of the source; ``items``: the source's word -> key of an item."""

    key: str
    label: Mapping[str, str]
    kind: str
    channel: str
    columns: Mapping[str, str]
    items: Mapping[str, str] = field(default_factory=dict)
    url: str = ""  # of an Open311 server, up to and without "/requests.json"
    jurisdiction: str = ""
    ticket: str = ""  # kind of joint obligation that each matter becomes beside its case; empty: none
    write_back: str = ""  # where the end of each matter is posted to; empty: nowhere, it is exported


def sources_in_force() -> Mapping[str, Source]:
    """The sources of this city by key."""
    return _read(current_city().settings.get("sources", ""))


@lru_cache(maxsize=4)
def _read(text: str) -> Mapping[str, Source]:
    return read_sources(text)


def read_sources(text: str) -> Mapping[str, Source]:
    """Raises RulesRefused with every fault."""
    tables = tomllib.loads(text)
    refuse(text, _faults(tables))
    return {key: _made(key, table) for key, table in tables.items()}


def _made(key: str, table: Mapping[str, Any]) -> Source:
    kind = table["kind"]
    usual = {"open311": OPEN311, "push": OWN, "file": {}}[kind]
    given = {name: table[name] for name in ("items", "url", "jurisdiction", "write_back", "ticket") if name in table}
    return Source(key, table["label"], kind, table["channel"], usual | table.get("columns", {}), **given)


def _faults(tables: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    """(path, value, expected) of whatever does not fit."""
    for key, table in tables.items():
        if not NAME.fullmatch(key):
            yield key, key, _("a name of small letters, digits and _")
        elif not isinstance(table, dict):
            yield key, table, _("a table")
        else:
            yield from ((f"{key}.{name}", value, expected) for name, value, expected in _of_source(table))


def _of_source(table: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    for name in table.keys() - set(KEYS):
        yield name, table[name], _("only the keys {keys}").format(keys=", ".join(KEYS))
    kind, columns = table.get("kind"), table.get("columns", {})
    if not _is_label(table.get("label")):
        yield "label", table.get("label", ""), _("a text for each of {values}").format(values="zh, en")
    if kind not in KINDS:
        yield "kind", kind, _("one of {values}").format(values=", ".join(KINDS))
    if not isinstance(table.get("channel"), str):
        yield "channel", table.get("channel", ""), _("a channel of the case process")
    if not _is_texts(columns) or not set(columns) <= set(FIELDS):
        yield "columns", columns, _("a table from {fields} to columns").format(fields=", ".join(FIELDS))
    elif kind == "file" and not set(NEEDED) <= set(columns):
        yield "columns", columns, _("the columns of {fields} at least").format(fields=", ".join(NEEDED))
    if not _is_texts(table.get("items", {})):
        yield "items", table["items"], _("a table from the source's words to keys of items")
    if not isinstance(table.get("ticket", ""), str):
        yield "ticket", table["ticket"], _("a kind of joint obligation")
    for name in ("url", "write_back"):
        if (name in table or (name == "url" and kind == "open311")) and not _is_url(table.get(name)):
            yield name, table.get(name, ""), _("an address that begins with https:// or http://")


def _is_label(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"} and _is_texts(value)


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) and each.strip() for each in value.values())


def _is_url(value: object) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).hostname)
