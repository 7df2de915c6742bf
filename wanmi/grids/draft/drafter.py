"""The drafter: from a site to numbered unit grids and a report on their quality."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from wanmi.grids.draft.blocks import blocks_of
from wanmi.grids.draft.counting import count_of
from wanmi.grids.draft.cut import grids_of, open_holes
from wanmi.grids.draft.report import Report
from wanmi.grids.draft.seams import sew, to_degrees
from wanmi.grids.draft.site import Ground, Rules, Site
from wanmi.grids.numbering import number_grids, reading_order
from wanmi.grids.plane import areas
from wanmi.grids.shapes import Geometries


@dataclass(frozen=True)
class Draft:
    """Proposed grids of one community: codes, shapes in degrees, areas in m², loads, and how good they are."""

    codes: tuple[str, ...]
    shapes: Geometries
    areas: NDArray[np.float64]
    loads: NDArray[np.float64]
    report: Report


def draft(
    site: Site, rules: Rules | None = None, *, used: Iterable[str] = (), before: Geometries | None = None
) -> Draft:
    """Propose unit grids. The same site always gives the same draft.

    ``used`` are all grid codes the community ever had: their numbers are not given again. ``before``
    are the grids in force until now, in degrees: the report says how much of their ground stays together. Raises
    GridError where the community would need more than 999 numbers.
    """
    rules = rules or Rules()
    ground = Ground.of(site, rules)
    pieces = [
        grid
        for block in blocks_of(ground, rules)
        for grid in grids_of(block, ground, rules, count_of(block, ground, rules))
    ]
    sewn = sew([opened for piece in pieces for opened in open_holes(piece)], ground)
    shapes = to_degrees(sewn, ground, site.outline)
    order = reading_order(shapes)
    codes = number_grids(site.code, len(shapes), used)
    loads = np.array([_load(sewn[at], ground) for at in order])
    report = Report.of(ground, sewn[order], loads, site.outline, shapes[order], before)
    return Draft(tuple(codes), shapes[order], areas(shapes[order]), loads, report)


def _load(grid: shapely.Geometry, ground: Ground) -> float:
    inside = shapely.intersects_xy(grid, ground.components[:, 0], ground.components[:, 1])
    return float(ground.loads[inside].sum())
