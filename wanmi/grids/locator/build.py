"""Building the locator's arrays from polygons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from wanmi.grids.errors import GridError
from wanmi.grids.locator import kernel, raster
from wanmi.grids.shapes import Geometries
from wanmi.grids.stock import Places, Stock

CELLS_A_SIDE = 16  # cells across a middling grid: 6 m for a unit grid of 100 m
LEAST_CELL = 1e-8  # degrees, about 1 mm: cells stay far wider than the rounding of a coordinate
MOST_CORNERS = 500_000  # worked on at a time: some 150 MB
MOST_IN_STRIP = 4_000_000  # corners of the grids that meet one row of tiles
MOST_TILES = 16_000_000  # a directory of 64 MB; coarser cells are chosen where a city would need more

Any1 = NDArray[Any]


class Arrays(NamedTuple):
    """What the compiled look-up reads; ``kernel`` tells the layout."""

    floats: NDArray[np.float64]
    ints: NDArray[np.int32]
    tiles: NDArray[np.uint8]


class Band(NamedTuple):
    """The part of the arrays that belongs to some strips, its numbers those of the whole index."""

    lines: NDArray[np.float64]
    directory: NDArray[np.int32]
    lengths: NDArray[np.int32]  # of the palettes
    palettes: NDArray[np.int32]
    records: NDArray[np.int32]
    tiles: NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """The raster: south-west corner in degrees, cells a degree, tiles east and north."""

    west: float
    south: float
    per_lon: float
    per_lat: float
    across: int
    up: int

    @property
    def origin(self) -> NDArray[np.float64]:
        """The numbers in front of the lines."""
        return np.array([self.west, self.south, self.per_lon, self.per_lat])

    def head(self, sizes: Sequence[int]) -> NDArray[np.int32]:
        """The numbers in front of directory, starts and palettes, which have ``sizes``, and of the records."""
        head = np.zeros(kernel.HEAD, np.int32)
        head[: kernel.DIRECTORY] = self.across, self.up
        head[kernel.DIRECTORY : kernel.RECORDS + 1] = kernel.HEAD + np.cumsum([0, *sizes])
        return head


def build(stock: Stock) -> Arrays:
    """The arrays for sound grids in code order; the grid numbers are their places."""
    frame = frame_of(stock)
    joined = Band(*(np.concatenate(pieces) for pieces in zip(*bands(stock, frame), strict=True)))
    starts = (np.cumsum(joined.lengths) - joined.lengths).astype(np.int32)
    bodies = (joined.directory, starts, joined.palettes)
    ints = np.concatenate((frame.head([len(body) for body in bodies]), *bodies, joined.records))
    return Arrays(np.concatenate((frame.origin, joined.lines.ravel())), ints, joined.tiles.ravel())


def bands(stock: Stock, frame: Frame) -> Iterator[Band]:
    """The index from south to north, as many strips at a time as the corners of their grids allow."""
    lines = tiles = records = 0
    runs = np.zeros((len(stock), 2), np.int64)
    for first, last in _bands(stock, frame):
        ends, grid_of = _edges_between(stock, frame, first, last)
        shared, line_of, forward = _shared_lines(ends)
        ends -= np.array([frame.west, frame.south] * 2)
        ends *= np.array([frame.per_lon, frame.per_lat] * 2)  # from here on in cells
        strips = _strips(ends, grid_of, line_of + np.int32(lines), forward, runs, frame, first, last)
        band = Band(shared, *_joined(strips, tiles, records))
        lines, tiles, records = lines + len(shared), tiles + len(band.tiles), records + len(band.records)
        yield band


def refuse_unfit(stock: Stock) -> None:
    """Raise GridError where no index can be built: grids spread too far, or too many corners side by side."""
    for _ in _bands(stock, frame_of(stock)):
        return


def _bands(stock: Stock, frame: Frame) -> Iterator[tuple[int, int]]:
    """First strip and the one after the last of each band."""
    load = np.zeros(frame.up + 1)
    for end, sign in ((1, 1), (3, -1)):  # the corners of a grid count in every strip that it meets
        met = np.floor((stock.boxes[:, end] - frame.south) * frame.per_lat / kernel.TILE).astype(np.int64)
        np.add.at(load, np.clip(met + (sign < 0), 0, frame.up), sign * stock.corners)
    corners, first, held = np.cumsum(load)[: frame.up].tolist(), 0, 0.0
    if max(corners) > MOST_IN_STRIP:
        message = "Grids side by side have {corners} corners, an index takes at most {most} in a row of grids."
        raise GridError("too_dense", message, corners=int(max(corners)), most=MOST_IN_STRIP)
    for strip in range(frame.up):
        if held and held + corners[strip] > MOST_CORNERS:
            yield first, strip
            first, held = strip, 0.0
        held += corners[strip]
    yield first, frame.up


def _edges_between(stock: Stock, frame: Frame, first: int, last: int) -> tuple[Any1, Any1]:
    """The edges that meet the strips ``first`` to before ``last``, and the numbers of their grids, in grid order."""
    low, high = (frame.south + (strip * kernel.TILE + side) / frame.per_lat for strip, side in ((first, -1), (last, 1)))
    near = np.flatnonzero((stock.boxes[:, 1] <= high) & (stock.boxes[:, 3] >= low))
    found = [_directed_edges(stock.shapes(places), places, low, high) for places in stock.spans(near)]
    if not found:
        return np.empty((0, 4)), np.empty(0, np.int32)
    return np.concatenate([ends for ends, _ in found]), np.concatenate([grids for _, grids in found])


def _directed_edges(shapes: Geometries, places: Places, low: float, high: float) -> tuple[Any1, Any1]:
    """Border edges as (x1, y1, x2, y2) with the inside on their left, and the numbers of their grids."""
    parts, grid_of_part = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    south, north = np.minimum(points[1:, 1], points[:-1, 1]), np.maximum(points[1:, 1], points[:-1, 1])
    kept = (ring_of_point[1:] == ring_of_point[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    kept &= (south <= high) & (north >= low)
    ends = np.hstack((points[:-1][kept], points[1:][kept]))
    return ends, places[grid_of_part[part_of_ring[ring_of_point[:-1][kept]]]].astype(np.int32)


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


def frame_of(stock: Stock) -> Frame:
    """The raster for a stock. Raises GridError where its grids are spread too far for one index."""
    boxes = stock.boxes
    (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    sizes = np.median(boxes[:, 2:] - boxes[:, :2], axis=0) / CELLS_A_SIDE
    wide, tall = (float(size) for size in np.maximum(sizes, LEAST_CELL))
    needed = (east - west) / (wide * kernel.TILE) * (north - south) / (tall * kernel.TILE)
    coarser = max(1.0, float(np.sqrt(needed / MOST_TILES)))
    wide, tall = wide * coarser * kernel.TILE, tall * coarser * kernel.TILE
    across, up = (int(np.ceil(size)) + 2 for size in ((east - west) / wide, (north - south) / tall))
    if across * up > 4 * MOST_TILES:
        raise GridError("too_spread", "The grids are spread too far for one index: {tiles} tiles.", tiles=across * up)
    return Frame(west - wide, south - tall, kernel.TILE / wide, kernel.TILE / tall, across, up)


def _strips(
    ends: Any1, grid_of: Any1, line_of: Any1, forward: Any1, runs: Any1, frame: Frame, first: int, last: int
) -> list[tuple[Any1, Any1, Any1, Any1, Any1]]:
    begin, edges = raster.strips_of_edges(ends, frame.up)
    return [
        raster.write_strip(
            ends, grid_of, line_of, forward, edges[begin[s] : begin[s + 1]], runs, s, frame.across * kernel.TILE
        )
        for s in range(first, last)
    ]


def _joined(
    strips: list[tuple[Any1, Any1, Any1, Any1, Any1]], tiles: int, records: int
) -> tuple[Any1, Any1, Any1, Any1, Any1]:
    """Directories, palette lengths, palettes, records and tiles of strips that come after so many tiles and records."""
    for directory, detail, palettes, _, written in strips:
        directory[directory >= 0] += tiles
        palettes[palettes <= -2] -= records
        tiles, records = tiles + len(detail), records + len(written)
    directories, details, palettes, lengths, written = (np.concatenate(pieces) for pieces in zip(*strips, strict=True))
    return directories, lengths, palettes, written, details
