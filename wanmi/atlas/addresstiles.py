"""Addresses in tiles: buildings and door numbers, counted by area from afar, each in its place when close."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from wanmi.addresses.base.models import Address
from wanmi.atlas.encoding import encoded
from wanmi.atlas.tiles import MOST_POINTS, POINTS_FROM, areas, points
from wanmi.territory.cells import POINT_ZOOM, Tile

LEVELS = ("place", "building")  # rooms lie in their buildings and are not on the map


def addresses(tile: Tile, level: str = "") -> bytes:
    """The addresses in force of a level ("" for both) that have a position."""
    placed = Address.objects.filter(cell__isnull=False)
    wanted = placed.filter(level=level) if level else placed
    if tile.z >= POINTS_FROM:
        return encoded(tile, {"addresses": _each(wanted, tile)})
    by = areas(tile)
    found = wanted.filter(**{f"{by.column}__in": by.stencil.codes})
    return by.stencil.filled(dict(found.order_by().values_list(by.column).annotate(Count("id"))))


def _each(wanted: QuerySet[Address], tile: Tile) -> tuple[Any, list[dict[str, Any]]]:
    near = wanted.filter(cell__range=tile.cells(POINT_ZOOM)).order_by("cell", "id")
    rows = list(near.values_list("lon", "lat", "public_id", "level", "elements")[:MOST_POINTS])
    return points(rows), [{"id": row[2], "level": row[3], "label": _label(row[3], row[4])} for row in rows]


def _label(level: str, elements: dict[str, str]) -> str:
    """What stands on the door or the wall: a few characters."""
    wanted = ("building",) if level == "building" else ("number", "area")
    return next((elements[name] for name in wanted if elements.get(name)), "")
