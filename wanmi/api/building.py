"""The API put together: the routers of all rooms, and what is the same for every operation."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from wanmi.addresses.base.api import router as resolving
from wanmi.api import (
    addresses,
    affairs,
    appraisal,
    calendar,
    careers,
    cases,
    catalogue,
    circles,
    ground,
    joint,
    journal,
    lanes,
    ledgers,
    levels,
    lists,
    merging,
    notices,
    packs,
    pillars,
    programs,
    sources,
    staff,
    standings,
    topics,
)
from wanmi.api.once import HEADER, KEY_AT_MOST, SAFE, kept, once
from wanmi.api.problems import TYPE, Problem, answer_problems
from wanmi.api.reading import SoundParser, sound_path
from wanmi.field.api import router as field
from wanmi.intake.api import router as reports
from wanmi.webhooks.api import router as webhooks

VERSIONED = ("/acts",)  # the ends of addresses where If-Match is looked at


class Api(NinjaAPI):
    """Its document says that all errors are problem documents, and of writes that they may carry a key."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = _inlined(Problem.model_json_schema())
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                _complete(path, method, operation)
        return schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    problem = {"$ref": "#/components/schemas/Problem"}
    operation["responses"]["default"] = {
        "description": "A problem document (RFC 9457)",
        "content": {TYPE: {"schema": problem}},
    }
    if method.upper() in SAFE:
        return
    key = {"type": "string", "minLength": 1, "maxLength": KEY_AT_MOST, "pattern": "^[\\x21-\\x7e]+$"}
    operation["parameters"].append(_header(HEADER, key, "The request acts once, however often it is sent"))
    if path.endswith(VERSIONED):
        version = {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'}
        operation["parameters"].append(_header("If-Match", version, "The ETag that was seen; another version is 409"))


def _header(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "schema": schema, "description": description}


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose parts stand in it, not beside it."""
    parts = schema.pop("$defs", {})
    schema["properties"]["reasons"]["items"] = parts["ReasonOut"]
    return schema


api = Api(title="Wanmi", version="1", urls_namespace="api", docs_url=None, parser=SoundParser())
answer_problems(api)
api.add_decorator(once, mode="operation")  # around what an operation does
api.add_decorator(sound_path, mode="view")  # around all of it, sign-in and answer too
api.add_decorator(kept, mode="view")
api.add_router("/reports", reports)
api.add_router("/webhooks", webhooks)
api.add_router("/field", field)
api.add_router("/addresses", resolving)  # before the addresses themselves: its words are no public ids
GROUND = (cases, catalogue, calendar, staff, ground, addresses, journal, packs, notices, programs)
GRASSROOTS = (affairs, topics, levels, standings, joint, lists, careers, ledgers, lanes, circles, pillars)
for room in (*GROUND, *GRASSROOTS, merging, sources, appraisal):
    api.add_router("", room.router)
