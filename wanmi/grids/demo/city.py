"""The invented city as streams: nothing larger than one division is held at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.demo import blocks
from wanmi.grids.demo.chance import chance
from wanmi.grids.demo.divide import Cells, share_out
from wanmi.grids.demo.lattice import EAST, HALF_WIDTH, NORTH, RANK_NAMES, Lattice
from wanmi.grids.errors import GridError


class Feature(NamedTuple):
    """A shape in degrees and what is known of it."""

    shape: BaseGeometry
    properties: dict[str, Any]


class Address(NamedTuple):
    """A room: its code of 25 digits (12 community, 7 building, 6 room), what is on its door, and its position."""

    code: str
    community: str
    compound: str
    building: int
    unit: int
    floor: int
    room: int
    lon: float
    lat: float


# Street furniture: item code of GB/T 47678.5-2026, name, metres between two, metres from the kerb line inwards.
FURNITURE = (
    ("01037", "路灯", 30.0, 1.2),
    ("04002", "行道树", 12.0, 1.6),
    ("01002", "污水井盖", 45.0, 0.7),
    ("01003", "雨水井盖", 40.0, 0.9),
    ("03005", "垃圾箱", 70.0, 1.4),
)


@dataclass(frozen=True)
class City:
    """A lattice of streets and the divisions that share its cells: ``places`` maps codes to names, in order."""

    lattice: Lattice
    places: Mapping[str, str]
    outline: shapely.Geometry | None = None

    @cached_property
    def cells(self) -> dict[str, Cells]:
        """The cells of each division, streets in one piece each, communities in one piece each."""
        free = self._cells_inside()
        if len(free) < len(self.places):
            raise GridError(
                "demo_small", "{cells} blocks cannot hold {places} places.", cells=len(free), places=len(self.places)
            )
        streets: dict[str, list[str]] = {}
        for code in self.places:
            streets.setdefault(code[:9], []).append(code)
        size = (self.lattice.wide, self.lattice.tall)
        parts = share_out(free, [len(codes) for codes in streets.values()], *size)
        cells: dict[str, Cells] = {}
        for codes, part in zip(streets.values(), parts, strict=True):
            cells.update(zip(codes, share_out(part, [1.0] * len(codes), *size), strict=True))
        return cells

    def communities(self) -> Iterator[Feature]:
        for code, cells in self.cells.items():
            outlines = shapely.polygons(self._degrees(self.lattice.cells(cells[:, 0], cells[:, 1])))
            yield Feature(
                shapely.orient_polygons(shapely.coverage_union_all(outlines)), {"code": code, "name": self.places[code]}
            )

    def streets(self) -> Iterator[Feature]:
        """The middle lines of all streets, one piece between two crossings each, row by row."""
        for j in range(self.lattice.rows + 1):
            for way in (EAST, NORTH):
                if way == NORTH and j == self.lattice.rows:
                    continue
                i = np.arange(self.lattice.columns + (way == NORTH))
                ranks = self.lattice.rank(way, i, j)
                edges = self._degrees(self.lattice.edges(way, i[ranks > 0], j))
                for edge, rank in zip(edges, ranks[ranks > 0], strict=True):
                    yield Feature(shapely.LineString(edge), {"class": RANK_NAMES[int(rank)], "strength": int(rank)})

    def compounds(self) -> Iterator[Feature]:
        for code, i, j, first in self._numbered():
            kind = blocks.kind_of(self.lattice, i, j).name
            for n, outline in enumerate(self._degrees(blocks.compounds(self.lattice, i, j))):
                yield Feature(
                    shapely.Polygon(outline), {"code": f"{code}-{first + n:03}", "class": kind, "community": code}
                )

    def buildings(self) -> Iterator[Feature]:
        for code, number, compound, building in self._buildings():
            about = {"code": f"{code}{number:07}", "compound": compound, "floors": building.floors, "community": code}
            yield Feature(shapely.Polygon(self._degrees(building.outline)), about)

    def components(self) -> Iterator[Feature]:
        """Street furniture along the west and south rims of the blocks, each inside its block's community."""
        numbers: dict[str, int] = {}
        for code, cells in self.cells.items():
            for i, j in cells.tolist():
                for item, name, lon, lat in self._furniture(i, j):
                    numbers[item] = numbers.get(item, 0) + 1
                    about = {
                        "code": f"{code[:6]}{item}{numbers[item]:06}",
                        "item": item,
                        "name": name,
                        "community": code,
                    }
                    yield Feature(shapely.Point(lon, lat), about)

    def addresses(self, most: int | None = None) -> Iterator[Address]:
        """All rooms, or the first ``most`` of them."""
        return islice(self._addresses(), most)

    def _cells_inside(self) -> Cells:
        grid = np.stack(np.meshgrid(range(self.lattice.columns), range(self.lattice.rows), indexing="ij"), -1)
        cells: Cells = grid.reshape(-1, 2)
        if self.outline is None:
            return cells
        middles = self._degrees(self.lattice.crossings(cells[:, 0] + 0, cells[:, 1] + 0))
        return cells[shapely.contains_xy(self.outline, middles[:, 0], middles[:, 1])]

    def _numbered(self) -> Iterator[tuple[str, int, int, int]]:
        """(community, column, row, number of the first compound) for every cell."""
        for code, cells in self.cells.items():
            first = 1
            for i, j in cells.tolist():
                yield code, i, j, first
                across, up = blocks.kind_of(self.lattice, i, j).plots
                first += across * up

    def _buildings(self) -> Iterator[tuple[str, int, str, blocks.Building]]:
        numbers: dict[str, int] = {}
        for code, i, j, first in self._numbered():
            for building in blocks.buildings(self.lattice, i, j):
                numbers[code] = numbers.get(code, 0) + 1
                yield code, numbers[code], f"{code}-{first + building.compound:03}", building

    def _addresses(self) -> Iterator[Address]:
        for code, number, compound, building in self._buildings():
            lon, lat = (round(float(value), 8) for value in self._degrees(building.outline[:4].mean(axis=0)))
            for unit in range(1, building.units + 1):
                for floor in range(1, building.floors + 1):
                    for room in range(1, building.rooms + 1):
                        label = f"{code}{number:07}{unit:02}{floor:02}{room:02}"
                        yield Address(label, code, compound, number, unit, floor, room, lon, lat)

    def _furniture(self, i: int, j: int) -> Iterator[tuple[str, str, float, float]]:
        for way in (EAST, NORTH):
            rank = int(self.lattice.rank(way, i, j))
            if rank:
                yield from self._along(way, i, j, HALF_WIDTH[rank] - 0.5)

    def _along(self, way: int, i: int, j: int, kerb: float) -> Iterator[tuple[str, str, float, float]]:
        line = self.lattice.edges(way, i, j)
        length = float(np.hypot(*(line[-1] - line[0])))
        along = (line[-1] - line[0]) / length
        inward = np.array((-along[1], along[0])) * (1 if way == EAST else -1)
        for number, (item, name, every, off) in enumerate(FURNITURE):
            start = 20 + every * float(chance(self.lattice.seed, 40 + number, way, i, j))
            for place in np.arange(start, length - 20, every):
                lon, lat = self._degrees(line[0] + along * place + inward * (kerb + off + 2.0))
                yield item, name, round(float(lon), 8), round(float(lat), 8)

    def _degrees(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.lattice.plane.degrees(metres)
