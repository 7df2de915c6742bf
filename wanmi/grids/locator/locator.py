"""Finding the grid of a point: build once, keep in a file, map it into memory, ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError
from wanmi.grids.locator import kernel, storage
from wanmi.grids.locator.build import Arrays, bands, build, frame_of
from wanmi.grids.shapes import GridSet
from wanmi.grids.stock import Held, Stock


class Locator:
    """Finds the grid that covers a point, borders included: of several grids, the one with the lowest code.

    The answer equals ``min(code for code, shape in grids if shape.covers(point))`` for every point, computed without
    rounding. Points outside all grids, and points that are not numbers, have no grid.
    """

    def __init__(self, codes: NDArray[np.bytes_], arrays: Arrays) -> None:
        self._codes = codes
        self._floats, self._ints = _fixed(arrays.floats), _fixed(arrays.ints)
        self._tiles = _fixed(arrays.tiles)

    @classmethod
    def build(cls, codes: Iterable[str], shapes: Sequence[BaseGeometry] | NDArray[Any]) -> Locator:
        """Index polygons or multipolygons in degrees. Raises GridError naming the first feature at fault."""
        grids = GridSet.of(codes, shapes)
        return cls(_as_bytes(grids.codes), build(Held.beside(grids.codes, grids.shapes)))

    @classmethod
    def open(cls, path: str | Path, *, verify: bool = True) -> Locator:
        """Map an index file into memory; ``verify`` reads all of it and compares its checksums.

        Only a file that was just verified may be opened without: the look-ups trust its numbers.
        """
        return cls(*storage.load(Path(path), verify=verify))

    def save(self, path: str | Path) -> None:
        """Write the index file; whoever has the old one open keeps it."""
        storage.save(Path(path), self._codes, Arrays(self._floats, self._ints, self._tiles))

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def codes(self) -> NDArray[np.str_]:
        """All codes in the order of the grid numbers that ``locate_many`` gives."""
        return np.char.decode(self._codes, "utf-8")

    @property
    def nbytes(self) -> int:
        """The size of the index in bytes."""
        return sum(part.nbytes for part in (self._codes, self._floats, self._ints, self._tiles))

    def locate(self, lon: float, lat: float) -> str | None:
        """The code of the grid that covers the point (degrees), or None."""
        number = kernel.find_one(lon, lat, self._floats, self._ints, self._tiles)
        return None if number < 0 else self._codes[number].decode()

    def locate_many(self, lons: ArrayLike, lats: ArrayLike, *, reorder: bool = False) -> NDArray[np.int32]:
        """The grid numbers of N points (N int32, -1 for no grid); ``codes_of`` turns them into codes.

        ``reorder`` visits the points from south to north, for which it copies up to 4 million of them at a time:
        faster from about a million points in random order. The answers come in the order of the points either way.
        """
        xs, ys = (_fixed(np.ascontiguousarray(values, dtype=np.float64).ravel()) for values in (lons, lats))
        if len(xs) != len(ys):
            raise GridError("lengths", "{lons} longitudes but {lats} latitudes.", lons=len(xs), lats=len(ys))
        out = np.empty(len(xs), np.int32)
        find = kernel.find_reordered if reorder else kernel.find_many
        find(xs, ys, out, self._floats, self._ints, self._tiles)
        return out

    def codes_of(self, numbers: NDArray[np.int32]) -> NDArray[np.str_]:
        """The codes of grid numbers (N strings), an empty string for -1."""
        named = np.append(self._codes, np.array(b"", self._codes.dtype))
        return np.char.decode(named[numbers], "utf-8")

    def warm(self) -> None:
        """Compile, or fetch from Numba's cache, what the look-ups need: call it when a server starts."""
        self.locate(0.0, 0.0)
        for reorder in (False, True):
            self.locate_many([0.0], [0.0], reorder=reorder)


def write_index(path: str | Path, stock: Stock) -> None:
    """Write the index file of sound grids in code order, however many: ``stock.sound_grids`` gives such."""
    frame = frame_of(stock)
    storage.write(Path(path), _as_bytes(stock.codes), frame, bands(stock, frame))


def _as_bytes(codes: Sequence[str]) -> NDArray[np.bytes_]:
    return np.array([code.encode() for code in codes])


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only view: Numba compiles anew for arrays that may be written, and mapped files may not."""
    view = array.view()
    view.flags.writeable = False
    return view
