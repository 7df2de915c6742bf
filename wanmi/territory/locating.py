"""Which division contains a point: in memory, without a database."""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry


class Locator:
    """Answers from polygons held in a tree; it never changes, and threads may share it."""

    def __init__(self, outlines: Iterable[tuple[str, BaseGeometry]]) -> None:
        """``outlines`` are (code, polygon) in longitude and latitude, in any order."""
        ordered = sorted(outlines, key=lambda pair: (-len(pair[0]), pair[0]))
        self._codes = [code for code, _ in ordered]
        self._tree = shapely.STRtree([shape for _, shape in ordered])

    def locate(self, lon: float, lat: float) -> str | None:
        """The smallest division (the longest code) whose polygon covers the point, None outside all.

        On a shared border it is always the lowest code.
        """
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._codes[int(found.min())] if found.size else None
