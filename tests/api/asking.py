"""How tests ask the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.test import Client

from tests.intake.test_api import caller
from wanmi.api.building import api

V1 = "/api/v1"


def send(client: Client, method: str, path: str, kind: str, body: Any = None, **headers: str) -> Any:
    sent = caller(kind) | headers
    return client.generic(
        method, f"{V1}{path}", "" if body is None else json.dumps(body), content_type="application/json", headers=sent
    )


def get(client: Client, path: str, kind: str) -> Any:
    return send(client, "GET", path, kind)


def pages(client: Client, path: str, kind: str, size: int = 2, most: int = 4) -> list[Any]:
    """The first rows of a list, page by page."""
    rows: list[Any] = []
    after, mark = "", "&" if "?" in path else "?"
    for _ in range(most):
        answer = get(client, f"{path}{mark}size={size}&after={after}", kind)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["rows"]
        after = answer.json()["after"]
        if not after:
            break
    return rows


def all_operations() -> Iterator[str]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        yield from (f"{method.upper()} {path.removeprefix('/api/v1')}" for method in methods)
