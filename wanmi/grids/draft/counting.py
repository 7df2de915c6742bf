"""How many grids a block becomes: by its area, and by what is to be looked after in it."""

from __future__ import annotations

import numpy as np
import shapely

from wanmi.grids.draft.site import Ground, Rules

FAIR = 0.7, 1.45  # shares of the target between which areas may differ to even out loads
LOAD_WEIGHT = 2.0  # of a load that is off the mean by its own size, against an area that is


def count_of(block: shapely.Polygon, ground: Ground, rules: Rules) -> int:
    """One more than the area asks for where a block is busy, one fewer where it is quiet, within FAIR areas."""
    asked = max(1, round(block.area / rules.target))
    usual = float(ground.loads.sum()) * rules.target / ground.outline.area
    if not usual:
        return asked
    shapely.prepare(block)
    within = shapely.intersects_xy(block, ground.components[:, 0], ground.components[:, 1])
    load = float(ground.loads[within].sum())
    sizes = {count: block.area / count / rules.target for count in (asked, asked - 1, asked + 1) if count > 0}
    fair = [count for count, size in sizes.items() if count == asked or FAIR[0] <= size <= FAIR[1]]
    return min(fair, key=lambda n: abs(np.log(sizes[n])) + LOAD_WEIGHT * abs(load / n / usual - 1))
