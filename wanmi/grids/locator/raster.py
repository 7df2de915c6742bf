"""The compiled half of building the locator: one strip of tiles at a time.

Positions here are in cells from the south-west corner of the raster, so a rounding error is below 1e-8 of a cell. The
margins absorb it: a cell counts as touched by an edge that passes within ``NEAR`` of it, and an edge goes right through
a cell only if both its ends lie more than ``CLEAR`` outside. Whatever falls between is decided exactly at query time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wanmi.grids.locator.compiled import jit
from wanmi.grids.locator.kernel import TILE

NEAR = 1e-6
CLEAR = 1e-3
GROUP = 31  # grids whose flags fit a positive int32
WEST, EAST, NEARBY = range(3)

Any1 = NDArray[Any]


@jit
def _room(array: Any1, used: int, need: int) -> Any1:
    """The array, made longer where ``need`` more numbers would not fit."""
    while used + need > len(array):
        array = np.concatenate((array, np.empty_like(array)))
    return array


@jit
def strips_of_edges(ends: Any1, strips: int) -> tuple[Any1, Any1]:
    """The edges that meet each strip of ``TILE`` rows, as (begin of each strip's list, edge numbers in order)."""
    begin = np.zeros(strips + 1, np.int64)
    for turn in range(2):
        if turn == 1:
            begin[1:] = np.cumsum(begin[1:])
            edges = np.empty(begin[strips], np.int32)
            free = begin[:-1].copy()
        for e in range(len(ends)):
            low, high = min(ends[e, 1], ends[e, 3]), max(ends[e, 1], ends[e, 3])
            for strip in range(int((low - NEAR) // TILE), int((high + NEAR) // TILE) + 1):
                if turn == 0:
                    begin[strip + 1] += 1
                else:
                    edges[free[strip]] = e
                    free[strip] += 1
    return begin, edges


@jit
def _span(ends: Any1, e: int, row: int) -> tuple[float, float]:
    """West and east limit of the part of an edge within ``NEAR`` of a row; (1, 0) where there is none."""
    ax, ay, bx, by = ends[e]
    low, high = row - NEAR, row + 1 + NEAR
    if max(ay, by) < low or min(ay, by) > high:
        return 1.0, 0.0
    if ay == by:
        return min(ax, bx), max(ax, bx)
    slope = (bx - ax) / (by - ay)
    one = ax + (min(max(low, min(ay, by)), max(ay, by)) - ay) * slope
    two = ax + (min(max(high, min(ay, by)), max(ay, by)) - ay) * slope
    one, two = min(one, two), max(one, two)
    return max(one, min(ax, bx)), min(two, max(ax, bx))


@jit
def touch_and_fill(ends: Any1, grid_of: Any1, edges: Any1, strip: int, width: int) -> tuple[Any1, Any1, Any1, Any1]:
    """What meets the cells of a strip, as (whole, last, previous, touching).

    ``whole[cell]`` is the lowest grid that holds the cell entirely, or -1. The edges that touch a cell are a chain:
    ``last[cell]`` is the newest link or -1, ``touching[link]`` its edge, ``previous[link]`` the link before. As edges
    come in grid order, a chain read backwards falls in grid order.
    """
    whole = np.full(TILE * width, -1, np.int32)
    stamp = np.full(TILE * width, -1, np.int32)
    last = np.full(TILE * width, -1, np.int32)
    previous, touching = np.empty(1024, np.int32), np.empty(1024, np.int32)
    used, begin = 0, 0
    while begin < len(edges):
        grid, end = grid_of[edges[begin]], begin
        while end < len(edges) and grid_of[edges[end]] == grid:
            previous, touching, used = _touch(ends, edges[end], strip, width, last, previous, touching, used)
            _stamp(ends, edges[end], grid, strip, width, stamp)
            end += 1
        _fill(ends, edges[begin:end], grid, strip, width, stamp, whole)
        begin = end
    return whole, last, previous[:used], touching[:used]


@jit
def _columns(ends: Any1, e: int, row: int) -> tuple[int, int]:
    """The first column an edge touches in a row and the one after the last."""
    west, east = _span(ends, e, row)
    if west > east:
        return 0, 0
    return int(np.floor(west - NEAR)), int(np.floor(east + NEAR)) + 1


@jit
def _touch(
    ends: Any1, e: int, strip: int, width: int, last: Any1, previous: Any1, touching: Any1, used: int
) -> tuple[Any1, Any1, int]:
    for row in range(TILE):
        for column in range(*_columns(ends, e, strip * TILE + row)):
            previous, touching = _room(previous, used, 1), _room(touching, used, 1)
            cell = row * width + column
            previous[used], touching[used], last[cell] = last[cell], e, used
            used += 1
    return previous, touching, used


@jit
def _stamp(ends: Any1, e: int, grid: int, strip: int, width: int, stamp: Any1) -> None:
    for row in range(TILE):
        for column in range(*_columns(ends, e, strip * TILE + row)):
            stamp[row * width + column] = grid


@jit
def _fill(ends: Any1, edges: Any1, grid: int, strip: int, width: int, stamp: Any1, whole: Any1) -> None:
    """Mark the cells of a strip whose centre lies in the grid and which none of its edges touches."""
    xs = np.empty(len(edges))
    for row in range(TILE):
        y = strip * TILE + row + 0.5
        used = 0
        for e in edges:
            ax, ay, bx, by = ends[e]
            if (ay > y) != (by > y):
                xs[used] = ax + (y - ay) * (bx - ax) / (by - ay)
                used += 1
        crossed = np.sort(xs[:used])
        for k in range(0, used - 1, 2):
            for column in range(int(np.ceil(crossed[k] - 0.5)), int(np.ceil(crossed[k + 1] - 0.5))):
                cell = row * width + column
                if stamp[cell] != grid and whole[cell] < 0:
                    whole[cell] = grid


@jit
def _goes_through(ends: Any1, e: int, row: int, column: int) -> bool:
    for x, y in ((ends[e, 0], ends[e, 1]), (ends[e, 2], ends[e, 3])):
        if column - CLEAR <= x <= column + 1 + CLEAR and row - CLEAR <= y <= row + 1 + CLEAR:
            return False
    return True


@jit
def _lower(one: int, other: int) -> int:
    """The lower of two grids, where -1 is no grid."""
    if one < 0:
        return other
    return one if other < 0 else min(one, other)


@jit
def _line_record(strip: Any, link: int, whole: int, row: int, column: int) -> tuple[int, int, int, int]:
    """(edge, left, right, on) where one border goes right through the cell, else (-1, -1, -1, -1)."""
    ends, grid_of, line_of, forward, previous, touching = strip[:6]
    line = line_of[touching[link]]
    left, right = whole, whole
    while link >= 0:
        e = touching[link]
        if line_of[e] != line or not _goes_through(ends, e, row, column):
            return -1, -1, -1, -1
        if forward[e]:
            left = _lower(left, grid_of[e])
        else:
            right = _lower(right, grid_of[e])
        link = previous[link]
    return line, left, right, _lower(left, right)


@jit
def _grids_of_cell(strip: Any, link: int, whole: int) -> Any1:
    """The grids whose edges touch a cell, in order, without those above the grid that holds the cell entirely."""
    _, grid_of, _, _, previous, touching = strip[:6]
    count, found = 0, np.empty(8, np.int32)
    while link >= 0:
        grid = grid_of[touching[link]]
        link = previous[link]
        if (count and found[count - 1] == grid) or (whole >= 0 and grid > whole):
            continue
        found = _room(found, count, 1)
        found[count] = grid
        count += 1
    return found[:count][::-1].copy()


@jit
def _group(strip: Any, records: Any1, used: int, grids: Any1, row: int, column: int) -> tuple[Any1, int]:
    """Append one group of a record: see ``kernel._decide``."""
    ends, line_of, edges, runs = strip[0], strip[2], strip[6], strip[7]
    first = used + 3 + len(grids)
    records = _room(records, used, 3 + len(grids))
    records[used + 3 : first] = grids
    at, parity = first, 0
    for bit in range(len(grids)):
        for k in range(runs[grids[bit], 0], runs[grids[bit], 1]):
            place = _place_of_edge(ends, edges[k], row, column)
            if place == EAST:
                parity ^= 1 << bit
            elif place == NEARBY:
                records = _room(records, at, 2)
                at = _bound(records, first, at, line_of[edges[k]], 1 << bit)
    records[used], records[used + 1], records[used + 2] = len(grids), (at - first) // 2, parity
    return records, at


@jit
def _place_of_edge(ends: Any1, e: int, row: int, column: int) -> int:
    """``WEST``: never met by a ray east from the cell; ``EAST``: met by each such ray; ``NEARBY``: it depends."""
    west, east = _span(ends, e, row)
    if west > east or east + NEAR < column:
        return WEST
    low, high = min(ends[e, 1], ends[e, 3]), max(ends[e, 1], ends[e, 3])
    return EAST if west - NEAR > column + 1 and low < row - CLEAR and high > row + 1 + CLEAR else NEARBY


@jit
def _bound(records: Any1, first: int, at: int, line: int, flag: int) -> int:
    """Note in a group's list of (edge, flags) from ``first`` to ``at`` that the edge bounds one more grid."""
    place = first
    while place < at and records[place] != line:
        place += 2
    if place == at:
        records[at], records[at + 1] = line, 0
        at += 2
    records[place + 1] |= flag
    return at


@jit
def _mixed_value(
    strip: Any, palette: Any1, records: Any1, used: int, link: int, whole: int, row: int, column: int
) -> tuple[int, Any1, int]:
    """The value of a cell that borders cross: an old record of its tile or a new one."""
    line, left, right, on = _line_record(strip, link, whole, row, column)
    if line < 0:
        grids = _grids_of_cell(strip, link, whole)
        if len(grids) == 0:
            return whole, records, used
        return _long_record(strip, records, used, grids, whole, row, column)
    for value in palette:
        at = -2 - value
        if at >= 0 and records[at] == line and records[at + 1] == left and records[at + 2] == right:
            return value, records, used
    records = _room(records, used, 4)
    records[used], records[used + 1], records[used + 2], records[used + 3] = line, left, right, on
    return -2 - used, records, used + 4


@jit
def _long_record(
    strip: Any, records: Any1, used: int, grids: Any1, whole: int, row: int, column: int
) -> tuple[int, Any1, int]:
    records = _room(records, used, 2)
    records[used], records[used + 1] = -((len(grids) + GROUP - 1) // GROUP), whole
    value, used = -2 - used, used + 2
    for begin in range(0, len(grids), GROUP):
        records, used = _group(strip, records, used, grids[begin : begin + GROUP], row, column)
    return value, records, used


@jit
def _runs(edges: Any1, grid_of: Any1, runs: Any1) -> None:
    """Write where each grid's edges begin and end in a strip's list."""
    for k in range(len(edges)):
        grid = grid_of[edges[k]]
        if k == 0 or grid_of[edges[k - 1]] != grid:
            runs[grid, 0] = k
        runs[grid, 1] = k + 1


@jit
def _tile(
    strip: Any, whole: Any1, last: Any1, width: int, south: int, west: int, cells: Any1, palette: Any1, old: Any
) -> tuple[int, Any1, int]:
    """Write the cells and the palette of one tile; return the palette's length and the records."""
    records, used = old
    length = 0
    for y in range(TILE):
        for x in range(TILE):
            cell = y * width + west + x
            value = whole[cell]
            if last[cell] >= 0:
                value, records, used = _mixed_value(
                    strip, palette[:length], records, used, last[cell], whole[cell], south + y, west + x
                )
            place = 0
            while place < length and palette[place] != value:
                place += 1
            palette[place] = value
            length = max(length, place + 1)
            cells[y * TILE + x] = place
    return length, records, used


@jit
def write_strip(
    ends: Any1, grid_of: Any1, line_of: Any1, forward: Any1, edges: Any1, runs: Any1, number: int, width: int
) -> tuple[Any1, Any1, Any1, Any1, Any1]:
    """Directory, tiles, palettes, palette lengths and records of one strip, numbered from zero."""
    whole, last, previous, touching = touch_and_fill(ends, grid_of, edges, number, width)
    _runs(edges, grid_of, runs)
    strip = (ends, grid_of, line_of, forward, previous, touching, edges, runs)
    columns = width // TILE
    directory, lengths = np.empty(columns, np.int32), np.empty(columns, np.int32)
    tiles, palettes = np.empty((columns, TILE * TILE), np.uint8), np.empty(columns * TILE * TILE, np.int32)
    records, used, detailed, colours = np.empty(4096, np.int32), 0, 0, 0
    for column in range(columns):
        palette = palettes[colours:]
        west, south = column * TILE, number * TILE
        length, records, used = _tile(strip, whole, last, width, south, west, tiles[detailed], palette, (records, used))
        if length == 1 and palette[0] >= -1:
            directory[column] = -1 if palette[0] == -1 else -2 - palette[0]
        else:
            directory[column], lengths[detailed] = detailed, length
            detailed, colours = detailed + 1, colours + length
    return directory, tiles[:detailed], palettes[:colours], lengths[:detailed], records[:used]
