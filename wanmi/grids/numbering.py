"""Numbering grids: west to east, then north to south; 999 a community at most; no number twice."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from wanmi.grids.errors import GridError
from wanmi.grids.shapes import Geometries

MOST = 999


def reading_order(shapes: Geometries) -> NDArray[np.int64]:
    """The places of N shapes (degrees) in reading order: row by row from the north, each row from the west.

    A row is every grid left whose middle lies north of the south end of the northernmost one left.
    """
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    south_ends = shapely.bounds(shapes)[:, 1]
    left = list(np.lexsort((middles[:, 0], -middles[:, 1])))
    order: list[int] = []
    while left:
        row = [at for at in left if middles[at, 1] > south_ends[left[0]]]
        order += sorted(row, key=lambda at: (middles[at, 0], -middles[at, 1]))
        left = left[len(row) :]
    return np.array(order, dtype=np.int64)


def number_grids(community: str, count: int, used: Iterable[str] = ()) -> list[str]:
    """``count`` fresh grid codes of 15 characters after the highest ever ``used`` in a community of 12 digits.

    Raises GridError where the code is no community's or more than 999 numbers would be needed: they never roll over.
    """
    if len(community) != 12 or not community.isdecimal():
        raise GridError("not_community", "{feature} is not a community code of 12 digits.", feature=community)
    last = max((int(code[12:]) for code in used if code.startswith(community) and code[12:].isdecimal()), default=0)
    if last + count > MOST:
        message = "{feature} would need {needed} grid numbers, but there are {most}."
        raise GridError("too_many", message, feature=community, needed=last + count, most=MOST)
    return [f"{community}{number:03}" for number in range(last + 1, last + count + 1)]
