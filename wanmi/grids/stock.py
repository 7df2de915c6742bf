"""Many grids of which a few are looked at at a time: held in memory, or laid in a scratch file whatever their number.

A stock numbers its grids from 0. What is asked of all at once is small (codes, boxes, corners) and stays in memory;
shapes are fetched for the places that are wanted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError
from wanmi.grids.geojson import Feature
from wanmi.grids.records import MOST_FEATURES, Record, record_of
from wanmi.grids.shapes import Geometries, refuse_bad_codes, refuse_bad_polygons

PORTION = 2_000  # grids looked at together
MOST_AT_ONCE = 500_000  # their corners
MOST_POINTS = 40_000_000  # more than a file of 500 MB can have: a position has 12 characters at least

Places = NDArray[np.int64]
T = TypeVar("T")


@dataclass(frozen=True)
class Stock(ABC):
    """``codes`` of N grids, their ``stated`` areas (m², nan for none), ``boxes`` (N x 4, degrees, nan for no shape)."""

    codes: Sequence[str]
    stated: NDArray[np.float64]
    boxes: NDArray[np.float64]
    corners: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.codes)

    @abstractmethod
    def shapes(self, places: Places) -> Geometries:
        """The shapes at some places, None where there is none."""

    def spans(self, places: Places | None = None) -> Iterator[Places]:
        """Places (all, if none are given) in pieces that fit into memory together."""
        rest = np.arange(len(self)) if places is None else places
        while len(rest):
            corners = np.cumsum(self.corners[rest[:PORTION]])
            end = max(1, int(np.searchsorted(corners, MOST_AT_ONCE, side="right")))
            yield rest[:end]
            rest = rest[end:]

    def records(self, places: Places) -> list[Record]:
        """The grids at some places."""
        stated = self.stated[places].tolist()
        return [
            Record(place, self.codes[place], shape, None if area != area else area)
            for place, shape, area in zip(places.tolist(), self.shapes(places), stated, strict=True)
        ]


@dataclass(frozen=True)
class Held(Stock):
    """A stock in memory."""

    geometries: Geometries

    @classmethod
    def of(cls, records: Sequence[Record]) -> Held:
        shapes = np.array([record.shape for record in records], dtype=object).reshape(-1)
        return cls.beside([record.code for record in records], shapes, [record.area for record in records])

    @classmethod
    def beside(cls, codes: Sequence[str], shapes: Geometries, stated: Sequence[float | None] | None = None) -> Held:
        """Codes beside shapes."""
        areas = np.array(stated if stated is not None else np.full(len(codes), np.nan), dtype=np.float64)
        return cls(codes, areas, *_measures(shapes), shapes)

    def shapes(self, places: Places) -> Geometries:
        return np.asarray(self.geometries[places])


@dataclass(frozen=True)
class Shelf(Stock):
    """A stock in a scratch file: N shapes as WKB one after the other, ``starts`` (N + 1) telling where each begins."""

    file: IO[bytes]
    starts: NDArray[np.int64]

    def shapes(self, places: Places) -> Geometries:
        found = np.empty(len(places), dtype=object)
        for number, place in enumerate(places.tolist()):
            self.file.seek(self.starts[place])
            found[number] = self.file.read(self.starts[place + 1] - self.starts[place])
        shapes: Geometries = shapely.from_wkb(found)
        return shapes


class _Part(NamedTuple):
    """What is kept in memory of one portion."""

    codes: list[str]
    stated: list[float | None]
    boxes: NDArray[np.float64]
    corners: NDArray[np.int64]
    sizes: list[int]


@contextmanager
def shelved(features: Iterable[Feature], code_field: str | None = None) -> Iterator[Shelf]:
    """The grids of a file in a stock that lasts as long as the context; ``code_field`` as in ``records_of``.

    Raises GridError naming the feature from which on there would be too many features or corners.
    """
    with TemporaryFile() as file:
        yield laid(file, (record_of(feature, code_field) for feature in features))


@contextmanager
def shelved_anew(grids: Iterable[tuple[Sequence[str], Geometries]]) -> Iterator[Shelf]:
    """Portions of codes beside shapes, as ``sound_grids`` gives them, in a stock that lasts as long as the context."""
    pairs = (pair for codes, shapes in grids for pair in zip(codes, shapes, strict=True))
    with TemporaryFile() as file:
        yield laid(file, (Record(number, code, shape) for number, (code, shape) in enumerate(pairs)))


def laid(file: IO[bytes], records: Iterable[Record]) -> Shelf:
    """Write the shapes of grids to ``file`` and keep the rest. Raises GridError where they are too many, or none."""
    parts: list[_Part] = []
    features = points = 0
    for portion in _portions(records):
        parts.append(_laid(file, portion))
        features, points = features + len(portion), points + int(parts[-1].corners.sum())
        if features > MOST_FEATURES or points > MOST_POINTS:
            message = "The input is too large at feature {feature}: more than {features} features or {points} points."
            last = portion[-1].number
            raise GridError("too_large", message, feature=last, features=MOST_FEATURES, points=MOST_POINTS)
    if not parts:
        raise GridError("empty", "There is no feature in the input.")
    sizes = np.concatenate([part.sizes for part in parts])
    return Shelf(
        [code for part in parts for code in part.codes],
        np.array([area for part in parts for area in part.stated], dtype=np.float64),
        np.concatenate([part.boxes for part in parts]),
        np.concatenate([part.corners for part in parts]),
        file,
        np.concatenate(([0], np.cumsum(sizes))),
    )


def _portions(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Grids in lists that fit into memory together."""
    portion: list[Record] = []
    corners = 0
    for record in records:
        portion.append(record)
        corners += int(shapely.get_num_coordinates(record.shape))
        if len(portion) == PORTION or corners > MOST_AT_ONCE:
            yield portion
            portion, corners = [], 0
    if portion:
        yield portion


