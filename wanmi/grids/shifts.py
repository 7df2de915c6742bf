"""The shifted coordinates of Chinese web maps, to and from CGCS2000: for the border of the system only.

Web maps show positions moved by some hundred metres: GCJ-02 (Amap, Tencent) and, moved once more, BD-09 (Baidu). The
formulas come from the library coordTransform (the extra ``gis``); its way back is a first guess that is off by up to
some metres, so it is repeated here until it meets the way out. CGCS2000 and WGS 84 count as the same (within a
decimetre). Outside China nothing is shifted.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError

Floats = NDArray[np.float64]

CLOSE_ENOUGH = 1e-9  # degrees, a tenth of a millimetre
ROUNDS = 30


class Datum(StrEnum):
    """The coordinates a source is in."""

    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def from_cgcs2000(points: Floats, datum: Datum) -> Floats:
    """N x 2 longitudes and latitudes in CGCS2000 to another datum."""
    if datum is Datum.CGCS2000:
        return points
    name = {Datum.GCJ02: "wgs84_to_gcj02", Datum.BD09: "wgs84_to_bd09"}[datum]
    convert: Callable[[Floats, Floats], Any] = getattr(_library(), name)
    return np.column_stack([np.asarray(part, dtype=float) for part in convert(*_columns(points))])


def to_cgcs2000(points: Floats, datum: Datum) -> Floats:
    """N x 2 longitudes and latitudes in another datum to CGCS2000, so that the way out again meets them."""
    guess = points
    for _ in range(ROUNDS):
        miss = points - from_cgcs2000(guess, datum)
        guess = guess + miss
        if not miss.size or np.abs(miss).max() < CLOSE_ENOUGH:
            return guess
    raise GridError("no_way_back", "Some points have no place in CGCS2000 that {datum} would show there.", datum=datum)


def shape_to_cgcs2000(shape: BaseGeometry, datum: Datum) -> BaseGeometry:
    """A shape, corner by corner."""
    moved: BaseGeometry = shapely.transform(shape, lambda points: to_cgcs2000(points, datum))
    return moved


def shape_from_cgcs2000(shape: BaseGeometry, datum: Datum) -> BaseGeometry:
    """A shape, corner by corner."""
    moved: BaseGeometry = shapely.transform(shape, lambda points: from_cgcs2000(points, datum))
    return moved


def _columns(points: Floats) -> tuple[Floats, Floats]:
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])


def _library() -> Any:
    try:
        import coordTransform
    except ImportError as error:
        message = "Coordinates of web maps need the extra: pip install 'wanmi[gis]'."
        raise GridError("no_coordtransform", message) from error
    return coordTransform
