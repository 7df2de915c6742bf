"""The API to read: a page made from its own document, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.api.building import api
from wanmi.workforce.access import EVERYONE, allow

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body. ``refers`` names the schema that it holds."""

    name: str
    where: str
    type: str
    refers: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: str
    answers: list[tuple[str, str]]


@allow(EVERYONE)
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    document: Json = dict(api.get_openapi_schema())
    tags: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            tags.setdefault((each.get("tags") or ["other"])[0], []).append(_operation(path, method, each))
    schemas = {name: _fields(schema) for name, schema in sorted(document["components"]["schemas"].items())}
    return render(request, "api/docs.html", {"tags": sorted(tags.items()), "schemas": schemas})


def _operation(path: str, method: str, each: Json) -> Operation:
    contents = list((each.get("requestBody") or {}).get("content", {}).values())
    return Operation(
        name=each["operationId"],
        method=method.upper(),
        path=path,
        summary=each.get("summary", ""),
        description=each.get("description", ""),
        parameters=[_field(p["name"], p["in"], p.get("schema", {}), p) for p in each.get("parameters", [])],
        body=next((_refers(content.get("schema", {})) for content in contents), ""),
        answers=[(str(status), _answer(answer)) for status, answer in each["responses"].items()],
    )


def _answer(answer: Json) -> str:
    return next((_refers(content.get("schema", {})) for content in answer.get("content", {}).values()), "")


def _fields(schema: Json) -> list[Field]:
    required = schema.get("required", [])
    found = schema.get("properties", {}).items()
    return [_field(name, "body", each, {"required": name in required} | each) for name, each in found]


def _field(name: str, where: str, schema: Json, about: Json) -> Field:
    needed = about.get("required") is True
    return Field(name, where, _type(schema), _refers(schema), needed, about.get("description", ""))


def _type(schema: Json) -> str:
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or _refers(schema) or "any")


def _refers(schema: Json) -> str:
    """The name of the schema that this one is, holds or lists."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    inside = [*schema.get("anyOf", []), *schema.get("allOf", []), *([schema["items"]] if "items" in schema else [])]
    return next((name for each in inside if (name := _refers(each))), "")
