"""The public map: open cases by community and by unit grid, and one by one where the city shows them so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.atlas import tiles
from wanmi.atlas.encoding import encoded
from wanmi.cases.blur import blurring, shown_points
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.public import queries
from wanmi.public.rows import case_rows
from wanmi.site.views.parts import LEVELS
from wanmi.territory.cells import POINT_ZOOM, Tile, ranges_in
from wanmi.territory.queries import city_bounds, current_city, full_names, grid, outlines
from wanmi.workforce.access import EVERYONE, allow

TYPE = "application/vnd.mapbox-vector-tile"
KEEP = "private, max-age=300"  # seconds for which a map may show what it has
LAYERS: dict[str, Callable[[Tile], bytes]] = {"divisions": tiles.divisions, "grids": tiles.grids}
CASES_ON_CARD = 10
MOST_POINTS = 2_000  # of one tile


@allow(EVERYONE)
@require_safe
def city_map(request: HttpRequest) -> HttpResponse:
    queries.require_published()
    context = {
        "bounds": city_bounds(),
        "base_map": settings.BASE_MAP,
        "layers": [layer for layer in LAYERS if queries.is_published(layer)],
    }
    return render(request, "public/map.html", context)


@allow(EVERYONE)
@require_safe
def grid_card(request: HttpRequest, code: str) -> HttpResponse:
    """The open cases of a unit grid."""
    shown = grid(code)
    if shown is None:
        raise Http404
    rows = list(queries.published().filter(grid=code, is_open=True).order_by("-id")[: CASES_ON_CARD + 1])
    context = {
        "grid": shown,
        "place": full_names([shown.community])[shown.community],
        "rows": case_rows(rows[:CASES_ON_CARD], case_definition()),
        "has_more": len(rows) > CASES_ON_CARD,
    }
    return render(request, "public/grid_card.html", context)


@allow(EVERYONE)
@require_safe
def outline(request: HttpRequest, level: str) -> HttpResponse:
    """The outlines of streets or communities, for the map of the report form."""
    queries.require_published("divisions")
    if level not in LEVELS:
        raise Http404
    response = JsonResponse(outlines(current_city().code, LEVELS[level]))
    response.headers["Content-Type"] = "application/geo+json"
    response.headers["Cache-Control"] = KEEP
    return response


@allow(EVERYONE)
@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile of what stands still, where the city publishes it."""
    if layer not in LAYERS:
        raise Http404
    queries.require_published(layer)
    return _answer(LAYERS[layer](_tile(z, x, y)))


@allow(EVERYONE)
@require_safe
def case_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Open cases: counted by community and grid; close up one by one, where the city shows more than the grid."""
    queries.require_published()
    wanted = _tile(z, x, y)
    if z >= tiles.POINTS_FROM and blurring() != "grid":
        return _answer(encoded(wanted, {"cases": _points(wanted)}))
    areas = tiles.areas(wanted)
    found = Case.objects.filter(is_open=True, **{f"{areas.column}__in": areas.stencil.codes})
    return _answer(areas.stencil.filled(dict(found.order_by().values_list(areas.column).annotate(Count("id")))))


def _points(wanted: Tile) -> tuple[Any, list[dict[str, Any]]]:
    """The cases that are shown in the tile, wherever they lie: looked for as far around as they may be moved."""
    metres = blurring()
    away = metres / 50_000 if isinstance(metres, int) else 0.0  # degrees; more than a field of the lattice up to 65°
    west, south, east, north = wanted.bounds()
    rows: dict[int, Case] = {}
    for cells in ranges_in((west - away, south - away, east + away, north + away), POINT_ZOOM):
        found = Case.objects.filter(is_open=True, cell__range=cells).select_related("item").order_by("-id")
        rows |= {row.pk: row for row in found[:MOST_POINTS]}
    shown = [(*point, rows[pk]) for pk, point in shown_points(rows.values()).items()]
    inside = [each for each in shown if west <= each[0] < east and south <= each[1] < north]
    about = [{"number": row.number, "kind": row.item.kind if row.item else ""} for _, _, row in inside]
    return tiles.points(inside), about


def _tile(z: int, x: int, y: int) -> Tile:
    try:
        return Tile(z, x, y)
    except ValueError as error:
        raise Http404 from error


def _answer(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=TYPE, headers={"Cache-Control": KEEP})
