"""Cases for other software: their shape, and an act as it is sent."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from django.http import HttpRequest
from ninja import Field, Schema

from wanmi.cases.actors import actor_of
from wanmi.cases.models import Case
from wanmi.cases.services import Order
from wanmi.process.errors import Reason, Refused
from wanmi.workforce.acting import ActingRequest

KEY_AT_MOST = 100


View = TypeVar("View", bound=Callable[..., Any])


def journaled(view: View) -> View:
    """Mark an operation that hands its ``Idempotency-Key`` on to the journal, which knows the act again."""
    cast(Any, view).is_journaled = True
    return view


class ActIn(Schema):
    """One action. ``carried`` holds what the process asks for; pictures are base64 by field."""

    action: str = Field(max_length=40)
    carried: dict[str, Any] = {}
    pictures: dict[str, list[str]] = {}
    seen: int | None = Field(None, description="Version that was looked at; another one is refused")


class CaseOut(Schema):
    number: str
    state: str
    is_open: bool
    channel: str
    text: str = Field(description="Empty once personal data were erased")
    address: str
    place: str
    grid: str
    lon: float | None
    lat: float | None
    item: str | None = Field(description="Key of the catalogue item, such as 2026/event/01001")
    condition: str | None
    department: str | None
    reported_at: datetime
    due_at: datetime | None
    is_provisional: bool
    version: int

    @staticmethod
    def resolve_item(case: Case) -> str | None:
        return f"{case.item.edition_id}/{case.item.kind}/{case.item.code}" if case.item else None

    @staticmethod
    def resolve_condition(case: Case) -> str | None:
        return case.condition_id

    @staticmethod
    def resolve_department(case: Case) -> str | None:
        return case.department_id


def order_of(
    request: HttpRequest,
    action: str,
    carried: Mapping[str, Any],
    pictures: Mapping[str, Sequence[str]],
    seen: int | None,
) -> Order:
    """What the caller asks for, under his ``Idempotency-Key``. Raises Refused where a picture is no base64."""
    acting = cast(ActingRequest, request).acting
    assert acting is not None, "TokenOrSession admits nobody without a post"
    return Order(
        action=action,
        actor=actor_of(acting),
        carried=carried,
        pictures={field: decoded(field, texts) for field, texts in pictures.items()},
        key=request.headers.get("Idempotency-Key", "")[:KEY_AT_MOST],
        seen=seen,
    )


def decoded(field: str, texts: Sequence[str]) -> list[bytes]:
    """The pictures of a field from their base64; raises Refused where one is none."""
    try:
        return [b64decode(text, validate=True) for text in texts]
    except (Base64Error, ValueError) as error:
        raise Refused([Reason("not_a_picture", {"field": field, "number": 1})]) from error
