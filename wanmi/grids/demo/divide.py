"""Sharing out the cells of the lattice among divisions, each in one piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]  # N x 2: column, row


def share_out(cells: Cells, weights: Sequence[float], wide: float, tall: float) -> list[Cells]:
    """Cut cells into pieces with sizes in proportion to ``weights``: again and again across the longer side.

    A cut may step by one cell half-way, so that sizes come out right to the cell.
    """
    if len(weights) == 1:
        return [cells]
    half = len(weights) // 2
    share = sum(weights[:half]) / sum(weights)
    least = (half, len(cells) - (len(weights) - half))
    count = min(max(round(len(cells) * share), least[0]), least[1])
    extent = (np.ptp(cells, axis=0) + 1) * (wide, tall)
    along = int(extent[1] > extent[0])
    order = np.lexsort((cells[:, 1 - along], cells[:, along]))
    one, other = cells[order[:count]], cells[order[count:]]
    return share_out(one, weights[:half], wide, tall) + share_out(other, weights[half:], wide, tall)
