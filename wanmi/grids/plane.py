"""Metres for a small region: CGCS2000 longitude/latitude to a flat plane and back.

A plate of a few kilometres is flat enough: inside 5 km of the centre, lengths are right to 1 in 1,500 east-west at
latitude 40 and areas to 1 in 1,500; over one unit grid the error is below one square metre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

# The ellipsoid of CGCS2000 (GB 22021-2008).
SEMI_MAJOR = 6378137.0
FLATTENING = 1 / 298.257222101
ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING)


@dataclass(frozen=True)
class Plane:
    """A plane that touches the ellipsoid at ``lon``, ``lat`` (degrees): x metres east of there, y metres north."""

    lon: float
    lat: float

    @classmethod
    def around(cls, shapes: Any) -> Plane:
        """The plane at the middle of one shape or many (degrees)."""
        west, south, east, north = shapely.total_bounds(shapes)
        return cls(float((west + east) / 2), float((south + north) / 2))

    @property
    def scale(self) -> NDArray[np.float64]:
        """Metres a degree of longitude and a degree of latitude."""
        phi = math.radians(self.lat)
        root = 1 - ECCENTRICITY_2 * math.sin(phi) ** 2
        across = SEMI_MAJOR / math.sqrt(root) * math.cos(phi)
        up = SEMI_MAJOR * (1 - ECCENTRICITY_2) / root**1.5
        return np.array([math.radians(across), math.radians(up)])

    def metres(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        """N x 2 longitudes and latitudes to N x 2 metres."""
        moved: NDArray[np.float64] = (degrees - np.array([self.lon, self.lat])) * self.scale
        return moved

    def degrees(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """N x 2 metres to N x 2 longitudes and latitudes."""
        return np.array([self.lon, self.lat]) + metres / self.scale

    def flatten(self, shapes: Any) -> Any:
        """One shape or an array of them, from degrees to metres."""
        return shapely.transform(shapes, self.metres)

    def unflatten(self, shapes: Any) -> Any:
        """One shape or an array of them, from metres to degrees."""
        return shapely.transform(shapes, self.degrees)


def areas(shapes: Any) -> NDArray[np.float64]:
    """The areas of N shapes in degrees, each in square metres on its own plane (N float64)."""
    boxes = shapely.bounds(shapes)
    middle = np.radians((boxes[:, 1] + boxes[:, 3]) / 2)
    root = 1 - ECCENTRICITY_2 * np.sin(middle) ** 2
    per_degree_2 = SEMI_MAJOR**2 * (1 - ECCENTRICITY_2) / root**2 * np.cos(middle) * math.radians(1) ** 2
    return np.asarray(shapely.area(shapes) * per_degree_2, dtype=np.float64)
