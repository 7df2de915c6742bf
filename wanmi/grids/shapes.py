"""A set of grids as the engines pass it around: codes beside polygons, checked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError

Geometries = NDArray[Any]  # object array of shapely geometries
CHINA = (73.0, 3.0, 136.0, 54.0)  # degrees, roughly: no longitude in it could be a latitude in it
POLYGONAL = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))


@dataclass(frozen=True)
class GridSet:
    """Grids in code order: ``codes`` (N strings, each once) beside ``shapes`` (N polygons, longitude/latitude)."""

    codes: tuple[str, ...]
    shapes: Geometries

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, codes: Iterable[str], shapes: Sequence[BaseGeometry | None] | Geometries) -> GridSet:
        """Check and sort. Raises GridError naming the first feature at fault; nothing is taken over in part."""
        names = [str(code) for code in codes]
        array = np.array(shapes, dtype=object).reshape(-1)
        if not names:
            raise GridError("empty", "There is no grid in the input.")
        if len(names) != len(array):
            raise GridError("lengths", "{codes} codes but {shapes} shapes.", codes=len(names), shapes=len(array))
        refuse_bad_codes(names)
        refuse_bad_polygons(names, array)
        order = sorted(range(len(names)), key=names.__getitem__)
        return cls(tuple(names[i] for i in order), array[order])


def refuse_bad_codes(names: Sequence[str]) -> None:
    """Raise GridError for the first feature without a code, or with that of another."""
    seen: set[str] = set()
    for number, name in enumerate(names):
        if not name:
            raise GridError("code_missing", "Feature {feature} has no code.", feature=number)
        if name in seen:
            raise GridError("code_twice", "Code {feature} is used by two features.", feature=name)
        seen.add(name)


def refuse_bad_polygons(names: Sequence[str], shapes: Geometries) -> None:
    """Raise GridError for the first shape that is no sound polygon in China; ``names`` are used in the message."""
    _refuse(names, shapely.is_missing(shapes) | shapely.is_empty(shapes), "shape_missing", "{feature} has no shape.")
    kinds = shapely.get_type_id(shapes)
    _refuse(names, ~np.isin(kinds, POLYGONAL), "not_polygon", "{feature} is not a polygon.")
    refuse_bad_coordinates(names, shapes)
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        first = int(np.argmax(broken))
        raise GridError(
            "shape_broken",
            "{feature} is not a sound polygon: {reason}.",
            feature=names[first],
            reason=shapely.is_valid_reason(shapes[first]),
        )


def refuse_bad_coordinates(names: Sequence[str], shapes: Geometries) -> None:
    """Raise GridError for the first shape with a coordinate that is not a number or lies outside China."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.isfinite(points).all(axis=1)
    swapped = _in_china(points[:, 1], points[:, 0])
    for bad, code, message in (
        (~finite, "not_finite", "{feature} has a coordinate that is not a number."),
        (swapped, "swapped", "{feature} has the point {lon}, {lat}: longitude and latitude are swapped."),
        (
            ~_in_china(points[:, 0], points[:, 1]),
            "outside_china",
            "{feature} has the point {lon}, {lat}, which is no longitude and latitude of China in degrees.",
        ),
    ):
        if bad.any():
            at = int(np.argmax(bad))
            lon, lat = (float(value) for value in points[at])
            raise GridError(code, message, feature=names[int(owner[at])], lon=lon, lat=lat)


def _in_china(lons: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    return (west <= lons) & (lons <= east) & (south <= lats) & (lats <= north)


def _refuse(names: Sequence[str], bad: NDArray[np.bool_], code: str, message: str) -> None:
    if bad.any():
        raise GridError(code, message, feature=names[int(np.argmax(bad))])
