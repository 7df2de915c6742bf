"""The compiled half of the locator: find the grid of a point in the two-level raster.

All compiled functions that serve a query stand in this one file, because Numba's cache notices a change only in the
file of the function it compiled.

The index is three arrays.

``tiles`` (uint8): 256 bytes a detailed tile, one per cell, row by row from the south-west; a byte is a place in the
tile's palette. A tile of 16 x 16 cells has at most 256 different values, so a byte always suffices.

``ints`` (int32): a head of ``HEAD`` numbers, then four parts whose starts the head gives.
  directory  one number a tile: >= 0 a detailed tile, -1 no grid, <= -2 one grid (-2 - number) everywhere
  starts     where each detailed tile's palette begins
  palettes   values: >= 0 one grid, -1 no grid, <= -2 a record at -2 - value
  records    what decides inside a cell that a border crosses, see ``_decide``

``floats`` (float64): ``ORIGIN`` numbers (west, south, cells per degree east, cells per degree north), then four numbers
an edge: its two ends, the lexicographically smaller first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wanmi.grids.locator.compiled import inlined, jit

HEAD = 8
ORIGIN = 4
TILE = 16
BATCH = 2048
BANDS = 64
CHUNK = 1 << 22
ONE, TWO, THREE = np.uint64(1), np.uint64(2), np.uint64(3)
NTX, NTY, DIRECTORY, STARTS, PALETTES, RECORDS = range(6)

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]


# Below this share of the summed magnitudes the sign of the rounded determinant is not sure (Shewchuk 1997, 3 eps).
UNSURE = 3.3306690738754716e-16
SPLITTER = 134217729.0  # 2**27 + 1


@jit
def _exact_side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    """The sign of (a - p) x (b - p) without any rounding: all partial products, summed as a growing expansion."""
    heads = np.array([ax - px, by - py, ay - py, bx - px])
    firsts, seconds = (ax, by, ay, bx), (px, py, py, px)
    tails = np.empty(4)
    for i in range(4):
        back = firsts[i] - heads[i]
        kept = heads[i] + back
        tails[i] = (firsts[i] - kept) + (back - seconds[i])
    total = np.zeros(32)
    used = 0
    for pair in range(2):
        turn = 1.0 - 2.0 * pair
        for left in (heads[2 * pair], tails[2 * pair]):
            for right in (heads[2 * pair + 1], tails[2 * pair + 1]):
                product, rest = _two_product(turn * left, right)
                used = _grow(total, used, rest)
                used = _grow(total, used, product)
    for i in range(used - 1, -1, -1):
        if total[i] != 0.0:
            return 1 if total[i] > 0.0 else -1
    return 0


@jit
def _two_product(a: float, b: float) -> tuple[float, float]:
    """a * b as an unevaluated sum of the rounded product and its error (Dekker)."""
    product = a * b
    wide = SPLITTER * a
    a_high = wide - (wide - a)
    a_low = a - a_high
    wide = SPLITTER * b
    b_high = wide - (wide - b)
    b_low = b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@jit
def _grow(total: Floats, used: int, term: float) -> int:
    """Add one number to an expansion of non-overlapping numbers, smallest first (Shewchuk's Grow-Expansion)."""
    carry = term
    for i in range(used):
        grown = carry + total[i]
        virtual = grown - carry
        rest = (carry - (grown - virtual)) + (total[i] - virtual)
        total[i] = rest
        carry = grown
    total[used] = carry
    return used + 1


@inlined
def _side(floats: Floats, edge: int, px: float, py: float) -> int:
    """1 where the point lies left of the edge, -1 right, 0 on its line; exact."""
    at = ORIGIN + 4 * edge
    ax, ay, bx, by = floats[at], floats[at + 1], floats[at + 2], floats[at + 3]
    left = (ax - px) * (by - py)
    right = (ay - py) * (bx - px)
    det = left - right
    bound = UNSURE * (abs(left) + abs(right))
    if det > bound:
        return 1
    if det < -bound:
        return -1
    return _exact_side(ax, ay, bx, by, px, py)


@inlined
def _crossing(floats: Floats, edge: int, px: float, py: float) -> int:
    """1 where the ray east of the point crosses the edge, 2 where the point lies on it, else 0 (half-open rule)."""
    at = ORIGIN + 4 * edge
    ax, ay, bx, by = floats[at], floats[at + 1], floats[at + 2], floats[at + 3]
    if bx < px:
        return 0
    if (px == ax and py == ay) or (px == bx and py == by):
        return 2
    if ay == by:
        return 2 if py == ay and ax <= px else 0
    if (ay > py) == (by > py):
        return 0
    side = _side(floats, edge, px, py)
    if side == 0:
        return 2
    return 1 if (side > 0) == (by > ay) else 0


@jit
def _covering(floats: Floats, ints: Ints, group: int, px: float, py: float) -> int:
    """The bits of the grids of a group that cover the point."""
    grids, edges, inside = ints[group], ints[group + 1], ints[group + 2]
    on_border = 0
    first = group + 3 + grids
    for k in range(first, first + 2 * edges, 2):
        met = _crossing(floats, ints[k], px, py)
        if met == 1:
            inside ^= ints[k + 1]
        elif met == 2:
            on_border |= ints[k + 1]
    return int(inside | on_border)


@inlined
def _lowest_bit(bits: int) -> int:
    bit = 0
    while not (bits >> bit) & 1:
        bit += 1
    return bit


@jit
def _decide(floats: Floats, ints: Ints, record: int, px: float, py: float) -> int:
    """The grid of a point in a cell that borders cross.

    A record of one border right through the cell is (edge, grid on its left, grid on its right, grid on the border).
    Any other is (-number of groups, grid where no group answers), then groups of at most 31 grids in code order:
    (grids, edges, parity, the grids ..., (edge, which grids it bounds) ...). ``parity`` has the bits of the grids that
    an odd number of edges further east encloses. The lowest grid that covers the point wins, borders included.
    """
    first = ints[record]
    if first >= 0:
        side = _side(floats, first, px, py)
        return int(ints[record + 1 if side > 0 else record + 2 if side < 0 else record + 3])
    at = record + 2
    for _ in range(-first):
        grids, edges = ints[at], ints[at + 1]
        covering = _covering(floats, ints, at, px, py)
        if covering:
            return int(ints[at + 3 + _lowest_bit(covering)])
        at += 3 + grids + 2 * edges
    return int(ints[record + 1])


@inlined
def _cell(floats: Floats, ints: Ints, lon: float, lat: float) -> tuple[int, int, int]:
    """The directory place of a point's tile (-1 outside) and its cell's row and column inside the tile."""
    column = (lon - floats[0]) * floats[2]
    row = (lat - floats[1]) * floats[3]
    if not (0.0 <= column < ints[NTX] * TILE and 0.0 <= row < ints[NTY] * TILE):
        return -1, 0, 0
    x, y = int(column), int(row)
    return ints[DIRECTORY] + (y // TILE) * ints[NTX] + x // TILE, y % TILE, x % TILE


@jit
def find_one(lon: float, lat: float, floats: Floats, ints: Ints, tiles: Bytes) -> int:
    """The number of the grid that covers the point, -1 where none does."""
    place, y, x = _cell(floats, ints, lon, lat)
    if place < 0:
        return -1
    tile = ints[place]
    if tile < 0:
        return -1 if tile == -1 else int(-2 - tile)
    value = int(ints[ints[PALETTES] + ints[ints[STARTS] + tile] + tiles[tile * 256 + y * TILE + x]])
    return value if value >= -1 else _decide(floats, ints, ints[RECORDS] - 2 - value, lon, lat)


@inlined
def _look_up(lons: Floats, lats: Floats, out: Ints, floats: Floats, ints: Ints, tiles: Bytes, work: Any) -> int:
    """Write the grids of points in undivided cells; put the others' places and records in ``work``, return how many."""
    places, cells, aside, records = work
    ntx, columns, rows = np.int64(ints[NTX]), np.float64(ints[NTX] * TILE), np.float64(ints[NTY] * TILE)
    for i in range(len(lons)):
        column = (lons[i] - floats[0]) * floats[2]
        row = (lats[i] - floats[1]) * floats[3]
        known = 0.0 <= column < columns and 0.0 <= row < rows
        # Tile 0 lies in the empty margin of the raster: a point outside finds no grid there.
        x, y = np.int64(column) if known else 0, np.int64(row) if known else 0
        places[i] = ints[np.uint64(ints[DIRECTORY] + (y >> 4) * ntx + (x >> 4))]
        cells[i] = ((y & 15) << 4) | (x & 15)
    for i in range(len(lons)):
        tile = np.int64(max(places[i], 0))
        cells[i] = tiles[np.uint64((tile << 8) + cells[i])] + ints[np.uint64(ints[STARTS] + tile)]
    mixed = 0
    for i in range(len(lons)):
        tile = places[i]
        value = ints[np.uint64(ints[PALETTES] + cells[i])] if tile >= 0 else -1 if tile == -1 else -2 - tile
        out[i] = value
        aside[mixed], records[mixed] = i, ints[RECORDS] - 2 - value
        mixed += value < -1
    return mixed


@inlined
def _look_closer(lons: Floats, lats: Floats, out: Ints, floats: Floats, ints: Ints, mixed: int, work: Any) -> None:
    """Decide the points set aside: first, without branches, those where one border runs through the cell."""
    edges, _, aside, records = work
    for k in range(mixed):
        edges[k] = ints[np.uint64(records[k])]
    hard = 0
    for k in range(mixed):
        i, record, edge = np.uint64(aside[k]), records[k], max(edges[k], 0)
        at = np.uint64(ORIGIN + 4 * np.int64(edge))
        ax, ay, bx, by = floats[at], floats[at + ONE], floats[at + TWO], floats[at + THREE]
        left = (ax - lons[i]) * (by - lats[i])
        right = (ay - lats[i]) * (bx - lons[i])
        out[i] = ints[np.uint64(record + 1 + (left < right))]
        aside[hard], records[hard] = aside[k], record
        hard += (edges[k] < 0) | (abs(left - right) <= UNSURE * (abs(left) + abs(right)))
    for k in range(hard):
        i = aside[k]
        out[i] = _decide(floats, ints, records[k], lons[i], lats[i])


@jit
def find_many(lons: Floats, lats: Floats, out: Ints, floats: Floats, ints: Ints, tiles: Bytes) -> None:
    """Fill ``out`` with the grid numbers of the points, -1 for none.

    Points go through in batches and in passes that each do one kind of look-up without branches, so that the processor
    waits for many memory cells at once.
    """
    work = np.empty(BATCH, np.int32), np.empty(BATCH, np.int32), np.empty(BATCH, np.int32), np.empty(BATCH, np.int32)
    for begin in range(0, len(lons), BATCH):
        end = min(begin + BATCH, len(lons))
        xs, ys, answers = lons[begin:end], lats[begin:end], out[begin:end]
        mixed = _look_up(xs, ys, answers, floats, ints, tiles, work)
        _look_closer(xs, ys, answers, floats, ints, mixed, work)


@jit
def find_reordered(lons: Floats, lats: Floats, out: Ints, floats: Floats, ints: Ints, tiles: Bytes) -> None:
    """As ``find_many``, visiting the points band by band from south to north so that each band's index stays cached."""
    size = min(CHUNK, len(lons))
    band_of = np.empty(size, np.uint8)
    points = np.empty((size, 2))
    origin, answers = np.empty(size, np.int32), np.empty(size, np.int32)
    per_lat = floats[3] * BANDS / (ints[NTY] * TILE)
    for begin in range(0, len(lons), CHUNK):
        count = min(CHUNK, len(lons) - begin)
        free = np.zeros(BANDS + 1, np.int64)
        for i in range(count):
            band = (lats[begin + i] - floats[1]) * per_lat
            band_of[i] = np.int64(band) if 0.0 <= band < BANDS else 0
            free[band_of[i] + 1] += 1
        free = np.cumsum(free)
        for i in range(count):
            to = np.uint64(free[band_of[i]])
            free[band_of[i]] += 1
            points[to, 0], points[to, 1], origin[to] = lons[begin + i], lats[begin + i], i
        find_many(points[:count, 0], points[:count, 1], answers, floats, ints, tiles)
        for i in range(count):
            out[np.uint64(begin + origin[i])] = answers[i]
