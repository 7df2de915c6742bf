"""Shapes of the API: the OpenAPI document knows them by name alone, so that no two may share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ninja import Schema

from wanmi.api.building import api


def shapes(of: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for shape in of.__subclasses__():
        yield shape
        yield from shapes(shape)


def test_no_two_shapes_have_one_name() -> None:
    document = api.get_openapi_schema()
    ours = {shape for shape in shapes() if shape.__module__.startswith("wanmi.")}
    assert len(document["components"]["schemas"]) > 50
    assert [name for name, times in Counter(shape.__name__ for shape in ours).items() if times > 1] == []
