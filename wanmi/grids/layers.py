"""The layers of a city as the drafter and the check need them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.draft.site import Site, as_array
from wanmi.grids.errors import GridError
from wanmi.grids.exchange import read
from wanmi.grids.geojson import Feature
from wanmi.grids.records import records_of
from wanmi.grids.shapes import Geometries, GridSet

USUAL_STRENGTH = 2  # of a line whose source says nothing
KINDS = {
    "line": ("LineString", "MultiLineString", "LinearRing"),
    "object": ("Polygon", "MultiPolygon"),
    "component": ("Point",),
}


def outlines(path: Path) -> dict[str, BaseGeometry]:
    """Communities by their codes of 12 digits. Raises GridError naming the first at fault."""
    records = records_of(read(path))
    taken = GridSet.of([record.code for record in records], [record.shape for record in records])
    return dict(zip(taken.codes, taken.shapes, strict=True))


@dataclass(frozen=True)
class Layers:
    """What lies in a city, in degrees: lines with strengths, objects to keep whole, components (N x 2) with loads."""

    lines: Geometries
    strengths: NDArray[np.int64]
    objects: Geometries
    components: NDArray[np.float64]

    @classmethod
    def read(cls, lines: Path | None, objects: Iterable[Path], components: Path | None) -> Layers:
        """Read the layers that are given. Raises GridError naming the first feature of a wrong kind."""
        roads = list(_features(lines, "line"))
        strengths = np.array([int(f.properties.get("strength", USUAL_STRENGTH)) for f in roads], dtype=np.int64)
        things = [feature.shape for path in objects for feature in _features(path, "object")]
        points = as_array([feature.shape for feature in _features(components, "component")])
        return cls(as_array([f.shape for f in roads]), strengths, as_array(things), shapely.get_coordinates(points))

    def site(self, code: str, outline: BaseGeometry) -> Site:
        """One community with what lies in it."""
        return Site.among(code, outline, (self.lines, self.strengths), self.objects, self.components)


def _features(path: Path | None, kind: str) -> Iterable[Feature]:
    for feature in read(path) if path else ():
        found = feature.shape.geom_type
        if found not in KINDS[kind]:
            name = feature.properties.get("code", feature.number)
            raise GridError("wrong_kind", "{feature} is no {kind} but a {found}.", feature=name, kind=kind, found=found)
        yield feature
