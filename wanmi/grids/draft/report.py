"""How well a draft keeps the nine principles of dividing unit grids, in figures.

The principles are those widely named in Chinese practice (legal base, territory, geography, present management, easy
management, managed objects, balanced load, seamlessness, stability); the measures for them are this project's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.draft.site import NEVER, Ground
from wanmi.grids.plane import areas
from wanmi.grids.shapes import Geometries

ALONG = 1.0  # metres from a line or a wall within which a border follows it
ON_BORDER = 0.05  # metres
TITLES = {
    "legal_base": "1 legal base 法定基础",
    "territory": "2 territory 属地管理",
    "geography": "3 geography 地理布局",
    "present_management": "4 present management 现状管理",
    "easy_management": "5 easy to manage 方便管理",
    "managed_objects": "6 managed objects 管理对象",
    "balanced_load": "7 balanced load 负载均衡",
    "seamless": "8 seamless 无缝拼接",
    "stable": "9 stable 相对稳定",
}


@dataclass(frozen=True)
class Report:
    """Figures by principle: ``principles[name]`` maps what was measured to a number."""

    principles: dict[str, dict[str, float]]

    @classmethod
    def of(
        cls,
        ground: Ground,
        grids: Geometries,
        loads: NDArray[np.float64],
        outline: BaseGeometry,
        shapes: Geometries,
        before: Geometries | None = None,
    ) -> Report:
        """Measure a draft: ``grids`` in metres, ``shapes`` the same in degrees, ``before`` older grids in degrees."""
        return cls(
            {
                "legal_base": {"community_m2": _round(areas(np.array([outline]))[0]), "grids": len(grids)},
                "territory": {"outside_m2": _round(shapely.union_all(shapes).difference(outline.buffer(1e-9)).area, 9)},
                "geography": _geography(ground, grids),
                "present_management": _objects(ground, grids),
                "easy_management": _shape(grids),
                "managed_objects": _components(ground, grids),
                "balanced_load": _balance(loads, shapely.area(grids)),
                "seamless": _seamless(shapes, outline),
                "stable": _stable(shapes, before),
            }
        )

    def lines(self) -> list[str]:
        """The report for people, one principle a line."""
        return [f"{TITLES[name]:<34} {_sentence(figures)}" for name, figures in self.principles.items()]

    def as_json(self) -> dict[str, Any]:
        return dict(self.principles)


def _sentence(figures: dict[str, float]) -> str:
    parts = [f"{name.replace('_', ' ')} {value:g}" for name, value in figures.items()]
    return ", ".join(parts) or "nothing to compare with"


def _geography(ground: Ground, grids: Geometries) -> dict[str, float]:
    inner = _inner_borders(ground, grids)
    lines = shapely.union_all(ground.lines).buffer(ALONG) if len(ground.lines) else shapely.Polygon()
    walls = shapely.union_all(shapely.boundary(ground.objects)).buffer(ALONG) if len(ground.objects) else lines
    strong = ground.lines[ground.strengths >= NEVER]
    inside = ground.outline.buffer(-ALONG)
    return {
        "borders_on_lines_share": _round(inner.intersection(lines).length / max(inner.length, 1e-9), 3),
        "borders_on_lines_or_walls_share": _round(
            inner.intersection(lines.union(walls)).length / max(inner.length, 1e-9), 3
        ),
        "strong_lines_straddled_m": _round(_straddled(strong, inner, inside)),
        "other_lines_straddled_m": _round(_straddled(ground.lines[ground.strengths < NEVER], inner, inside)),
    }


def _straddled(lines: Geometries, borders: BaseGeometry, inside: BaseGeometry) -> float:
    """Metres of lines that run through the inside of grids."""
    if not len(lines):
        return 0.0
    return float(shapely.union_all(lines).intersection(inside).difference(borders.buffer(ALONG)).length)


def _inner_borders(ground: Ground, grids: Geometries) -> BaseGeometry:
    return shapely.union_all(shapely.boundary(grids)).difference(ground.outline.boundary.buffer(ON_BORDER))


def _objects(ground: Ground, grids: Geometries) -> dict[str, float]:
    if not len(ground.objects):
        return {"objects": 0, "objects_cut": 0}
    thing, grid = shapely.STRtree(grids).query(ground.objects, predicate="intersects")
    shared = shapely.area(shapely.intersection(ground.objects[thing], grids[grid])) > 1.0
    parts = np.bincount(thing[shared], minlength=len(ground.objects))
    return {"objects": len(ground.objects), "objects_cut": int((parts > 1).sum())}


def _shape(grids: Geometries) -> dict[str, float]:
    area, rim = shapely.area(grids), shapely.length(grids)
    roundness = 4 * np.pi * area / rim**2
    return {
        "area_median_m2": _round(np.median(area)),
        "area_p10_m2": _round(np.percentile(area, 10)),
        "area_p90_m2": _round(np.percentile(area, 90)),
        "compactness_mean": _round(roundness.mean(), 3),
        "compactness_least": _round(roundness.min(), 3),
    }


def _components(ground: Ground, grids: Geometries) -> dict[str, float]:
    if not len(ground.components):
        return {"components": 0, "on_a_border": 0}
    borders = _inner_borders(ground, grids)
    near = shapely.dwithin(shapely.points(ground.components), borders, ON_BORDER)
    return {"components": len(ground.components), "on_a_border": int(near.sum())}


def _balance(loads: NDArray[np.float64], sizes: NDArray[np.float64]) -> dict[str, float]:
    mean = loads.mean()
    return {
        "load_mean": _round(mean),
        "load_spread": _round(loads.std() / mean, 3) if mean else 0.0,
        "load_most": _round(loads.max()),
        "area_spread": _round(sizes.std() / sizes.mean(), 3),
    }


def _seamless(shapes: Geometries, outline: BaseGeometry) -> dict[str, float]:
    """Gaps and overlaps in m²; ``coverage_valid`` is 1 where neighbours share every corner of their borders."""
    joint = shapely.union_all(shapes)
    gap, extra = outline.difference(joint), shapely.area(shapes).sum() - joint.area
    per_degree_2 = float(areas(np.array([outline]))[0] / outline.area)
    return {
        "gaps_m2": _round(gap.area * per_degree_2, 3),
        "overlaps_m2": _round(max(float(extra), 0.0) * per_degree_2, 3),
        "coverage_valid": int(shapely.coverage_is_valid(shapes)),
    }


def _stable(shapes: Geometries, before: Geometries | None) -> dict[str, float]:
    if before is None or not len(before):
        return {}
    old, new = shapely.STRtree(shapes).query(before, predicate="intersects")
    kept = np.zeros(len(before))
    np.maximum.at(kept, old, shapely.area(shapely.intersection(before[old], shapes[new])))
    return {"area_staying_together_share": _round(kept.sum() / shapely.area(before).sum(), 3)}


def _round(value: Any, digits: int = 1) -> float:
    return round(float(value), digits)
