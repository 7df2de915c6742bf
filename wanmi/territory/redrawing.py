"""How unit grids are drawn anew: into one, along a line, or as a file has them. Plain polygons, nothing is stored."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from wanmi.grids.errors import GridError


def merged(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """The ground of several grids as one. Raises GridError where they do not lie side by side."""
    ground = shapely.union_all(shapes)
    if ground.geom_type != "Polygon":
        raise GridError("apart", "The grids do not lie side by side, so they cannot become one.")
    return [ground]


def cut(shape: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """A grid in the parts that a line cuts it into. Raises GridError where the line does not cut through."""
    parts = [part for part in split(shape, line).geoms if part.geom_type == "Polygon"]
    if len(parts) < 2:
        raise GridError("no_cut", "The line does not cut through the grid: it must begin and end outside of it.")
    return parts


def line_of(text: str) -> BaseGeometry:
    """A line written as ``lon lat, lon lat, …`` in degrees. Raises GridError."""
    try:
        points = [tuple(map(float, pair.split())) for pair in text.replace("，", ",").split(",")]
        return shapely.LineString([(lon, lat) for lon, lat in points])
    except (ValueError, shapely.errors.GEOSException) as error:
        message = "A line is written as 116.40 39.90, 116.41 39.91: longitude and latitude of two points or more."
        raise GridError("bad_line", message) from error
