"""Unit grids without a database: draft them, check them, move them in and out, find the grid of a point.

Everything here is plain Python on arrays and polygons in degrees (CGCS2000 longitude/latitude) and can be used from a
notebook as well as from the command line; see docs/grids.md.
"""

from wanmi.grids.errors import GridError
from wanmi.grids.locator import Locator
from wanmi.grids.shapes import GridSet

__all__ = ["GridError", "GridSet", "Locator"]