def _laid(file: IO[bytes], records: Sequence[Record]) -> _Part:
    shapes = np.array([record.shape for record in records], dtype=object)
    bodies = shapely.to_wkb(shapes)
    file.writelines(bodies)
    codes, stated = [record.code for record in records], [record.area for record in records]
    return _Part(codes, stated, *_measures(shapes), [len(body) for body in bodies])


def _measures(shapes: Geometries) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Boxes and numbers of corners."""
    return shapely.bounds(shapes).reshape(-1, 4), shapely.get_num_coordinates(shapes).astype(np.int64)


def portions(items: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """Items in lists of ``size``, the last one shorter."""
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def in_code_order(stock: Stock) -> Places:
    """All places, sorted by code."""
    return np.array(sorted(range(len(stock)), key=stock.codes.__getitem__), dtype=np.int64)


def as_objects(shapes: Iterable[Any]) -> Geometries:
    """Shapes as an array of objects, also where there is none."""
    kept = list(shapes)
    array = np.empty(len(kept), dtype=object)
    array[:] = kept
    return array


def sound_grids(stock: Stock) -> Iterator[tuple[list[str], Geometries]]:
    """Codes beside polygons in code order, a portion at a time, rings turned counter-clockwise.

    A unit grid is one part without holes (GB/T 30428.1 speaks of one closed polygon), so others are refused: raises
    GridError naming the first feature at fault.
    """
    refuse_bad_codes(stock.codes)
    for places in stock.spans(in_code_order(stock)):
        codes, shapes = [stock.codes[place] for place in places.tolist()], stock.shapes(places)
        refuse_bad_polygons(codes, shapes)
        for code, shape in zip(codes, shapes, strict=True):
            _refuse_other_than_one_ring(code, shape)
        yield codes, shapely.orient_polygons(shapely.get_geometry(shapes, 0))


def _refuse_other_than_one_ring(code: str, shape: BaseGeometry) -> None:
    parts = shapely.get_parts(shape)
    if len(parts) > 1:
        raise GridError("many_parts", "{feature} has {parts} parts.", feature=code, parts=len(parts))
    if len(parts[0].interiors):
        raise GridError("hole", "{feature} has a hole.", feature=code)
