"""What stands in one cell of the lattice: compounds, their buildings, and the rooms in those."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wanmi.grids.demo.chance import chance
from wanmi.grids.demo.lattice import Lattice

Rectangles = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """A use of land: how many plots across and up, how many buildings on each, how those are cut into rooms."""

    name: str
    share: float
    plots: tuple[int, int]
    buildings: tuple[int, int]
    floors: tuple[int, int]
    units: int
    rooms: int  # on one floor of one unit


KINDS = (
    Kind("courtyards", 0.46, (4, 2), (1, 2), (1, 2), 1, 4),
    Kind("estate", 0.30, (1, 1), (3, 2), (4, 10), 2, 2),
    Kind("offices", 0.10, (2, 1), (1, 1), (4, 20), 1, 6),
    Kind("school", 0.08, (1, 1), (2, 2), (2, 5), 1, 10),
    Kind("park", 0.06, (1, 1), (1, 1), (1, 1), 1, 1),
)
GAP = 0.04  # share of a cell between plots
YARD = 0.14  # share of a plot between its rim and its buildings


@dataclass(frozen=True)
class Building:
    """One building: the compound it stands in, its outline in metres (5 x 2), and its rooms."""

    compound: int
    outline: NDArray[np.float64]
    floors: int
    units: int
    rooms: int


@lru_cache(maxsize=1024)
def kind_of(lattice: Lattice, i: int, j: int) -> Kind:
    """The use of a cell; neighbours tend to be alike, as every third cell takes the use of its quarter."""
    alike = chance(lattice.seed, 30, i, j) < 0.4
    draw = chance(lattice.seed, 31, i // 4, j // 5) if alike else chance(lattice.seed, 32, i, j)
    return KINDS[int(np.searchsorted(np.cumsum([kind.share for kind in KINDS]), float(draw), "right"))]


def compounds(lattice: Lattice, i: int, j: int) -> NDArray[np.float64]:
    """The outlines of a cell's compounds in metres: N x 5 x 2."""
    return lattice.inside(i, j, _split(*kind_of(lattice, i, j).plots, GAP))


def buildings(lattice: Lattice, i: int, j: int) -> list[Building]:
    """A cell's buildings, compound by compound."""
    kind = kind_of(lattice, i, j)
    plots = _split(*kind.plots, GAP)
    inner = _shrink(_split(*kind.buildings, 2 * YARD), YARD)
    parts = [plot[[0, 1, 0, 1]] + rectangle * np.tile(plot[2:] - plot[:2], 2) for plot in plots for rectangle in inner]
    outlines = lattice.inside(i, j, np.array(parts))
    low, high = kind.floors
    heights = low + np.floor(chance(lattice.seed, 33, i, j, np.arange(len(parts))) * (high - low + 1)).astype(int)
    return [
        Building(number // len(inner), outline, int(floors), kind.units, kind.rooms)
        for number, (outline, floors) in enumerate(zip(outlines, np.atleast_1d(heights), strict=True))
    ]


def _split(across: int, up: int, gap: float) -> Rectangles:
    """The unit square in ``across`` x ``up`` rectangles with a gap between them: N x 4."""
    wide, tall = (1 - gap * (across - 1)) / across, (1 - gap * (up - 1)) / up
    return np.array(
        [
            (x * (wide + gap), y * (tall + gap), x * (wide + gap) + wide, y * (tall + gap) + tall)
            for y in range(up)
            for x in range(across)
        ]
    )


def _shrink(rectangles: Rectangles, rim: float) -> Rectangles:
    return rim + rectangles * (1 - 2 * rim)
