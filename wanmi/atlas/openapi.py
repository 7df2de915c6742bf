"""The definition of the features' API in OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wanmi.atlas.crs import CRS84, SUPPORTED
from wanmi.atlas.features import Collection

TYPE = "application/vnd.oai.openapi+json;version=3.0"


def definition(server: str, found: Mapping[str, Collection], most: int) -> dict[str, Any]:
    """The whole document; every collection has its own two paths."""
    paths = {
        "/": _path("Landing page"),
        "/conformance": _path("Conformance classes"),
        "/collections": _path("The collections"),
    }
    for name, each in found.items():
        paths[f"/collections/{name}"] = _path(each.title)
        paths[f"/collections/{name}/queryables"] = _path(f"{each.title}: what a filter may name")
        paths[f"/collections/{name}/items"] = _path(f"{each.title}: features", _query(most), geojson=True)
        paths[f"/collections/{name}/items/{{featureId}}"] = _path(
            f"{each.title}: one feature", [_KEY, _crs("crs")], geojson=True
        )
    return {
        "openapi": "3.0.3",
        "info": {"title": "OGC API - Features", "version": "1.0.0"},
        "servers": [{"url": server.rstrip("/")}],
        "paths": paths,
    }


def _crs(name: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "uri", "enum": list(SUPPORTED), "default": CRS84}
    return {"name": name, "in": "query", "schema": schema}


_KEY = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}


def _path(summary: str, parameters: list[dict[str, Any]] | None = None, *, geojson: bool = False) -> dict[str, Any]:
    kind = "application/geo+json" if geojson else "application/json"
    answers: dict[str, Any] = {"200": {"description": summary, "content": {kind: {"schema": {"type": "object"}}}}}
    if parameters:
        answers |= {"400": {"description": "A parameter means nothing"}, "404": {"description": "There is none"}}
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": answers}}


def _query(most: int) -> list[dict[str, Any]]:
    numbers = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    return [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": 100}},
        {"name": "bbox", "in": "query", "style": "form", "explode": False, "schema": numbers},
        {"name": "datetime", "in": "query", "schema": {"type": "string"}},
        {"name": "after", "in": "query", "schema": {"type": "string"}, "description": "Taken from the link next"},
        _crs("crs"),
        _crs("bbox-crs"),
        _crs("filter-crs"),
        {"name": "filter", "in": "query", "schema": {"type": "string"}, "description": "CQL2 text over the queryables"},
        {"name": "filter-lang", "in": "query", "schema": {"type": "string", "enum": ["cql2-text"]}},
    ]
