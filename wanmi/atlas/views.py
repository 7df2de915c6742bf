"""The tiles of the map, one address a layer."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe
from django.views.decorators.vary import vary_on_cookie

from wanmi.atlas import addresstiles, casetiles, tiles
from wanmi.atlas.filters import AddressFilters, MapFilters
from wanmi.cases.actors import actor_of
from wanmi.cases.queries import visible
from wanmi.journal.models import Head
from wanmi.territory.cells import Tile
from wanmi.territory.models import City
from wanmi.territory.queries import today
from wanmi.workforce import kinds
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

TYPE = "application/vnd.mapbox-vector-tile"
LAYERS: dict[str, Callable[[Tile], bytes]] = {
    "divisions": tiles.divisions,
    "grids": tiles.grids,
    "components": tiles.components,
}
WORKERS = sorted(kinds.SUPERVISION | kinds.COMMAND | kinds.HANDLING)  # who has the address base
WHO = (*WORKERS, "audit_admin")


def _state_of_ground(request: ActingRequest, **_: Any) -> str:
    return _tag(*_city(), get_language())


def _state_of_cases(request: ActingRequest, **_: Any) -> str:
    """Whatever changes a case adds to the journal; who asks decides what he sees, and the hour what is recent."""
    head = Head.objects.values_list("seq", flat=True).first()
    post = request.acting.post_id if request.acting else ""
    return _tag(*_city(), head, post, f"{timezone.now():%d%H}")


def _state_of_addresses(request: ActingRequest, **_: Any) -> str:
    """The base is the same for all who may see it; whatever changes it adds to the journal."""
    return _tag(*_city(), Head.objects.values_list("seq", flat=True).first())


def _city() -> tuple[object, ...]:
    """What stands still until the city is loaded anew, its grids change or the day does."""
    return (City.objects.values_list("pack_digest", "loaded_at", "grids_stamp").first(), today())


def _tag(*state: object) -> str:
    return f'"{sha256(repr(state).encode()).hexdigest()[:20]}"'


@allow(*WHO)
@require_safe
@condition(etag_func=_state_of_ground)
def ground(request: ActingRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile of what stands still; a browser may show it for an hour before it asks whether it changed."""
    if layer not in LAYERS:
        raise Http404
    return _answer(LAYERS[layer](_tile(z, x, y)), "private, max-age=3600")


@allow(*WHO)
@require_safe
@vary_on_cookie
@condition(etag_func=_state_of_cases)
def cases(request: ActingRequest, z: int, x: int, y: int) -> HttpResponse:
    """A tile of the cases that one may see; 400 for a filter that means nothing."""
    assert request.acting is not None
    filters = MapFilters(request.GET)
    if not filters.is_valid():
        return HttpResponse(status=400)
    wanted = filters.narrowed(visible(actor_of(request.acting)))
    return _answer(casetiles.cases(_tile(z, x, y), wanted), "private, no-cache")


@allow(*WORKERS)
@require_safe
@condition(etag_func=_state_of_addresses)
def addresses(request: ActingRequest, z: int, x: int, y: int) -> HttpResponse:
    """A tile of addresses; a browser may show it for ten minutes: they change less often than cases."""
    filters = AddressFilters(request.GET)
    if not filters.is_valid():
        return HttpResponse(status=400)
    content = addresstiles.addresses(_tile(z, x, y), filters.cleaned_data["level"])
    return _answer(content, "private, max-age=600")


def _tile(z: int, x: int, y: int) -> Tile:
    try:
        return Tile(z, x, y)
    except ValueError as error:
        raise Http404 from error


def _answer(content: bytes, keep: str) -> HttpResponse:
    return HttpResponse(content, content_type=TYPE, headers={"Cache-Control": keep})
