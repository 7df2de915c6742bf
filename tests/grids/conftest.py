"""Shapes that several tests use."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

WEST, SOUTH = 116.38, 39.88
STEP = 0.001  # degrees, about 100 m


def box(column: float, row: float, wide: float = 1, tall: float = 1) -> shapely.Polygon:
    """A rectangle counted in steps from the south-west corner of the tests' city."""
    return shapely.box(
        WEST + column * STEP, SOUTH + row * STEP, WEST + (column + wide) * STEP, SOUTH + (row + tall) * STEP
    )


def mosaic(size: int, seed: int, bends: int = 2) -> tuple[list[str], NDArray[np.object_]]:
    """``size`` x ``size`` crooked quadrilaterals that share every border vertex, with codes in shuffled order."""
    rng = np.random.default_rng(seed)
    places = np.stack(np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="ij"), axis=-1)
    nodes = places + rng.uniform(-0.3, 0.3, places.shape)
    east = _bent(nodes[:-1], nodes[1:], bends, rng)
    north = _bent(nodes[:, :-1], nodes[:, 1:], bends, rng)
    shapes = [
        shapely.Polygon(np.vstack((east[i, j], north[i + 1, j], east[i, j + 1, ::-1], north[i, j, ::-1])))
        for i in range(size)
        for j in range(size)
    ]
    codes = [f"110101001{number:06d}" for number in rng.permutation(size * size) + 1]
    return codes, np.array(shapes, dtype=object)


def _bent(a: NDArray[np.float64], b: NDArray[np.float64], bends: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Border lines of ``bends`` + 2 points between two arrays of nodes, in degrees."""
    share = np.linspace(0, 1, bends + 2)[:, None]
    lines = a[:, :, None] + (b - a)[:, :, None] * share
    lines[:, :, 1:-1] += rng.uniform(-0.05, 0.05, lines[:, :, 1:-1].shape)
    return np.array([WEST, SOUTH]) + lines * STEP
