"""The locator: which grid covers a point, answered in memory faster than by any geodatabase."""

from wanmi.grids.locator.locator import Locator

__all__ = ["Locator"]
