"""Which groups of grids lie close enough to meet, so that each pair of groups is compared once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely

from wanmi.grids.stock import Places, Stock


class Neighbours:
    """For a group of grids, the grids of groups after it whose boxes meet its own."""

    def __init__(self, stock: Stock, groups: Mapping[str, Places]) -> None:
        self._stock = stock
        self._places = [places for places in groups.values() if len(places)]
        self._number = {code: at for at, code in enumerate(code for code in groups if len(groups[code]))}
        sides = [stock.boxes[places] for places in self._places]
        self._boxes = np.array([[*each[:, :2].min(axis=0), *each[:, 2:].max(axis=0)] for each in sides]).reshape(-1, 4)
        self._tree = shapely.STRtree(shapely.box(*self._boxes.T))

    def of(self, code: str) -> Iterator[Places]:
        """Their places, a portion at a time."""
        own = self._number.get(code)
        if own is None:
            return
        west, south, east, north = self._boxes[own]
        for other in sorted(self._tree.query(shapely.box(west, south, east, north)).tolist()):
            if other > own:
                places = self._places[other]
                boxes = self._stock.boxes[places]
                across = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
                yield from self._stock.spans(places[across & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)])
