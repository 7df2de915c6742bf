"""What a draft starts from: a community, and what lies in it, in metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError
from wanmi.grids.plane import Plane
from wanmi.grids.shapes import Geometries, refuse_bad_coordinates, refuse_bad_polygons

SNAP = 1e-6  # metres: every corner of a draft lies on this net, so that neighbours share corners exactly
NEVER = 3  # strength of a line that no grid should straddle: river, wall, railway, avenue


@dataclass(frozen=True)
class Rules:
    """How large grids should be; the defaults are the 10,000 m² unit grid."""

    target: float = 10_000.0  # m²
    smallest: float = 0.45  # share of the target under which a block joins a neighbour
    whole: float = 3.0  # targets up to which a compound stays whole


@dataclass(frozen=True)
class Site:
    """A community in degrees and what lies in it.

    ``lines`` are what borders should follow, each with a strength (1 lane, 2 street, 3 what no grid should straddle);
    ``objects`` are compounds and buildings to keep whole; ``components`` are points, each with a ``load`` (1 if not
    given). Raises GridError if a shape is not sound.
    """

    code: str
    outline: BaseGeometry
    lines: Geometries = field(default_factory=lambda: np.empty(0, object))
    strengths: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    objects: Geometries = field(default_factory=lambda: np.empty(0, object))
    components: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    loads: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        refuse_bad_polygons([self.code], np.array([self.outline], dtype=object))
        if self.outline.geom_type != "Polygon":
            raise GridError("many_parts", "{feature} has several parts: draft each alone.", feature=self.code)
        for name, shapes in (("line", self.lines), ("object", self.objects)):
            refuse_bad_coordinates([f"{name} {number}" for number in range(len(shapes))], shapes)
        refuse_bad_polygons([f"object {number}" for number in range(len(self.objects))], self.objects)

    @classmethod
    def among(
        cls,
        code: str,
        outline: BaseGeometry,
        lines: tuple[Geometries, NDArray[np.int64]],
        objects: Geometries,
        components: NDArray[np.float64],
    ) -> Site:
        """The site of one community out of a whole city's layers: only what meets it is taken."""
        shapely.prepare(outline)
        near = shapely.intersects(outline, lines[0])
        kept = shapely.intersects(outline, objects)
        inside = shapely.intersects_xy(outline, components[:, 0], components[:, 1])
        return cls(code, outline, lines[0][near], lines[1][near], objects[kept], components[inside])


@dataclass(frozen=True)
class Ground:
    """A site in metres, its corners on the net: what the drafter works on."""

    plane: Plane
    outline: BaseGeometry
    lines: Geometries
    strengths: NDArray[np.int64]
    objects: Geometries  # largest first, so that compounds come before the buildings in them
    components: NDArray[np.float64]
    loads: NDArray[np.float64]

    @classmethod
    def of(cls, site: Site, rules: Rules) -> Ground:
        plane = Plane.around(site.outline)
        # Rounded once here and once when the draft is sewn: an outline that kept its net would round all steps between.
        outline = shapely.set_precision(shapely.set_precision(plane.flatten(site.outline), SNAP), 0)
        if outline.geom_type != "Polygon" or outline.area < 1:
            raise GridError("too_small", "{feature} is smaller than 1 m².", feature=site.code)
        objects = _whole_objects(plane.flatten(site.objects), outline, rules)
        points = plane.metres(site.components) if len(site.components) else np.empty((0, 2))
        loads = np.ones(len(points)) if site.loads is None else np.asarray(site.loads, dtype=float)
        return cls(plane, outline, plane.flatten(site.lines), site.strengths, objects, points, loads)


def _whole_objects(objects: Geometries, outline: BaseGeometry, rules: Rules) -> Geometries:
    """The parts inside the community of all objects small enough to stay whole, largest first."""
    if not len(objects):
        return objects
    inside = shapely.intersection(objects, outline)
    size = shapely.area(inside)
    kept = (size > 1) & (size <= rules.whole * rules.target)
    box = shapely.bounds(inside[kept])
    order = np.lexsort((box[:, 1], box[:, 0], -size[kept]))
    return np.asarray(inside[kept][order], dtype=object)


def as_array(shapes: Sequence[BaseGeometry]) -> Geometries:
    """Shapes as a flat object array, also when there are none."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return array


def is_simple(shape: BaseGeometry) -> TypeGuard[shapely.Polygon]:
    """Whether a shape is one polygon without holes."""
    return isinstance(shape, shapely.Polygon) and not shape.is_empty and not shape.interiors
