"""Where a block might be cut: straight lines through the gaps between objects, and dead-end lanes drawn out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from wanmi.grids.draft.site import Ground
from wanmi.grids.shapes import Geometries

Floats = NDArray[np.float64]

STEP = 0.5  # metres between two places where a cut is tried
SAMPLE = 4.0  # metres between the points that stand for a block's area
FINALISTS = 12  # straight cuts that are worked out in full
COST = {
    "object": 6.0,
    "component": 0.4,
    "area": 3.0,
    "load": 0.8,
    "length": 0.7,
    "shape": 0.5,
    "gap": -0.03,
    "line": -1.0,
}
WIDE_GAP = 8.0  # metres to the next object beyond which more room is no better
CLOSE = 0.5  # metres from a component within which a cut is too near
LANE = 20.0  # metres from which a dead end is worth following


@dataclass(frozen=True)
class Inside:
    """What lies in a block, in metres: objects to keep whole, components and their loads, lines that end in it."""

    objects: Geometries
    components: Floats
    loads: Floats
    lines: Geometries

    @classmethod
    def of(cls, block: shapely.Polygon, everything: Ground | Inside) -> Inside:
        shapely.prepare(block)
        kept = shapely.intersects(block, everything.objects)
        points = everything.components
        within = shapely.intersects_xy(block, points[:, 0], points[:, 1])
        lines = shapely.intersection(everything.lines[shapely.intersects(block, everything.lines)], block.buffer(-1))
        return cls(everything.objects[kept], points[within], everything.loads[within], lines[shapely.length(lines) > 1])


def paths_of(block: shapely.Polygon, inside: Inside, count: int) -> list[shapely.LineString]:
    """The lines along which cutting a block looks best; they reach beyond it on both sides."""
    reach = float(np.hypot(*np.subtract(block.bounds[2:], block.bounds[:2])))
    middle = shapely.get_coordinates(block.centroid)[0]
    straight = []
    for _, direction, offset in _finalists(block, inside, count):
        foot = direction * float(middle @ direction) + np.array([-direction[1], direction[0]]) * offset
        straight.append(shapely.LineString([foot - 2 * reach * direction, foot + 2 * reach * direction]))
    lanes = shapely.get_parts(shapely.line_merge(shapely.union_all(inside.lines)))
    return straight + [_drawn_out(lane, reach) for lane in lanes if lane.length > LANE]


def _drawn_out(lane: shapely.LineString, reach: float) -> shapely.LineString:
    """A lane made longer at both ends, straight on."""
    points = shapely.get_coordinates(lane)
    first, last = points[0] - points[1], points[-1] - points[-2]
    start = points[0] + first / np.hypot(*first) * reach
    end = points[-1] + last / np.hypot(*last) * reach
    return shapely.LineString(np.vstack((start, points, end)))


def _finalists(block: shapely.Polygon, inside: Inside, count: int) -> list[tuple[float, Floats, float]]:
    """The places that look best, as (cost, direction of the cut, offset along its normal): a few for each direction."""
    samples = _samples(block)
    found = []
    for direction in _directions(block):
        costs, offsets = _rough_costs(samples, inside, direction, count, block.area)
        order = np.argsort(costs, kind="stable")
        taken: list[float] = []
        for at in order:
            if all(abs(offsets[at] - other) > 4 * STEP for other in taken):
                taken.append(float(offsets[at]))
                found.append((float(costs[at]), direction, float(offsets[at])))
            if len(taken) == 4:
                break
    return sorted(found, key=lambda item: item[0])[:FINALISTS]


def _samples(block: shapely.Polygon) -> Floats:
    west, south, east, north = block.bounds
    step = max(SAMPLE, float(np.sqrt(block.area / 20_000)))
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    kept = shapely.contains_xy(block, x.ravel(), y.ravel())
    points: Floats = np.column_stack((x.ravel(), y.ravel()))[kept]
    return points


def _directions(block: shapely.Polygon) -> list[Floats]:
    """Unit vectors along the block's longest sides and across them, no two within 8 degrees."""
    ring = shapely.get_coordinates(shapely.simplify(block.exterior, 3.0))
    sides = np.diff(ring, axis=0)
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    angles = np.arctan2(sides[:, 1], sides[:, 0]) % np.pi
    kept: list[float] = []
    for at in np.argsort(-lengths, kind="stable")[:6]:
        for angle in (angles[at], (angles[at] + np.pi / 2) % np.pi):
            apart = [abs((angle - other + np.pi / 2) % np.pi - np.pi / 2) for other in kept]
            if all(gap > np.radians(8) for gap in apart):
                kept.append(float(angle))
    return [np.array([np.cos(angle), np.sin(angle)]) for angle in kept]


def _rough_costs(samples: Floats, inside: Inside, direction: Floats, count: int, area: float) -> tuple[Floats, Floats]:
    """The costs of whole straight lines in one direction, by their offsets, from projections alone."""
    normal = np.array([-direction[1], direction[0]])
    depth = np.sort(samples @ normal)
    offsets = np.arange(depth[0] + STEP, depth[-1], STEP)
    share = np.searchsorted(depth, offsets) / len(depth)
    wanted = (count // 2) / count
    chord = np.gradient(share, STEP) * area if len(offsets) > 1 else np.zeros(len(offsets))
    cost = COST["area"] * np.abs(share - wanted) * count + COST["length"] * chord / np.sqrt(area / count)
    crossed, room = _objects_met(inside.objects, normal, offsets)
    cost += COST["object"] * crossed + COST["gap"] * room
    if len(inside.components):
        near = np.sort(inside.components @ normal)
        cost += COST["component"] * (np.searchsorted(near, offsets + CLOSE) - np.searchsorted(near, offsets - CLOSE))
    return cost, offsets


def _objects_met(objects: Geometries, normal: Floats, offsets: Floats) -> tuple[Floats, Floats]:
    """How many objects lie across each offset, and how many metres (to a limit) it has to the next object."""
    if not len(objects):
        return np.zeros(len(offsets)), np.full(len(offsets), WIDE_GAP)
    points, owner = shapely.get_coordinates(objects, return_index=True)
    depth = points @ normal
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    low, high = np.minimum.reduceat(depth, first), np.maximum.reduceat(depth, first)
    crossed = np.searchsorted(np.sort(low), offsets - 0.1) - np.searchsorted(np.sort(high), offsets + 0.1)
    rims = np.sort(np.concatenate((low, high, [-np.inf, np.inf])))
    after = np.searchsorted(rims, offsets)
    room = np.minimum(rims[after] - offsets, offsets - rims[after - 1])
    return np.maximum(crossed, 0).astype(float), np.where(crossed > 0, 0, np.minimum(room, WIDE_GAP))
