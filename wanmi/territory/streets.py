"""The streets of a piece of ground, for those who walk it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.plane import Plane
from wanmi.territory.models import City, Street

ALONG = 10.0  # metres: a street that borders the ground belongs to it
SHORTEST = 20.0  # metres: what is left of a street that only crosses the border is no street of the ground


def streets_within(ground: BaseGeometry) -> list[BaseGeometry]:
    """The stretches of streets inside ``ground`` (degrees) or along its border."""
    stamp = City.objects.values_list("grids_stamp", flat=True).first() or ""
    lines, tree = _all_streets(stamp)
    if not len(lines):
        return []
    plane = Plane.around(ground)
    room = plane.unflatten(shapely.buffer(plane.flatten(ground), ALONG))
    stretches = shapely.get_parts(shapely.intersection(lines[tree.query(room, predicate="intersects")], room))
    return [each for each in stretches if shapely.length(plane.flatten(each)) >= SHORTEST]


@lru_cache(maxsize=1)
def _all_streets(stamp: str) -> tuple[NDArray[Any], shapely.STRtree]:
    """Every street of the city as ``stamp`` (City.grids_stamp) knows it."""
    lines = np.array([bytes(line) for line in Street.objects.values_list("line", flat=True)], dtype=object)
    shapes = np.asarray(shapely.from_wkb(lines), dtype=object)
    return shapes, shapely.STRtree(shapes)
