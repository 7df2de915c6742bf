"""Coordinate systems of the published features (OGC API – Features, Part 2: 18-058r1), by PROJ.

Coordinates come in the order of axes that the authority defines: EPSG:4490 (CGCS2000) and EPSG:4326 have the latitude
first, CRS84 the longitude.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
STORED = f"{EPSG}4490"  # what the city's positions are, kept with the longitude first
SUPPORTED = {CRS84: "OGC:CRS84", STORED: "EPSG:4490", f"{EPSG}4326": "EPSG:4326", f"{EPSG}3857": "EPSG:3857"}
Box = tuple[float, float, float, float]  # west, south, east, north in degrees


class UnknownCrs(ValueError):
    """Not one of SUPPORTED."""


def in_crs(shape: BaseGeometry, crs: str) -> BaseGeometry:
    """A shape in degrees, longitude first, as ``crs`` has it. CGCS2000 and WGS 84 agree within a decimetre."""
    if crs == CRS84:
        return shape
    there = _between(CRS84, crs)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(there.transform(points[:, 0], points[:, 1]))

    result: BaseGeometry = shapely.transform(shape, moved)
    return result


def box_from(numbers: tuple[float, float, float, float], crs: str) -> Box:
    """A box given in ``crs``, lower then upper corner, as degrees with the longitude first."""
    if crs == CRS84:
        return numbers
    west, south, east, north = _between(crs, CRS84).transform_bounds(*numbers)
    return west, south, east, north


def known(crs: str) -> str:
    """``crs``, or the default where none is asked for. Raises UnknownCrs."""
    if crs and crs not in SUPPORTED:
        raise UnknownCrs(f"expected one of {', '.join(SUPPORTED)}")
    return crs or CRS84


@cache
def _between(source: str, target: str) -> Transformer:
    return Transformer.from_crs(SUPPORTED[source], SUPPORTED[target])
