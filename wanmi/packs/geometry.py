"""Degrees and metres over one city: a plane that is right to a few parts in a thousand, enough to compare areas."""

from __future__ import annotations

from math import cos, radians
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km
G = TypeVar("G", bound=BaseGeometry)
DECIMALS = 7  # of degrees, about a centimetre


def to_metres(geometry: G, latitude: float) -> G:
    """A geometry in longitude and latitude, laid on a plane that is true near ``latitude``."""
    return shapely.transform(geometry, lambda points: points * _scale(latitude))


def to_degrees(geometry: G, latitude: float) -> G:
    """Back from the plane, rounded to the decimals that are kept; equal points stay equal."""
    return shapely.transform(geometry, lambda points: np.round(points / _scale(latitude), DECIMALS))


def square_metres(geometry: BaseGeometry) -> float:
    """The area of a geometry in longitude and latitude."""
    if geometry.is_empty:
        return 0.0
    return float(to_metres(geometry, geometry.centroid.y).area)


def _scale(latitude: float) -> NDArray[np.float64]:
    return np.array([METRES_PER_DEGREE * cos(radians(latitude)), METRES_PER_DEGREE])
