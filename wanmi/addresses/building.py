"""Build an index from canonical rows: read, take apart, collect names, lay out arrays.

Codes and texts of buildings and rooms go to disk as they are read, and each part of the index is written as soon as it
is made, so that memory holds little more than the places.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.canon import ALIAS, BadRow, Place, read_rows, take_apart
from wanmi.addresses.index import begin, finish, pack_strings, save_part
from wanmi.addresses.registers import make_divisions, make_places
from wanmi.addresses.rows import RowSpool
from wanmi.addresses.sounds import load_sounds
from wanmi.addresses.textfiles import lines

Progress = Callable[[str, int], None]


class BadPositionsError(Exception):
    """A table of positions lacks its columns; the message says which are expected."""


def _silent(step: str, count: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class BuildReport:
    """What a build took in and what it left out."""

    places: int
    rows: int
    bad: list[BadRow]
    seconds: float

    def summary(self) -> dict[str, Any]:
        return {"places": self.places, "rows": self.rows, "bad_rows": len(self.bad)}

    def write_bad_rows(self, path: Path) -> None:
        lines = [f"{row.line}\t{row.reason}\t{row.content}\n" for row in self.bad]
        path.write_text("line\treason\tcontent\n" + "".join(lines), encoding="utf-8")


def _read(path: Path, spool: RowSpool, bad: list[BadRow], progress: Progress) -> list[Place]:
    """All places of the file and their aliases, by code; a place whose code or id came before is bad."""
    places, seen = list[Place](), set[str]()
    for line, row in read_rows(path, bad, partial(progress, "lines read as GB18030")):
        if row.level == ALIAS:
            places.append(Place(row.code, "", row.text, row.place))
        elif row.level != "place":
            spool.add(line, row)
        elif row.code in seen or row.place in seen:
            bad.append(BadRow(line, "duplicate place code or id", row.code))
        else:
            seen.update((row.code, row.place))
            places.append(Place(row.code, row.place, row.text))
        if line % 100_000 == 0:
            progress("rows read", line)
    places.sort(key=lambda place: (place.code, not place.id))
    return places


def _save_rows(source: Path, folder: Path, bad: list[BadRow], progress: Progress) -> tuple[list[Place], Any]:
    """Read all rows and write those of buildings and rooms; returns the places and where the rows of each start."""
    with RowSpool(folder) as spool:
        places = _read(source, spool, bad, progress)
        return places, spool.save([place.id for place in places], bad)


def _save_labels(places: list[Place], folder: Path) -> None:
    """Write codes and texts of the places, and what follows their divisions, with its order."""
    save_part(pack_strings([place.code.encode() for place in places]), folder, "labels.place_codes")
    save_part(pack_strings([place.text.encode() for place in places]), folder, "labels.place_texts")
    rests = [f"{place.road}{place.number}{place.name}".encode() for place in places]
    save_part(pack_strings(rests), folder, "labels.place_rests")
    order = sorted(range(len(rests)), key=rests.__getitem__)
    save_part(np.array(order, np.int32), folder, "labels.rest_order")


def _positions(places: list[Place], known: dict[str, tuple[float, float]]) -> npt.NDArray[np.float64]:
    """Longitude and latitude of each place that is no alias."""
    nowhere = np.nan, np.nan
    found = [known.get(place.code, nowhere) if place.id else nowhere for place in places]
    return np.array(found, np.float64).reshape(-1, 2)


def _read_positions(path: Path, bad: list[BadRow]) -> dict[str, tuple[float, float]]:
    """Positions by code from a table with the columns code, lng and lat. Raises BadPositionsError without them."""
    known, rows = dict[str, tuple[float, float]](), enumerate(lines(path), 1)
    columns = next(rows, (1, ""))[1].rstrip("\r\n").split("\t")
    if not {"code", "lng", "lat"} <= set(columns):
        raise BadPositionsError(f"{path}: expected tab-separated columns with the headings code, lng and lat")
    at = [columns.index(name) for name in ("code", "lng", "lat")]
    for number, line in rows:
        cells = line.rstrip("\r\n").split("\t")
        try:
            code, lng, lat = (cells[i] for i in at)
            if lng and lat:
                known[code] = float(lng), float(lat)
        except (IndexError, ValueError):
            bad.append(BadRow(number, "positions: expected a code and two numbers", line[:200].rstrip("\r\n")))
    return known


def build(source: Path, folder: Path, positions: Path | None = None, progress: Progress = _silent) -> BuildReport:
    """Build the index of the canonical rows in ``source`` into ``folder``.

    Bad rows are left out and listed in the report and in ``bad_rows.tsv`` beside the index. Raises BadPositionsError.
    """
    started, bad = time.perf_counter(), list[BadRow]()
    known = _read_positions(positions, bad) if positions else {}
    begin(folder)
    places, row_starts = _save_rows(source, folder, bad, progress)
    take_apart(places)
    progress("places taken apart", len(places))
    _save_labels(places, folder)
    sounds = load_sounds()
    save_part(sounds, folder, "index.sounds")
    save_part(make_divisions(places, sounds), folder, "index.divisions")
    names, place_arrays = make_places(places, row_starts, _positions(places, known), sounds)
    save_part(names, folder, "index.names")
    save_part(place_arrays, folder, "index.places")
    progress("names collected", len(names.spelling.starts) - 1)
    bad.sort(key=lambda row: row.line)
    report = BuildReport(
        sum(place.id != "" for place in places), int(row_starts[-1]), bad, time.perf_counter() - started
    )
    report.write_bad_rows(folder / "bad_rows.tsv")
    finish(folder, report.summary())
    return report
