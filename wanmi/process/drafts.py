"""A definition on its way from text to dataclasses: tables, lines of transitions, places, and a city's changes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wanmi.process.errors import DefinitionRefused
from wanmi.process.shapes import NAMES, TRANSITION, misfits, row_misfits
from wanmi.process.sources import Source, Table, place_of


@dataclass(frozen=True, slots=True)
class Line:
    """One row of ``[[transition]]`` and where it stands."""

    place: str
    row: Table


@dataclass(frozen=True, slots=True)
class Draft:
    """The tables beside the transitions, the lines by their identity, and the place of each path."""

    tables: Table
    lines: Mapping[str, Line]
    places: Mapping[str, str]

    def problems(self) -> list[str]:
        """Everything that has not the shape of a definition."""
        found = [f"{place_of(self.places, path)}, {path}: {fault}" for path, fault in misfits(self.tables)]
        if not self.lines:
            found.append(f"{self.places['']}: there is no [[transition]]")
        for line in self.lines.values():
            found += (f"{line.place}{key and ', '}{key}: {fault}" for key, fault in row_misfits(line.row, TRANSITION))
        return found


def draft(source: Source) -> Draft:
    """The source as it stands. Raises DefinitionRefused where a line of the table stands there twice."""
    tables = {key: value for key, value in source.table.items() if key != "transition"}
    lines: dict[str, Line] = {}
    problems = []
    for line in _lines(source):
        earlier = lines.setdefault(_identity(line.row), line)
        if earlier is not line:
            problems.append(f"{line.place}: the same action, from and when as {earlier.place}")
    if problems:
        raise DefinitionRefused(problems)
    return Draft(tables, lines, source.places)


def overlaid(base: Draft, changes: Draft) -> Draft:
    """The base with a city's changes: tables and lines key by key, new ones added, those in ``remove`` taken away.

    Raises DefinitionRefused where ``remove`` names neither an action nor a key of the base.
    """
    tables, lines = _without(base, changes)
    for identity, line in changes.lines.items():
        present = lines.get(identity)
        lines[identity] = Line(line.place, _merged(present.row, line.row) if present else line.row)
    added = {key: value for key, value in changes.tables.items() if key != "remove"}
    return Draft(_merged(tables, added), lines, {**base.places, **changes.places})


def _without(base: Draft, changes: Draft) -> tuple[Table, dict[str, Line]]:
    """The tables and lines of the base that ``remove`` leaves."""
    removing = changes.tables.get("remove", [])
    place = place_of(changes.places, "remove")
    if not NAMES.fits(removing):
        raise DefinitionRefused([f"{place}, remove: is {removing!r}; expected {NAMES.expected}"])
    tables, lines = copy.deepcopy(base.tables), dict(base.lines)
    unknown = [name for name in removing if not (_without_action(name, lines) or _without_key(name, tables))]
    if unknown:
        raise DefinitionRefused([f"{place}, remove: {name!r} is neither an action nor a key" for name in unknown])
    return tables, lines


def _without_action(name: str, lines: dict[str, Line]) -> bool:
    gone = [identity for identity, line in lines.items() if line.row.get("action") == name]
    for identity in gone:
        del lines[identity]
    return bool(gone)


def _without_key(path: str, tables: Table) -> bool:
    *around, last = path.split(".")
    for key in around:
        tables = tables.get(key, {})
    return bool(around) and tables.pop(last, None) is not None


def _lines(source: Source) -> Iterator[Line]:
    rows = source.table.get("transition", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        place = place_of(source.places, "transition")
        raise DefinitionRefused([f"{place}, transition: expected rows that begin with [[transition]]"])
    for number, row in enumerate(rows):
        place = place_of(source.places, f"transition.{number}")
        yield Line(f"{place}, transition {row.get('action', '?')}", row)


def _identity(row: Table) -> str:
    """What makes two rows the same line: action, from and when, whatever order they are written in."""
    sources = row.get("from")
    ordered = sorted(map(str, sources)) if isinstance(sources, list) else sources
    return json.dumps([row.get("action"), ordered, row.get("when", {})], sort_keys=True, default=str)


def _merged(base: Table, changes: Table) -> Table:
    merged = dict(base)
    for key, value in changes.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both_tables else value
    return merged
