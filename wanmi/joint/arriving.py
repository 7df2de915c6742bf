"""Whether a position is at the place of an obligation: inside it, or as near to it as the rule book allows."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.cases.blur import METRES_A_DEGREE
from wanmi.territory.queries import grid, locate, outlines_of


def is_at(lon: float, lat: float, place: str, within_m: int) -> bool:
    """Whether a point lies in the place with its full code, a division or a unit grid, or ``within_m`` metres from it.

    A place without a shape has no distance: there the point lies inside or not at all. Three queries at most.
    """
    if (locate(lon, lat) or "").startswith(place):
        return True
    outline = _outline(place) if within_m else None
    return outline is not None and _metres(lon, lat, outline) <= within_m


def _outline(place: str) -> BaseGeometry | None:
    found = grid(place)
    return shapely.from_wkb(bytes(found.shape)) if found else outlines_of([place]).get(place)


def _metres(lon: float, lat: float, outline: BaseGeometry) -> float:
    """How far a point lies from a shape, on the plane that touches the earth at the point."""
    scale = METRES_A_DEGREE * np.array([math.cos(math.radians(lat)), 1.0])
    plane = shapely.transform(outline, lambda corners: (corners - [lon, lat]) * scale)
    return float(plane.distance(shapely.Point(0, 0)))
