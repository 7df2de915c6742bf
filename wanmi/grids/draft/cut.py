"""Cutting a block into grids, again and again in two, without cutting through what should stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import split

from wanmi.grids.draft.places import CLOSE, COST, Inside, paths_of
from wanmi.grids.draft.site import Ground, Rules, is_simple
from wanmi.grids.shapes import Geometries

Sides = tuple[shapely.Polygon, shapely.Polygon]

LEAST_SIDE = 0.45  # share of a fair part under which a side is too small: the block rather stays larger
LEAST_ROUND = 0.4  # compactness (1 is a circle) under which a grid is a strip: the block rather stays larger
ALONG = 1.0  # metres from a line within which a cut follows it


@dataclass(frozen=True)
class Cut:
    """A cut worked out in full: what it leaves on both sides, how many grids each is to become, what it costs."""

    cost: float
    sides: Sides
    grids: tuple[int, int]


def grids_of(block: shapely.Polygon, everything: Ground | Inside, rules: Rules, count: int) -> list[shapely.Polygon]:
    """Cut a block into ``count`` grids, again and again in two."""
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
    found = [cut for path in paths_of(block, inside, count) for cut in _cuts_along(block, inside, count, path)]
    least = LEAST_SIDE * block.area / count
    fair = [
        cut
        for cut in found
        if all(side.area > least * n and _is_round(side, n) for side, n in zip(cut.sides, cut.grids, strict=True))
    ]
    return min(fair, key=lambda cut: cut.cost, default=None)


def _is_round(side: shapely.Polygon, count: int) -> bool:
    """Whether a side that is to be one grid is no strip; what is cut further may still become round."""
    return count > 1 or bool(4 * np.pi * side.area / side.length**2 > LEAST_ROUND)


def _cuts_along(block: shapely.Polygon, inside: Inside, count: int, path: shapely.LineString) -> Iterator[Cut]:
    """The cuts along a path: one for each piece of it inside the block."""
    for chord in shapely.get_parts(shapely.intersection(path, block)):
        if not isinstance(chord, shapely.LineString) or chord.length < 1:
            continue
        longer = _a_little_longer(chord)
        pieces = _pieces(block, longer)
        if len(pieces) == 2 and min(piece.area for piece in pieces) > 1:
            yield _work_out(block, pieces, longer, inside, count)


def _a_little_longer(chord: shapely.LineString) -> shapely.LineString:
    """A chord drawn out by a centimetre at both ends, so that rounding cannot leave the pieces hanging together."""
    points = shapely.get_coordinates(chord)
    for end, next_to in ((0, 1), (-1, -2)):
        way = points[end] - points[next_to]
        points[end] += way / np.hypot(*way) * 0.01
    return shapely.LineString(points)


def _work_out(
    block: shapely.Polygon, pieces: list[shapely.Polygon], chord: shapely.LineString, inside: Inside, count: int
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
        + COST["line"] * _share_along(chord, inside.lines)
        + COST["shape"] * sum(side.length**2 / side.area / 16 - 1 for side in sides)
    )
    return Cut(float(cost), sides, grids)


def _share_along(chord: shapely.LineString, lines: Geometries) -> float:
    """The share of a cut that follows a line."""
    if not len(lines):
        return 0.0
    near = shapely.union_all(shapely.buffer(lines, ALONG))
    return float(shapely.intersection(chord, near).length / chord.length)


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
