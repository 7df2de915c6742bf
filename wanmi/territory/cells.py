"""Cells of the world: a number for each tile of a web map, so that every tile is one range of an index.

The number interleaves the bits of a tile's column and row (a Z-order curve): all cells inside a tile of a lower zoom
follow each other. Tiles are those of the usual web map, cut from the Mercator square; 0, 0 is the north-west corner.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

GRID_ZOOM = 15  # cells of about 900 m at latitude 40: a unit grid lies in one to four
POINT_ZOOM = 20  # cells of about 30 m
MOST_LAT = 85.0511287  # the edge of the Mercator square
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the map; ValueError where there is none with these numbers."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.z <= 24 and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z):
            raise ValueError(f"there is no tile {self.z}/{self.x}/{self.y}")

    def cells(self, zoom: int) -> tuple[int, int]:
        """The first and the last cell of ``zoom`` that the tile touches; for a smaller tile, the one around it."""
        first = int(interleaved(self.x, self.y))
        if self.z >= zoom:
            cell = first >> 2 * (self.z - zoom)
            return cell, cell
        shift = 2 * (zoom - self.z)
        return first << shift, ((first + 1) << shift) - 1

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        north, south = (_latitude(row, self.z) for row in (self.y, self.y + 1))
        return self.x / 2**self.z * 360 - 180, south, (self.x + 1) / 2**self.z * 360 - 180, north


def positions(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.float64]:
    """Degrees as shares of the Mercator square (N x 2): from the west, from the north."""
    across = (np.asarray(lons, dtype=np.float64) + 180) / 360
    phi = np.radians(np.clip(np.asarray(lats, dtype=np.float64), -MOST_LAT, MOST_LAT))
    return np.stack((across, 0.5 - np.arcsinh(np.tan(phi)) / (2 * math.pi)), axis=-1)


def cells_at(lons: ArrayLike, lats: ArrayLike, zoom: int = POINT_ZOOM) -> Numbers:
    """The cells of points."""
    places = np.clip((positions(lons, lats) * 2**zoom).astype(np.int64), 0, 2**zoom - 1)
    return interleaved(places[..., 0], places[..., 1])


def cells_of(shape: BaseGeometry, zoom: int = GRID_ZOOM) -> list[int]:
    """The cells that a shape in degrees touches."""
    west, south, east, north = shape.bounds
    (left, top), (right, bottom) = (positions((west, east), (north, south)) * 2**zoom).astype(np.int64).tolist()
    tiles = [Tile(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
    touched = tiles if len(tiles) == 1 else [tile for tile in tiles if shape.intersects(shapely.box(*tile.bounds()))]
    return [int(interleaved(tile.x, tile.y)) for tile in touched]


def interleaved(x: ArrayLike, y: ArrayLike) -> Numbers:
    """Bits of columns and rows (less than 2**24) in turn."""
    return _spread(np.asarray(x, dtype=np.int64)) | _spread(np.asarray(y, dtype=np.int64)) << 1


def _spread(values: Numbers) -> Numbers:
    for shift, mask in ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F)):
        values = (values | values << shift) & mask
    for shift, mask in ((2, 0x3333333333333333), (1, 0x5555555555555555)):
        values = (values | values << shift) & mask
    return values


def _latitude(row: int, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**zoom))))


def ranges_in(box: tuple[float, float, float, float], zoom: int) -> list[tuple[int, int]]:
    """First and last cells of ``zoom`` that together hold a box (west, south, east, north): at most nine ranges."""
    west, south, east, north = box
    corners = np.clip(positions((west, east), (north, south)), 0, 1 - 2**-40)
    size = float(np.ptp(corners, axis=0).max())
    coarse = zoom if size == 0 else min(zoom, max(0, math.floor(-math.log2(size)) + 1))
    (left, top), (right, bottom) = (corners * 2**coarse).astype(np.int64).tolist()
    return [Tile(coarse, x, y).cells(zoom) for x in range(left, right + 1) for y in range(top, bottom + 1)]
