"""Pages by key: a mark says after which row the next page begins, so that later pages cost no more than the first."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from ninja import Field, Schema

from wanmi.cases.queries import BadCursor, Page

Row = TypeVar("Row", bound=Model)
Shape = TypeVar("Shape")


class Paging(Schema):
    after: str = Field("", max_length=300, description="`after` of the page before")
    size: int = Field(25, ge=1, le=100)


class Within(Paging):
    within: str = Field("", pattern="^[0-9]{0,15}$", description="Beginning of the codes that are wanted")


class Rows(Schema, Generic[Shape]):
    """One page."""

    rows: list[Shape]
    after: str = Field(description="Pass it as `after` for the next page; empty at the end")


def keyset(rows: QuerySet[Row], paging: Paging, column: str = "pk") -> Page[Row]:
    """One page of ``rows`` in the order of ``column``, which must be unique. Raises BadCursor."""
    name = rows.model._meta.pk.name if column == "pk" else column
    rows = rows.order_by(name)
    if paging.after:
        rows = rows.filter(**{f"{name}__gt": _read(rows, name, paging.after)})
    found = list(rows[: paging.size + 1])
    shown = found[: paging.size]
    return Page(shown, _mark(getattr(shown[-1], name)) if len(found) > paging.size else "")


def after_row(paging: Paging) -> int:
    """The key of the row behind which the page begins, 0 for the first page. Raises BadCursor."""
    try:
        return int(_value(paging.after)) if paging.after else 0
    except ValueError as error:
        raise BadCursor(paging.after) from error


def _mark(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value, default=str).encode()).decode()


def _read(rows: QuerySet[Any], column: str, mark: str) -> Any:
    """The value behind a mark, as the column has it."""
    try:
        return rows.model._meta.get_field(column).to_python(_value(mark))
    except (ValueError, ValidationError) as error:
        raise BadCursor(mark) from error


def _value(mark: str) -> str | int:
    """What a mark says. Raises BadCursor or ValueError."""
    value = json.loads(urlsafe_b64decode(mark.encode()))
    if not isinstance(value, str | int):
        raise BadCursor(mark)
    return value
