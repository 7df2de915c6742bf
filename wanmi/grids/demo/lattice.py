"""The street network: a bent lattice of avenues, streets and lanes, computed anew wherever it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wanmi.grids.demo.chance import chance
from wanmi.grids.plane import Plane

Points = NDArray[np.float64]
EAST, NORTH = 0, 1
AVENUE, STREET, LANE = 3, 2, 1
RANK_NAMES = {AVENUE: "avenue", STREET: "street", LANE: "lane"}
HALF_WIDTH = {AVENUE: 16.0, STREET: 8.0, LANE: 3.0}  # metres from the middle line to the plots
BENDS = 2  # points between two crossings
LANES_LEFT_OUT = 0.35


@dataclass(frozen=True)
class Lattice:
    """``columns`` x ``rows`` cells of about ``wide`` x ``tall`` metres, the south-west corner at ``origin`` degrees.

    Crossing (i, j) is the one west and south of cell (i, j). Edge (EAST, i, j) runs from it to crossing (i + 1, j),
    edge (NORTH, i, j) to crossing (i, j + 1).
    """

    seed: int
    origin: tuple[float, float]
    columns: int
    rows: int
    wide: float = 150.0
    tall: float = 72.0

    @property
    def plane(self) -> Plane:
        return Plane(*self.origin)

    def crossings(self, i: ArrayLike, j: ArrayLike) -> Points:
        """The metres of crossings: of N places, N x 2; a wave bends the whole net, chance moves each line and place."""
        i, j = np.broadcast_arrays(np.asarray(i), np.asarray(j))
        x = (i + 0.28 * (chance(self.seed, 1, i) - 0.5)) * self.wide + 0.10 * self.wide * (self._at(2, i, j) - 0.5)
        y = (j + 0.28 * (chance(self.seed, 3, j) - 0.5)) * self.tall + 0.10 * self.tall * (self._at(4, i, j) - 0.5)
        return np.stack((x + 60 * np.sin(y / 1300), y + 45 * np.sin(x / 1700 + 1)), axis=-1)

    def edges(self, way: int, i: ArrayLike, j: ArrayLike) -> Points:
        """The metres of edges: of N edges, N x (BENDS + 2) x 2."""
        i, j = np.broadcast_arrays(np.asarray(i), np.asarray(j))
        start = self.crossings(i, j)
        end = self.crossings(i + (way == EAST), j + (way == NORTH))
        share = np.linspace(0, 1, BENDS + 2)[:, None]
        lines = start[..., None, :] + (end - start)[..., None, :] * share
        for bend in range(1, BENDS + 1):
            lines[..., bend, :] += 4.0 * (np.stack((self._at(10 + bend, i, j), self._at(20 + bend, i, j)), -1) - 0.5)
        return lines

    def cells(self, i: ArrayLike, j: ArrayLike) -> Points:
        """The closed outlines of cells in metres, counter-clockwise: of N cells, N x (4 BENDS + 5) x 2."""
        i, j = np.broadcast_arrays(np.asarray(i), np.asarray(j))
        south, north = self.edges(EAST, i, j), self.edges(EAST, i, j + 1)
        west, east = self.edges(NORTH, i, j), self.edges(NORTH, i + 1, j)
        sides = (south[..., :-1, :], east[..., :-1, :], north[..., :0:-1, :], west[..., ::-1, :])
        return np.concatenate(sides, axis=-2)

    def rank(self, way: int, i: ArrayLike, j: ArrayLike) -> NDArray[np.int64]:
        """AVENUE, STREET or LANE by the line's number, 0 for a lane left out; the city's border is never left out."""
        line = np.asarray(j if way == EAST else i)
        every = (8, 4) if way == EAST else (6, 3)
        last = self.rows if way == EAST else self.columns
        rank = np.where(line % every[0] == 0, AVENUE, np.where(line % every[1] == 0, STREET, LANE))
        gone = (rank == LANE) & (self._at(5 + way, i, j) < LANES_LEFT_OUT) & (line > 0) & (line < last)
        return np.asarray(np.where(gone, 0, rank), dtype=np.int64)

    def inside(self, i: int, j: int, parts: Points) -> Points:
        """Rectangles given as shares of a cell's plots (N x 4: west, south, east, north) as N x 5 x 2 metres.

        The plots are what is left of the cell behind its streets, so a rectangle meets no street.
        """
        corners = self.crossings([i, i + 1, i, i + 1], [j, j, j + 1, j + 1])
        widths = [HALF_WIDTH.get(int(rank), 3.0) + 5.0 for rank in self._ranks_around(i, j)]
        size = np.array([self.wide, self.tall])
        low, high = np.array(widths[:2]) / size, 1 - np.array(widths[2:]) / size
        scaled = np.tile(low, 2) + parts * np.tile(high - low, 2)
        u, v = scaled[:, [0, 2, 2, 0, 0]], scaled[:, [1, 1, 3, 3, 1]]
        weights = np.stack(((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v), axis=-1)
        return weights @ corners

    def _ranks_around(self, i: int, j: int) -> list[Any]:
        return [self.rank(NORTH, i, j), self.rank(EAST, i, j), self.rank(NORTH, i + 1, j), self.rank(EAST, i, j + 1)]

    def _at(self, purpose: int, *place: ArrayLike) -> NDArray[np.float64]:
        return chance(self.seed, purpose, *place)
