"""The ground in tiles: divisions, grids, components; and the areas that cases and addresses are counted by.

From afar one counts by community, nearer by unit grid; each look-up is one range of an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.db.models import QuerySet
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.atlas.encoding import Stencil, encoded
from wanmi.codes.place import Level
from wanmi.territory.cells import GRID_ZOOM, POINT_ZOOM, Tile
from wanmi.territory.gridfile import in_force
from wanmi.territory.models import City, Component, Division
from wanmi.territory.queries import name_of, outlines_of, today, valid_on

GRIDS_FROM = 13  # zoom at which unit grids can be told apart
POINTS_FROM = 16  # zoom at which each component and each case has its place
MOST_POINTS = 5_000  # of one layer in one tile


Layers = dict[str, tuple[Any, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Codes beside shapes in degrees and points in them, in the order of the codes."""

    codes: list[str]
    shapes: NDArray[Any]
    middles: NDArray[Any]

    def only(self, places: Any) -> Shapes:
        """Those at some places."""
        return Shapes([self.codes[at] for at in places], self.shapes[places], self.middles[places])

    def layers(self, name: str, about: list[dict[str, Any]]) -> Layers:
        """The shapes as a layer, and under ``name``-at the points where their labels go."""
        return {name: (self.shapes, about), f"{name}-at": (self.middles, about)}


def divisions(tile: Tile) -> bytes:
    """Outlines and names of streets; of communities too where there is room for them."""
    levels = (Level.STREET, Level.COMMUNITY) if tile.z >= GRIDS_FROM - 1 else (Level.STREET,)
    rows = _divisions_now().filter(code__in=[c for level in levels for c in _within(_outlines(level), tile).codes])
    names = {each.code: name_of(each) for each in rows.only("code", "name_zh", "name_en")}
    layers: Layers = {}
    for level in levels:
        found = _within(_outlines(level), tile)
        about = [{"code": code, "name": names.get(code, "")} for code in found.codes]
        layers |= found.layers("streets" if level is Level.STREET else "communities", about)
    return encoded(tile, layers)


def grids(tile: Tile) -> bytes:
    """The unit grids in force."""
    return _grid_tile(_stamp(), today(), tile)


@lru_cache(maxsize=512)
def _grid_tile(stamp: str, day: date, tile: Tile) -> bytes:
    found = _grids_at(stamp, day, tile)
    about = [{"code": code, "label": code[Level.COMMUNITY :]} for code in found.codes]
    return encoded(tile, found.layers("grids", about))


def components(tile: Tile) -> bytes:
    """Each component, when close."""
    rows: list[Any] = []
    if tile.z >= POINTS_FROM:
        near = Component.objects.filter(cell__range=tile.cells(POINT_ZOOM))
        rows = list(near.order_by("cell").values_list("lon", "lat", "code", "name_zh", "item")[:MOST_POINTS])
    about = [{"code": code, "name": name, "item": item} for _, _, code, name, item in rows]
    return encoded(tile, {"components": (points(rows), about)})


@dataclass(frozen=True, slots=True)
class Areas:
    """What is counted by in a tile: a ``column`` (grid or community), the areas to be filled with numbers, and when."""

    column: str
    stencil: Stencil
    stamp: str  # in which state the grids are
    day: date


def areas(tile: Tile) -> Areas:
    stamp, day = _stamp(), today()
    if tile.z >= GRIDS_FROM:
        return Areas("grid", _grid_stencil(stamp, day, tile), stamp, day)
    return Areas("community", _community_stencil(_city(), day, tile), stamp, day)


@lru_cache(maxsize=512)
def _grid_stencil(stamp: str, day: date, tile: Tile) -> Stencil:
    return _stencil(tile, _grids_at(stamp, day, tile))


@lru_cache(maxsize=512)
def _community_stencil(state: str, day: date, tile: Tile) -> Stencil:
    return _stencil(tile, _within(_outlines_at(state, day, Level.COMMUNITY), tile))


def _stencil(tile: Tile, found: Shapes) -> Stencil:
    return Stencil(tile, {"counts": (found.shapes, found.codes), "counts-at": (found.middles, found.codes)})


def _stamp() -> str:
    """In which state the grids are."""
    return str(City.objects.values_list("grids_stamp", flat=True).first())


@lru_cache(maxsize=256)
def _grids_at(stamp: str, day: date, tile: Tile) -> Shapes:
    """The unit grids that touch a tile; ``stamp`` and ``day`` say of which state of the city."""
    if tile.z < GRIDS_FROM:
        return _shapes([])
    near = in_force(day).filter(cells__cell__range=tile.cells(GRID_ZOOM)).distinct().order_by("code")
    return _within(
        _shapes((code, shapely.from_wkb(bytes(wkb))) for code, wkb in near.values_list("code", "shape")), tile
    )


def _city() -> str:
    """In which state the divisions are."""
    return str(City.objects.values_list("pack_digest", "loaded_at").first())


def _outlines(level: Level) -> Shapes:
    return _outlines_at(_city(), today(), level)


@lru_cache(maxsize=4)
def _outlines_at(state: str, day: date, level: Level) -> Shapes:
    codes = [
        code for code in Division.objects.filter(valid_on(day)).values_list("code", flat=True) if len(code) == level
    ]
    return _shapes(sorted(outlines_of(codes, day).items()))


def _divisions_now() -> QuerySet[Division]:
    return Division.objects.filter(valid_on(today()))


def _shapes(pairs: Iterable[tuple[str, BaseGeometry]]) -> Shapes:
    rows = list(pairs)
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, shape in rows]
    return Shapes([code for code, _ in rows], shapes, np.asarray(shapely.point_on_surface(shapes), dtype=object))


def _within(found: Shapes, tile: Tile) -> Shapes:
    """Those whose box meets the tile."""
    if not found.codes:
        return found
    west, south, east, north = tile.bounds()
    box = shapely.bounds(found.shapes)
    near = np.flatnonzero((box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south))
    return found.only(near)


def points(rows: Sequence[Sequence[Any]]) -> Any:
    """Rows that begin with a longitude and a latitude, as points."""
    return shapely.points([(row[0], row[1]) for row in rows]) if rows else np.empty(0, dtype=object)
