"""Cutting a block into grids: straight cuts through the gaps between objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from wanmi.grids.draft.site import Ground, Rules, is_simple
from wanmi.grids.shapes import Geometries

Floats = NDArray[np.float64]
Sides = tuple[shapely.Polygon, shapely.Polygon]

STEP = 0.5  # metres between two places where a cut is tried
SAMPLE = 4.0  # metres between the points that stand for a block's area
FINALISTS = 12  # cuts that are worked out in full
COST = {"object": 6.0, "component": 0.4, "area": 3.0, "load": 0.8, "length": 0.7, "shape": 0.5, "gap": -0.03}
LEAST_SIDE = 0.45  # share of a fair part under which a side is too small: the block rather stays larger
WIDE_GAP = 8.0  # metres to the next object beyond which more room is no better
CLOSE = 0.5  # metres from a component within which a cut is too near


@dataclass(frozen=True)
class Inside:
    """What lies in a block: the objects to keep whole, the components and their loads, all in metres."""

    objects: Geometries
    components: Floats
    loads: Floats

    @classmethod
    def of(cls, block: shapely.Polygon, everything: Ground | Inside) -> Inside:
        shapely.prepare(block)
        kept = shapely.intersects(block, everything.objects)
        points = everything.components
        within = shapely.intersects_xy(block, points[:, 0], points[:, 1])
        return cls(everything.objects[kept], points[within], everything.loads[within])


@dataclass(frozen=True)
class Cut:
    """A cut worked out in full: what it leaves on both sides, how many grids each is to become, what it costs."""

    cost: float
    sides: Sides
    grids: tuple[int, int]


def grids_of(
    block: shapely.Polygon, everything: Ground | Inside, rules: Rules, count: int | None = None
) -> list[shapely.Polygon]:
    """Cut a block into ``count`` grids (as many as its area asks for if not given), again and again in two."""
    count = max(1, round(block.area / rules.target)) if count is None else count
    inside = Inside.of(block, everything)
    if count == 1 or _is_one_object(block, inside, rules):
        return [block]
    best = _best_cut(block, inside, count)
    if best is None:
        return [block]
    return [
        grid
        for side, grids in zip(best.sides, best.grids, strict=True)
        for grid in grids_of(side, inside, rules, grids)
    ]


def open_holes(block: shapely.Polygon) -> list[shapely.Polygon]:
    """Cut a polygon with holes straight through each hole until no piece has one."""
    if not block.interiors:
        return [block]
    x, y = shapely.get_coordinates(shapely.point_on_surface(shapely.Polygon(block.interiors[0])))[0]
    west, south, east, north = block.bounds
    upright = east - west > north - south
    line = [(x, south - 1), (x, north + 1)] if upright else [(west - 1, y), (east + 1, y)]
    return [opened for piece in _pieces(block, shapely.LineString(line)) for opened in open_holes(piece)]


def _pieces(block: shapely.Polygon, line: shapely.LineString) -> list[shapely.Polygon]:
    return [piece for piece in split(block, line).geoms if isinstance(piece, shapely.Polygon)]


def _is_one_object(block: shapely.Polygon, inside: Inside, rules: Rules) -> bool:
    """Whether one object to keep whole takes up most of a block that may stay one grid."""
    if not len(inside.objects) or block.area > rules.whole * rules.target:
        return False
    largest = float(shapely.area(shapely.intersection(inside.objects[0], block)))
    return largest > 0.6 * block.area


def _best_cut(block: shapely.Polygon, inside: Inside, count: int) -> Cut | None:
    found = [
        cut
        for _, direction, offset in _finalists(block, inside, count)
        for cut in _cuts_along(block, inside, count, direction, offset)
    ]
    least = LEAST_SIDE * block.area / count
    fair = [cut for cut in found if all(side.area > least * n for side, n in zip(cut.sides, cut.grids, strict=True))]
    return min(fair, key=lambda cut: cut.cost, default=None)


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


def _cuts_along(block: shapely.Polygon, inside: Inside, count: int, direction: Floats, offset: float) -> Iterator[Cut]:
    """The cuts along a line: one for each piece of it inside the block."""
    normal = np.array([-direction[1], direction[0]])
    reach = float(np.hypot(*np.subtract(block.bounds[2:], block.bounds[:2])))
    along = float(shapely.get_coordinates(block.centroid)[0] @ direction)
    ends = [direction * (along + way * 2 * reach) + normal * offset for way in (-1, 1)]
    line = shapely.LineString(ends)
    for chord in shapely.get_parts(shapely.intersection(line, block)):
        if chord.length < 1:
            continue
        a, b = shapely.get_coordinates(chord)[[0, -1]]
        # A little beyond both ends, so that rounding cannot leave the pieces hanging together.
        beyond = (b - a) / chord.length * 0.01
        longer = shapely.LineString([a - beyond, b + beyond])
        pieces = _pieces(block, longer)
        if len(pieces) == 2 and min(piece.area for piece in pieces) > 1:
            yield _work_out(block, pieces, longer, inside, count)


def _work_out(
    block: shapely.Polygon, pieces: list[shapely.Polygon], chord: BaseGeometry, inside: Inside, count: int
) -> Cut:
    """The cost of one cut after the objects it meets went to the side that has most of them."""
    crossed = shapely.intersects(chord, inside.objects)
    sides, split_objects = _keep_sides(pieces, inside.objects[crossed])
    first = min(max(1, round(sides[0].area / block.area * count)), count - 1)
    grids = (first, count - first)
    fair = block.area / count
    area = max(abs(side.area / n / fair - 1) for side, n in zip(sides, grids, strict=True))
    bent = shapely.intersection(sides[0].boundary, sides[1].boundary).length
    near = shapely.dwithin(chord, shapely.points(inside.components), CLOSE).sum() if len(inside.components) else 0
    cost = (
        COST["object"] * split_objects
        + COST["object"] / 6 * float(crossed.sum())
        + COST["component"] * float(near)
        + COST["area"] * area
        + COST["load"] * _load_gap(sides[0], inside, grids)
        + COST["length"] * bent / np.sqrt(fair)
        + COST["shape"] * sum(side.length**2 / side.area / 16 - 1 for side in sides)
    )
    return Cut(float(cost), sides, grids)


def _keep_sides(pieces: list[shapely.Polygon], objects: Geometries) -> tuple[Sides, int]:
    """Both sides of a cut bent around the objects on it, and how many objects had to be split all the same."""
    one, other = pieces
    failed = 0
    for thing in objects:
        part_one, part_other = shapely.intersection(one, thing).area, shapely.intersection(other, thing).area
        if min(part_one, part_other) < 1.0:
            continue
        swap = part_one < part_other
        winner, loser = (other, one) if swap else (one, other)
        grown = shapely.union_all([winner, shapely.intersection(loser, thing)])
        left = shapely.difference(loser, thing)
        if is_simple(grown) and is_simple(left):
            one, other = (left, grown) if swap else (grown, left)
        else:
            failed += 1
    return (one, other), failed


def _load_gap(side: shapely.Polygon, inside: Inside, grids: tuple[int, int]) -> float:
    """How far one side's share of the load is from its share of the grids, in grids."""
    total = float(inside.loads.sum())
    if not total:
        return 0.0
    here = shapely.intersects_xy(side, inside.components[:, 0], inside.components[:, 1])
    return abs(float(inside.loads[here].sum()) / total - grids[0] / sum(grids)) * sum(grids)
