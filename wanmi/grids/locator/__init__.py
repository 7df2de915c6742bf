"""The locator: which grid covers a point, answered in memory faster than by any geodatabase."""

from wanmi.grids.locator.build import refuse_unfit
from wanmi.grids.locator.locator import Locator, write_index

__all__ = ["Locator", "refuse_unfit", "write_index"]
