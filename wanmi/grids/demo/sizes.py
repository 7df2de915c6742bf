"""Cities to generate: from a list of real divisions, or as large as a real city for benchmarks."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.grids.demo.city import City
from wanmi.grids.demo.lattice import Lattice
from wanmi.grids.errors import GridError
from wanmi.grids.plane import Plane


@dataclass(frozen=True)
class Size:
    """How large a benchmark city is: code and position are real, everything else is invented to number."""

    county: str
    origin: tuple[float, float]
    towns: int
    places: int
    blocks_a_place: int
    addresses: int


SIZES = {
    "hangzhou": Size("330100", (119.90, 30.10), 195, 9_885, 7, 8_000_000),
    "shenzhen": Size("440300", (113.80, 22.52), 74, 662, 140, 11_000_000),
}
DONGCHENG_ORIGIN = (116.386, 39.868)


def city_of_size(name: str, *, share: float = 1.0, seed: int = 1) -> City:
    """A city with the numbers of Hangzhou (195 towns, 9,885 governance grids) or Shenzhen, or a ``share`` of it."""
    size = SIZES[name]
    towns = max(1, round(size.towns * share))
    total = max(towns, round(size.places * share))
    codes = [f"{size.county}{town + 1:03}{n + 1:03}" for town in range(towns) for n in range(_part(total, towns, town))]
    columns, rows = _shape(len(codes) * size.blocks_a_place)
    return City(Lattice(seed, size.origin, columns, rows), {code: f"第{code[6:]}格" for code in codes})


def city_of_divisions(path: Path, *, outline: BaseGeometry | None = None, seed: int = 1, blocks: int = 4_000) -> City:
    """A city for the communities of a pack's divisions.csv (columns ``code``, ``name_zh``, ``valid_to``).

    Without an outline it is a rectangle of about 42 km², the size of Dongcheng.
    """
    places = _communities(path)
    if outline is None:
        return City(Lattice(seed, DONGCHENG_ORIGIN, *_shape(blocks)), places)
    west, south, east, north = outline.bounds
    lattice = Lattice(seed, (west, south), 1, 1)
    size = Plane(west, south).metres(shapely.get_coordinates(shapely.Point(east, north)))[0]
    columns, rows = int(size[0] / lattice.wide) + 2, int(size[1] / lattice.tall) + 2
    return City(Lattice(seed, (west, south), columns, rows), places, outline)


def _communities(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["code"]) == 12 and not row.get("valid_to")]
    if not rows:
        raise GridError("no_communities", "{feature} lists no community of 12 digits.", feature=path.name)
    return {row["code"]: row["name_zh"] for row in rows}


def _part(total: int, parts: int, number: int) -> int:
    """How many of ``total`` fall to one of ``parts`` when they are shared evenly."""
    return total * (number + 1) // parts - total * number // parts


def _shape(blocks: int) -> tuple[int, int]:
    """Columns and rows for a number of blocks that are twice as wide as tall, in a city half as wide as tall."""
    columns = max(2, round(math.sqrt(blocks / 4)))
    return columns, max(2, math.ceil(blocks / columns))
