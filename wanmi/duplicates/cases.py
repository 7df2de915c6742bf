"""Cases as columns: what can be known when a case is reported, and when each was closed."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]

METRES_PER_DEGREE = 111_320.0  # of latitude; of longitude at the equator
_HOUSE_NUMBER = re.compile(r"\d+")
_NUMBERED = re.compile(r"^(?:intersection of )?[\d\-a-z]*\d[\d\-a-z]*\s|^intersection of ", re.IGNORECASE)


class BadCases(ValueError):
    """A file of cases or links that cannot be used; the message says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Sorted by the time of report. Hours since 1970; metres on a plane; words as numbers, equal where words are."""

    ids: NDArray[np.str_]
    opened: Floats
    closed: Floats  # infinite while open
    x: Floats  # nan where there is no position
    y: Floats
    house: Floats  # first number in the address, else nan
    kind: Numbers
    family: Numbers  # the class a kind belongs to
    source: Numbers
    address: Numbers
    street: Numbers
    title: Numbers
    called: NDArray[np.bool_]  # closed as a duplicate, of whichever case
    kinds: tuple[str, ...]
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def number_of(self) -> dict[str, int]:
        return {str(name): number for number, name in enumerate(self.ids)}


def cases_of(rows: Iterable[dict[str, Any]]) -> Cases:
    """Columns of rows ``{"id", "open", "closed", "lat", "lon", "type", "reason", "source", "address", "title"}``.

    Rows of history may say ``"dup_flag"``: people closed the case as a duplicate, whether or not they named the other.
    """
    rows = sorted(rows, key=lambda row: (_hours(row["open"]), str(row["id"])))
    latitude, longitude = (_floats(row.get(key) for row in rows) for key in ("lat", "lon"))
    middle = np.nanmedian(latitude) if np.isfinite(latitude).any() else 0.0
    addresses = [str(row.get("address") or "").lower() for row in rows]
    kind, kinds = _numbered(str(row.get("type") or "") for row in rows)
    source, sources = _numbered(str(row.get("source") or "") for row in rows)
    return Cases(
        ids=np.array([str(row["id"]) for row in rows]),
        opened=_floats(_hours(row["open"]) for row in rows),
        closed=_floats(_hours(row["closed"]) if row.get("closed") else np.inf for row in rows),
        x=longitude * METRES_PER_DEGREE * np.cos(np.radians(middle)),
        y=latitude * METRES_PER_DEGREE,
        house=_floats(int(found[0][:9]) if (found := _HOUSE_NUMBER.search(text)) else None for text in addresses),
        kind=kind,
        family=_numbered(str(row.get("reason") or row.get("type") or "") for row in rows)[0],
        source=source,
        address=_numbered(addresses)[0],
        street=_numbered(_NUMBERED.sub("", text) for text in addresses)[0],
        title=_numbered(str(row.get("title") or "") for row in rows)[0],
        called=np.array([row.get("dup_flag") is True for row in rows], dtype=np.bool_),
        kinds=kinds,
        sources=sources,
    )


def read_cases(path: Path, complain: Callable[[str], None]) -> Cases:
    """Cases of a file of JSON lines, also gzipped; ``complain`` is told of each line that is left out and why."""
    rows: dict[str, dict[str, Any]] = {}
    for number, row in _lines(path):
        try:
            _check(row)
            if str(row["id"]) in rows:
                raise ValueError("an id that came before")
        except (ValueError, TypeError) as error:
            complain(f"{path.name}, line {number}: left out: {error}")
        else:
            rows[str(row["id"])] = row
    if not rows:
        raise BadCases(f"{path.name}: no case in it")
    return cases_of(rows.values())


def read_links(path: Path) -> dict[str, str]:
    """Each duplicate and the case it repeats, of lines ``{"case", "dup_of"}``."""
    links = {}
    for number, row in _lines(path):
        if not isinstance(row, dict) or not {"case", "dup_of"} <= row.keys():
            raise BadCases(f'{path.name}, line {number}: expected an object with "case" and "dup_of"')
        links[str(row["case"])] = str(row["dup_of"])
    return links


def repeats_of(cases: Cases, links: Mapping[str, str]) -> NDArray[np.int64]:
    """For each case the number of the one it repeats, else -1; links to cases that are not there are left out."""
    number = cases.number_of()
    repeats = np.full(len(cases), -1, dtype=np.int64)
    for case, other in links.items():
        if case in number and other in number and case != other:
            repeats[number[case]] = number[other]
    return repeats


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    opening = gzip.open if path.suffix == ".gz" else open
    with opening(path, "rt", encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except json.JSONDecodeError:
                    yield number, None


def _check(row: Any) -> None:
    if not isinstance(row, dict) or not {"id", "open"} <= row.keys():
        raise ValueError('expected an object with "id" and "open"')
    for key in ("open", "closed"):
        if row.get(key):
            datetime.fromisoformat(row[key])
    position = [row[key] for key in ("lat", "lon") if row.get(key) is not None]
    if position and not (len(position) == 2 and abs(float(position[0])) <= 90 and abs(float(position[1])) <= 180):
        raise ValueError("expected lat within 90 and lon within 180 degrees, or neither")


def _hours(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() / 3600


def _floats(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _numbered(words: Iterable[str]) -> tuple[Numbers, tuple[str, ...]]:
    numbers: dict[str, int] = {}
    column = np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int32)
    return column, tuple(numbers)
