"""One TOML text, and where in it each key stands: the standard reader keeps no line numbers."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wanmi.process.errors import DefinitionRefused

Table = dict[str, Any]

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[({_DOTTED})]")
_ROW = re.compile(rf"\s*\[\[({_DOTTED})]]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=")


class Source:
    """A text called ``name``, read as TOML. Raises DefinitionRefused where it is not."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self.table: Table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise DefinitionRefused([f"{name}: not valid TOML: {error}"]) from error
        self.places = {"": name} | {path: f"{name} line {line}" for path, line in reversed(list(_lines(text)))}


def text_of(path: Path) -> str:
    """The text of a file. Raises DefinitionRefused where it is not in UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionRefused([f"{path.name}: not a text in UTF-8: {error}"]) from error


def place_of(places: Mapping[str, str], path: str) -> str:
    """Where the key at ``path`` stands, or else the nearest table around it, or else the file."""
    while path not in places:
        path = path.rpartition(".")[0]
    return places[path]


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """(path, line) of each key and of the tables around it; row 0 of ``[[transition]]`` is ``transition.0``."""
    inside, rows = "", Counter[str]()
    for number, line in enumerate(text.splitlines(), 1):
        path = ""
        if found := _ROW.match(line):
            path = inside = f"{_plain(found[1])}.{rows[found[1]]}"
            rows[found[1]] += 1
        elif found := _HEADER.match(line):
            path = inside = _plain(found[1])
        elif found := _ASSIGNMENT.match(line):
            path = ".".join(filter(None, (inside, _plain(found[1]))))
        while path:
            yield path, number
            path = path.rpartition(".")[0]


def _plain(key: str) -> str:
    return ".".join(part.strip("\"'") for part in re.findall(_KEY, key))
