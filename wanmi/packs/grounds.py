"""The ground of organisations and posts: a listed division, the prefecture around the city, or one unit grid.

A pack may keep its unit grids beside it, in grids.geojson; then the grid of a post is one of those. Else it is one that
the base has: `wanmi grids load` brings grids in, once the divisions in which they lie are loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from wanmi.codes.place import Level, level_of
from wanmi.grids.errors import GridError
from wanmi.grids.geojson import read_features
from wanmi.grids.records import record_of
from wanmi.packs.columns import Row
from wanmi.packs.pack import Load, Pack
from wanmi.packs.problems import At, PackRefused, Problem
from wanmi.territory.gridfile import in_force

FILE = "grids.geojson"


def require_ground(pack: Pack, row: Row, region: str) -> None:
    """Refuse a region outside the divisions that the pack lists and the prefecture in which the city lies."""
    if level_of(region) is Level.CITY:
        if pack.city.code and not pack.city.code.startswith(region):
            around = pack.city.code[: Level.CITY]
            pack.refuse(
                row.at, "region", region, _("{prefecture}, the prefecture of the city").format(prefecture=around)
            )
    elif not pack.knows("division", region[: Level.COMMUNITY]):
        pack.refuse(row.at, "region", region, _("the code of a listed division, or of a grid in one"))


def require_grids(pack: Pack, grids: Mapping[str, At]) -> None:
    """Refuse unit grids that grids.geojson does not hold, where the pack has it; ``grids`` tells where each stands."""
    if not grids or not (pack.folder / FILE).is_file():
        return
    try:
        known = {record_of(feature).code for feature in read_features(pack.folder / FILE)}
    except GridError as error:
        pack.refuse(At(FILE), "", str(error), _("a GeoJSON FeatureCollection"))
        return
    for grid in sorted(grids.keys() - known):
        pack.refuse(grids[grid], "region", grid, _("the code of a grid in {file}").format(file=FILE))


def require_loaded_grids(pack: Pack, grids: Mapping[str, At], load: Load) -> None:
    """Raises PackRefused for unit grids that neither grids.geojson nor the base holds: nobody could work there."""
    if not grids or (pack.folder / FILE).is_file():
        return
    known = set(in_force(load.today).filter(code__in=grids).values_list("code", flat=True))
    expected = _("the code of a grid that is loaded (wanmi grids load), or stands in {file}").format(file=FILE)
    problems = [Problem(at.file, at.line, "region", grid, expected) for grid, at in grids.items() if grid not in known]
    if problems:
        raise PackRefused(problems)
