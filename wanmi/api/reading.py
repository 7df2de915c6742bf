"""Reading requests: who asks, and texts that a database can keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.types import DictStrAny
from pydantic import AfterValidator

from wanmi.cases.actors import actor_of
from wanmi.process.engine import Actor
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Appointment


def holder(request: HttpRequest) -> Appointment:
    """The appointment in which the caller acts."""
    acting = cast(ActingRequest, request).acting
    assert acting is not None, "TokenOrSession admits nobody without a post"
    return acting


def actor(request: HttpRequest) -> Actor:
    return actor_of(holder(request))


def _in_our_time(day: date) -> date:
    if not 1900 <= day.year <= 2300:
        raise ValueError(_("expected a day of the years 1900 to 2300"))
    return day


Day = Annotated[date, AfterValidator(_in_our_time)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Told(Schema):
    """A value in words."""

    label: str
    value: str


def told(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in pairs]


class SoundParser(Parser):
    """JSON and queries whose texts are whole: NUL and half characters, which no database keeps, are left out."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        try:
            return cast(DictStrAny, whole(json.loads(request.body)))
        except RecursionError as error:
            raise HttpError(400, _("The JSON is nested too deeply.")) from error

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> DictStrAny:
        return cast(DictStrAny, whole(super().parse_querydict(data, list_fields, request)))


def whole(value: Any) -> Any:
    """``value`` with every text in it whole."""
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="ignore").decode()
    if isinstance(value, dict):
        return {whole(key): whole(each) for key, each in value.items()}
    return [whole(each) for each in value] if isinstance(value, list) else value


def sound_path(run: Callable[..., Any]) -> Callable[..., Any]:
    """Around each operation: the parts of its address are whole texts too."""

    @wraps(run)
    def called(request: HttpRequest, **parts: Any) -> Any:
        return run(request, **whole(parts))

    return called
