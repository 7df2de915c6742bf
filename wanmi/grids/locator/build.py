"""Building the locator's arrays from polygons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wanmi.grids.errors import GridError
from wanmi.grids.locator import kernel, raster
from wanmi.grids.shapes import Geometries, GridSet

CELLS_A_SIDE = 16  # cells across a middling grid: 6 m for a unit grid of 100 m
LEAST_CELL = 1e-8  # degrees, about 1 mm: cells stay far wider than the rounding of a coordinate
MOST_TILES = 16_000_000  # a directory of 64 MB; coarser cells are chosen where a city would need more

Any1 = NDArray[Any]


@dataclass(frozen=True)
class Arrays:
    """What the compiled look-up reads; ``kernel`` tells the layout."""

    floats: NDArray[np.float64]
    ints: NDArray[np.int32]
    tiles: NDArray[np.uint8]


@dataclass(frozen=True)
class _Frame:
    """The raster: south-west corner in degrees, cells a degree, tiles east and north."""

    west: float
    south: float
    per_lon: float
    per_lat: float
    across: int
    up: int


def build(grids: GridSet, cells_a_side: int = CELLS_A_SIDE) -> Arrays:
    """The arrays for a checked set of grids; the grid numbers are the places in ``grids.codes``."""
    ends, grid_of = _directed_edges(grids.shapes)
    frame = _frame(grids.shapes, cells_a_side)
    lines, line_of, forward = _shared_lines(ends)
    ends -= np.array([frame.west, frame.south] * 2)
    ends *= np.array([frame.per_lon, frame.per_lat] * 2)  # from here on in cells
    parts = _strips(ends, grid_of, line_of, forward, len(grids), frame)
    head = np.array([frame.west, frame.south, frame.per_lon, frame.per_lat])
    return Arrays(
        np.concatenate((head, lines.ravel())), _join(parts, frame), np.concatenate([p[1] for p in parts]).ravel()
    )


def _directed_edges(shapes: Geometries) -> tuple[Any1, Any1]:
    """Every border edge as (x1, y1, x2, y2) with the inside on its left, and the number of its grid, in grid order."""
    parts, grid_of_part = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    same = (ring_of_point[1:] == ring_of_point[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    ends = np.hstack((points[:-1][same], points[1:][same]))
    return ends, grid_of_part[part_of_ring[ring_of_point[:-1][same]]].astype(np.int32)


def _shared_lines(ends: Any1) -> tuple[Any1, Any1, Any1]:
    """Each border once, lower end first; for every directed edge, its line and whether it runs the same way."""
    forward = (ends[:, 0] < ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] < ends[:, 3]))
    turned = np.where(forward[:, None], ends, ends[:, [2, 3, 0, 1]])
    turned += 0.0  # makes -0.0 and 0.0 one value
    order = np.lexsort(turned.T)
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = False
    for column in turned.T:  # one by one, as whole sorted copies of a large city would double the memory
        fresh[1:] |= np.diff(column[order]) != 0
    line_of = np.empty(len(order), np.int32)
    line_of[order] = np.cumsum(fresh) - 1
    return _in_grid_order(turned[order[fresh]], line_of), line_of, forward


def _in_grid_order(lines: Any1, line_of: Any1) -> Any1:
    """Number the lines as the grids first name them, so that a grid's lines lie together in memory."""
    _, first = np.unique(line_of, return_index=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    line_of[:] = place[line_of]
    return np.ascontiguousarray(lines[order])


def _frame(shapes: Geometries, cells_a_side: int) -> _Frame:
    west, south, east, north = shapely.total_bounds(shapes)
    boxes = shapely.bounds(shapes)
    sizes = np.median(boxes[:, 2:] - boxes[:, :2], axis=0) / cells_a_side
    wide, tall = (float(size) for size in np.maximum(sizes, LEAST_CELL))
    needed = (east - west) / (wide * kernel.TILE) * (north - south) / (tall * kernel.TILE)
    coarser = max(1.0, float(np.sqrt(needed / MOST_TILES)))
    wide, tall = wide * coarser * kernel.TILE, tall * coarser * kernel.TILE
    across, up = (int(np.ceil(size)) + 2 for size in ((east - west) / wide, (north - south) / tall))
    if across * up > 4 * MOST_TILES:
        raise GridError("too_spread", "The grids are spread too far for one index: {tiles} tiles.", tiles=across * up)
    return _Frame(west - wide, south - tall, kernel.TILE / wide, kernel.TILE / tall, across, up)


def _strips(
    ends: Any1, grid_of: Any1, line_of: Any1, forward: Any1, grids: int, frame: _Frame
) -> list[tuple[Any1, Any1, Any1, Any1, Any1]]:
    begin, edges = raster.strips_of_edges(ends, frame.up)
    runs = np.zeros((grids, 2), np.int64)
    return [
        raster.write_strip(
            ends, grid_of, line_of, forward, edges[begin[s] : begin[s + 1]], runs, s, frame.across * kernel.TILE
        )
        for s in range(frame.up)
    ]


def _join(parts: list[tuple[Any1, Any1, Any1, Any1, Any1]], frame: _Frame) -> NDArray[np.int32]:
    """One array out of the strips' directories, palette starts, palettes and records, with the head in front."""
    tiles, records = 0, 0
    for directory, detail, palettes, _, written in parts:
        directory[directory >= 0] += tiles
        palettes[palettes <= -2] -= records
        tiles, records = tiles + len(detail), records + len(written)
    lengths = np.concatenate([part[3] for part in parts])
    starts = (np.cumsum(lengths) - lengths).astype(np.int32)
    bodies = [[part[0] for part in parts], [starts], [part[2] for part in parts], [part[4] for part in parts]]
    ends = kernel.HEAD + np.cumsum([sum(map(len, pieces)) for pieces in bodies])
    joined = np.zeros(int(ends[-1]), np.int32)
    joined[: kernel.DIRECTORY] = frame.across, frame.up
    joined[kernel.DIRECTORY : kernel.RECORDS + 1] = [kernel.HEAD, *ends[:-1]]
    np.concatenate([piece for pieces in bodies for piece in pieces], out=joined[kernel.HEAD :])
    return joined
