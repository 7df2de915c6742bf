"""From a community to blocks: along the lines, around the objects that straddle them, small ones joined."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.grids.draft.cut import open_holes
from wanmi.grids.draft.site import NEVER, Ground, Rules, as_array, is_simple
from wanmi.grids.shapes import Geometries

SPLINTER = 0.12  # share of the target under which a block joins a neighbour across whatever line
CROSSING_COST = {0: 0.0, 1: 0.25, 2: 0.9, NEVER: 4.0}  # of joining across a line, by its strength
ON_LINE = 0.05  # metres


def blocks_of(ground: Ground, rules: Rules) -> list[shapely.Polygon]:
    """The blocks of a community: polygons without holes that tile it."""
    cut = shapely.union_all([ground.outline.boundary, *ground.lines])
    faces = shapely.get_parts(shapely.polygonize([cut]))
    inside = shapely.contains(ground.outline, shapely.point_on_surface(faces))
    blocks = [piece for face in faces[inside] for piece in open_holes(face)]
    return _join_small(keep_whole(blocks, ground.objects), ground, rules)


def keep_whole(blocks: list[shapely.Polygon], objects: Geometries) -> list[shapely.Polygon]:
    """Give each object that several blocks share to the block that holds most of it."""
    blocks = list(blocks)
    for thing in objects:
        shares = shapely.area(shapely.intersection(as_array(blocks), thing))
        winner = int(np.argmax(shares))
        for loser in np.flatnonzero(shares > 1.0):
            if loser != winner:
                _hand_over(blocks, int(loser), winner, thing)
    return blocks


def _hand_over(blocks: list[shapely.Polygon], loser: int, winner: int, thing: BaseGeometry) -> None:
    """Move the object's part from one block to another, if both stay in one piece without holes."""
    part = shapely.intersection(blocks[loser], thing)
    left = shapely.difference(blocks[loser], thing)
    pieces = sorted(shapely.get_parts(left), key=lambda piece: -float(piece.area))
    if not pieces:
        return
    grown = shapely.union_all([blocks[winner], part, *pieces[1:]])
    if is_simple(grown) and is_simple(pieces[0]):
        blocks[loser], blocks[winner] = pieces[0], grown


def _join_small(blocks: list[shapely.Polygon], ground: Ground, rules: Rules) -> list[shapely.Polygon]:
    """Join blocks under the least size with the neighbour that suits best, smallest first, until none gains by it."""
    tree = shapely.STRtree(ground.lines) if len(ground.lines) else None
    settled: set[bytes] = set()
    while len(blocks) > 1:
        blocks.sort(key=lambda block: (block.area, block.bounds))
        small = next((b for b in blocks if b.area < rules.smallest * rules.target and b.wkb not in settled), None)
        if small is None:
            break
        best = _best_neighbour(small, [block for block in blocks if block is not small], ground, rules, tree)
        if best is None:
            settled.add(small.wkb)
            continue
        blocks = [block for block in blocks if block is not small and block is not best[0]] + [best[1]]
    return blocks


def _best_neighbour(
    small: shapely.Polygon, others: list[shapely.Polygon], ground: Ground, rules: Rules, tree: Any
) -> tuple[shapely.Polygon, shapely.Polygon] | None:
    """The neighbour to join with and the joint block, or None where staying alone is better."""
    candidates = as_array(others)
    shared = shapely.length(shapely.intersection(candidates.take(range(len(others))), small.boundary))
    alone = (1 - small.area / rules.target) * 1.5 if small.area > SPLINTER * rules.target else np.inf
    best, least = None, alone
    for number in np.flatnonzero(shared > 1.0):
        other = others[number]
        joint = shapely.union_all([small, other])
        if not is_simple(joint):
            continue
        strength = _strength(shapely.intersection(other, small.boundary), ground, tree)
        cost = CROSSING_COST[strength] + _misfit(joint.area, rules) - shared[number] / small.length
        if cost < least:
            best, least = (other, joint), cost
    return best


def _misfit(area: float, rules: Rules) -> float:
    """How far from the target a grid of this area is, or each of the grids it would be cut into."""
    pieces = max(1, round(area / rules.target))
    return abs(area / pieces / rules.target - 1)


def _strength(border: BaseGeometry, ground: Ground, tree: Any) -> int:
    """The strongest line along most of a border; 0 where it follows none."""
    if tree is None:
        return 0
    found = tree.query(border, predicate="dwithin", distance=ON_LINE)
    strengths = {int(strength) for strength in ground.strengths[found]}
    for strength in sorted(strengths, reverse=True):
        lines = shapely.union_all(ground.lines[found][ground.strengths[found] >= strength])
        if shapely.intersection(border, lines.buffer(ON_LINE)).length > border.length / 2:
            return min(max(strength, 0), NEVER)
    return 0
