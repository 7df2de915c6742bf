"""``python -m wanmi.grids``: the grid commands where the whole program is not installed."""

from wanmi.grids.cli import demo_geometry, grids

grids.add_command(demo_geometry)
grids(prog_name="python -m wanmi.grids")
