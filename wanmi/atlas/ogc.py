"""OGC API – Features, Part 1: Core (17-069r4), open to everyone: what the city publishes, for QGIS and the like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

import shapely
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from wanmi.atlas import openapi
from wanmi.atlas.features import COLLECTIONS, Box, Collection, Feature, Span, page
from wanmi.territory.queries import current_city, outlines_of
from wanmi.workforce.access import EVERYONE, allow

CONFORMS_TO = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")
]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
LIMIT, MOST = 100, 1_000
KNOWN = {"f", "limit", "bbox", "bbox-crs", "crs", "datetime", "after"}
GEOJSON = "application/geo+json"


class BadQuery(ValueError):
    """A parameter that means nothing here; the text says what was expected."""


def published() -> dict[str, Collection]:
    """The collections that the city has decided to publish; none without a decision."""
    chosen = current_city().settings.get("published", [])
    return {name: found for name, found in COLLECTIONS.items() if name in chosen}


def _answer(content: dict[str, Any], content_type: str = "application/json", status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = content_type
    response.headers["Access-Control-Allow-Origin"] = "*"  # open data, for maps on other sites
    return response


def _fault(status: int, text: str) -> JsonResponse:
    return _answer({"code": str(status), "description": text}, status=status)


def _link(request: HttpRequest, path: str, rel: str, kind: str = "application/json") -> dict[str, str]:
    return {"href": request.build_absolute_uri(f"/ogc/{path}"), "rel": rel, "type": kind}


@allow(EVERYONE)
@require_safe
def landing(request: HttpRequest) -> JsonResponse:
    """Where everything is."""
    city = current_city()
    links = [
        _link(request, "", "self"),
        _link(request, "conformance", "conformance"),
        _link(request, "collections", "data"),
        _link(request, "api", "service-desc", openapi.TYPE),
    ]
    note = " Synthetic: invented by a generator, not surveyed." if city.is_demo else ""
    return _answer(
        {"title": city.name_en, "description": f"{city.name_zh}: what the city publishes.{note}", "links": links}
    )


@allow(EVERYONE)
@require_safe
def conformance(request: HttpRequest) -> JsonResponse:
    return _answer({"conformsTo": CONFORMS_TO})


@allow(EVERYONE)
@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """The definition of this API (OpenAPI 3.0)."""
    return _answer(openapi.definition(request.build_absolute_uri("/ogc/"), published(), MOST), openapi.TYPE)


@allow(EVERYONE)
@require_safe
def collections(request: HttpRequest) -> JsonResponse:
    found = [_described(request, name, each) for name, each in published().items()]
    return _answer({"links": [_link(request, "collections", "self")], "collections": found})


@allow(EVERYONE)
@require_safe
def collection(request: HttpRequest, name: str) -> JsonResponse:
    found = published().get(name)
    return _answer(_described(request, name, found)) if found else _fault(404, f"There is no collection {name}.")


@allow(EVERYONE)
@require_safe
def items(request: HttpRequest, name: str) -> JsonResponse:
    """One page of features; its link "next" leads on by key, so that later pages cost no more than the first."""
    found = published().get(name)
    if found is None:
        return _fault(404, f"There is no collection {name}.")
    try:
        limit, box, span = _asked(request)
        features, after = page(found, request.GET.get("after", ""), limit, box, span)
    except (BadQuery, ValueError) as error:
        return _fault(400, str(error))
    content = {
        "type": "FeatureCollection",
        "features": [_geojson(found, feature) for feature in features],
        "numberReturned": len(features),
        "timeStamp": timezone.now().isoformat(),
        "links": _page_links(request, name, after),
    }
    return _answer(content, GEOJSON)


@allow(EVERYONE)
@require_safe
def item(request: HttpRequest, name: str, key: str) -> JsonResponse:
    found = published().get(name)
    try:
        row = found.rows().filter(**{found.key: key}).first() if found else None
    except ValueError:  # a number was expected
        row = None
    if found is None or row is None:
        return _fault(404, f"There is no feature {key} in {name}.")
    links = [
        _link(request, f"collections/{name}/items/{key}", "self", GEOJSON),
        _link(request, f"collections/{name}", "collection"),
    ]
    return _answer(_geojson(found, found.features([row])[0], key) | {"links": links}, GEOJSON)


def _described(request: HttpRequest, name: str, found: Collection) -> dict[str, Any]:
    city = current_city()
    ground = outlines_of([city.code])
    boxes = [list(shapely.total_bounds(list(ground.values())))] if ground else []
    return {
        "id": name,
        "title": found.title,
        "description": found.description,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": boxes, "crs": CRS84}} if boxes else {},
        "links": [
            _link(request, f"collections/{name}", "self"),
            _link(request, f"collections/{name}/items", "items", GEOJSON),
        ],
    }


def _page_links(request: HttpRequest, name: str, after: str) -> list[dict[str, str]]:
    path = f"collections/{name}/items"
    asked = {key: value for key, value in request.GET.items() if key != "after"}
    links = [_link(request, f"{path}?{request.GET.urlencode()}", "self", GEOJSON)]
    if after:
        links.append(_link(request, f"{path}?{urlencode(asked | {'after': after})}", "next", GEOJSON))
    return [*links, _link(request, f"collections/{name}", "collection")]


def _geojson(found: Collection, feature: Feature, key: str = "") -> dict[str, Any]:
    shape, properties = feature
    geometry = shapely.geometry.mapping(shape) if shape is not None else None
    name = key or properties.get(found.key, properties.get("code"))
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def _asked(request: HttpRequest) -> tuple[int, Box | None, Span | None]:
    unknown = set(request.GET) - KNOWN
    if unknown:
        raise BadQuery(f"unknown parameter: {', '.join(sorted(unknown))}")
    for name in ("crs", "bbox-crs"):
        if request.GET.get(name, CRS84) != CRS84:
            raise BadQuery(f"{name}: only {CRS84}")
    return _limit(request.GET.get("limit", "")), _given(request, "bbox", _box), _given(request, "datetime", _span)


def _given(request: HttpRequest, name: str, read: Callable[[str], Any]) -> Any:
    return read(request.GET[name]) if request.GET.get(name) else None


def _limit(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise BadQuery(f"limit: a number from 1 on, at most {MOST} are given")
    return min(int(text or LIMIT), MOST)


def _box(text: str) -> Box:
    """Four numbers, or six with heights, which are not looked at."""
    try:
        numbers = [float(part) for part in text.split(",")]
        west, south, east, north = numbers if len(numbers) == 4 else (*numbers[0:2], *numbers[3:5])
    except ValueError as error:
        raise BadQuery("bbox: west,south,east,north in degrees") from error
    if len(numbers) not in (4, 6) or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadQuery("bbox: west,south,east,north in degrees")
    return west, south, east, north


def _span(text: str) -> Span:
    """An instant, or two with a slash between, ``..`` or nothing for an open end (RFC 3339)."""
    start, slash, end = text.partition("/")
    span = _instant(start, time.min), _instant(end if slash else start, time.max)
    if span == (None, None) or (span[0] and span[1] and span[0] > span[1]):
        raise BadQuery("datetime: an instant or an interval such as 2026-01-01/..")
    return span


def _instant(text: str, of_day: time) -> datetime | None:
    """A moment; of a day without a time its first or its last."""
    if text in ("", ".."):
        return None
    try:
        moment = parse_datetime(text) if "T" in text else None
        day = parse_date(text)
    except ValueError:
        moment = day = None
    if moment is None and day is None:
        raise BadQuery("datetime: an instant or an interval such as 2026-01-01/..")
    found = moment or datetime.combine(day, of_day)  # type: ignore[arg-type]
    return found if timezone.is_aware(found) else timezone.make_aware(found)
