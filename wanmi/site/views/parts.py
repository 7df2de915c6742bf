"""Parts of forms that change while one types, and the outlines of the map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from wanmi.cases import queries
from wanmi.cases.definition import case_definition
from wanmi.codes.place import Level
from wanmi.process.definition import FieldKind
from wanmi.site.choices import chosen_item, conditions_at, guessed_items, items_for
from wanmi.site.fields import FormField
from wanmi.site.navigation import READERS, WORKERS
from wanmi.site.views.acting import actor
from wanmi.territory.queries import current_city, full_names, locate, outlines
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

TEXT_AT_MOST = 500  # letters of a report that are looked at
LEVELS = {"streets": Level.STREET, "communities": Level.COMMUNITY}


@allow(*WORKERS)
@require_safe
def items(request: ActingRequest) -> HttpResponse:
    """The items that everyday words find, to choose one from; the one chosen before stays on the list."""
    query, key = request.GET.get("find_item", "").strip(), request.GET.get("item", "")
    text = request.GET.get("text", "")[:TEXT_AT_MOST]
    choices = items_for(query, key) if query or key or not text else guessed_items(text)
    return render(request, "console/fields/item_choices.html", {"field": _field(FieldKind.ITEM, key, choices)})


@allow(*WORKERS)
@require_safe
def conditions(request: ActingRequest, number: str) -> HttpResponse:
    """The filing conditions of the item that is chosen now, with the deadlines that would follow."""
    case = queries.one(actor(request), number)
    item = chosen_item(request.GET.get("item", ""))
    choices = conditions_at(item, case.place) if item else []
    field = _field(FieldKind.CONDITION, request.GET.get("condition", ""), choices)
    return render(request, "console/fields/condition_choices.html", {"field": field})


def _field(kind: FieldKind, value: str, choices: object) -> FormField:
    spec = next(spec for spec in case_definition().fields.values() if spec.kind is kind)
    return FormField(spec, required=True, value=value, choices=choices)


@allow(*WORKERS)
@require_safe
def place_at(request: ActingRequest) -> HttpResponse:
    """The community around a point, in words and as the code that the form's list takes over."""
    try:
        lon, lat = float(request.GET["position_lon"]), float(request.GET["position_lat"])
    except (KeyError, ValueError):
        return render(request, "console/place_at.html", {"is_point": False})
    code = (locate(lon, lat) or "")[: Level.COMMUNITY]
    name = full_names([code])[code] if code else ""
    return render(request, "console/place_at.html", {"is_point": True, "code": code, "name": name})


def _state_of_map(request: HttpRequest, level: str) -> str:
    city = current_city()
    return f'"{city.pack_digest[:16]}-{get_language()}"'


@allow(*READERS)
@require_safe
@condition(etag_func=_state_of_map)
def outline(request: ActingRequest, level: str) -> HttpResponse:
    """The outlines of the city's streets or communities as GeoJSON; a browser asks again only whether they changed."""
    response = JsonResponse(outlines(current_city().code, LEVELS[level]))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Type"] = "application/geo+json"
    return response
