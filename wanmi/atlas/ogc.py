"""OGC API – Features, open to everyone: what the city publishes, for QGIS and the like.

Part 1: Core (17-069r4), Part 2: Coordinate Reference Systems (18-058r1), Part 3: Filtering (19-079r2).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import shapely
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wanmi.atlas import openapi
from wanmi.atlas.asking import MOST, BadQuery, named_crs, question
from wanmi.atlas.crs import CRS84, STORED, SUPPORTED, in_crs
from wanmi.atlas.features import COLLECTIONS, Collection, Feature, page
from wanmi.territory.queries import current_city, outlines_of
from wanmi.workforce.access import EVERYONE, allow

CONFORMS_TO = [
    f"http://www.opengis.net/spec/{name}"
    for name in (
        "ogcapi-features-1/1.0/conf/core",
        "ogcapi-features-1/1.0/conf/oas30",
        "ogcapi-features-1/1.0/conf/geojson",
        "ogcapi-features-2/1.0/conf/crs",
        "ogcapi-features-3/1.0/conf/queryables",
        "ogcapi-features-3/1.0/conf/filter",
        "ogcapi-features-3/1.0/conf/features-filter",
        "cql2/1.0/conf/cql2-text",
        "cql2/1.0/conf/basic-cql2",
        "cql2/1.0/conf/advanced-comparison-operators",
    )
]
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


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
def queryables(request: HttpRequest, name: str) -> JsonResponse:
    """The properties that a filter may name, as a JSON Schema."""
    found = published().get(name)
    if found is None:
        return _fault(404, f"There is no collection {name}.")
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": request.build_absolute_uri(),
        "type": "object",
        "title": found.title,
        "properties": {key: each.schema() for key, each in found.queryables.items()},
        "additionalProperties": False,
    }
    return _answer(content, SCHEMA)


@allow(EVERYONE)
@require_safe
def items(request: HttpRequest, name: str) -> JsonResponse:
    """One page of features; its link "next" leads on by key, so that later pages cost no more than the first."""
    found = published().get(name)
    if found is None:
        return _fault(404, f"There is no collection {name}.")
    try:
        asked = question(request.GET, found)
        features, after = page(found, asked)
    except (BadQuery, ValueError) as error:
        return _fault(400, str(error))
    content = {
        "type": "FeatureCollection",
        "features": [_geojson(found, feature, asked.crs) for feature in features],
        "numberReturned": len(features),
        "timeStamp": timezone.now().isoformat(),
        "links": _page_links(request, name, after),
    }
    return _in(asked.crs, _answer(content, GEOJSON))


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
    try:
        crs = named_crs(request.GET, "crs")
    except BadQuery as error:
        return _fault(400, str(error))
    return _in(crs, _answer(_geojson(found, found.features([row])[0], crs, key) | {"links": links}, GEOJSON))


def _in(crs: str, response: JsonResponse) -> JsonResponse:
    response.headers["Content-Crs"] = f"<{crs}>"
    return response


def _described(request: HttpRequest, name: str, found: Collection) -> dict[str, Any]:
    city = current_city()
    ground = outlines_of([city.code])
    boxes = [list(shapely.total_bounds(list(ground.values())))] if ground else []
    return {
        "id": name,
        "title": found.title,
        "description": found.description,
        "itemType": "feature",
        "crs": list(SUPPORTED),
        "storageCrs": STORED,
        "extent": {"spatial": {"bbox": boxes, "crs": CRS84}} if boxes else {},
        "links": [
            _link(request, f"collections/{name}", "self"),
            _link(request, f"collections/{name}/items", "items", GEOJSON),
            _link(request, f"collections/{name}/queryables", QUERYABLES, SCHEMA),
        ],
    }


def _page_links(request: HttpRequest, name: str, after: str) -> list[dict[str, str]]:
    path = f"collections/{name}/items"
    asked = {key: value for key, value in request.GET.items() if key != "after"}
    links = [_link(request, f"{path}?{request.GET.urlencode()}", "self", GEOJSON)]
    if after:
        links.append(_link(request, f"{path}?{urlencode(asked | {'after': after})}", "next", GEOJSON))
    return [*links, _link(request, f"collections/{name}", "collection")]


def _geojson(found: Collection, feature: Feature, crs: str, key: str = "") -> dict[str, Any]:
    shape, properties = feature
    geometry = shapely.geometry.mapping(in_crs(shape, crs)) if shape is not None else None
    name = key or properties.get(found.key, properties.get("code"))
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
