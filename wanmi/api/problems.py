"""Problem documents (RFC 9457) for everything that goes wrong, in the language of ``Accept-Language``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wanmi.acts.errors import KeyUsed, MovedOn
from wanmi.addresses.base.errors import NotPublished, UnknownAddress, UnknownRemedy
from wanmi.cases.definition import case_definition
from wanmi.cases.errors import UnknownCase
from wanmi.cases.queries import BadCursor
from wanmi.cases.wording import sentence
from wanmi.catalogue.editing import EditRefused
from wanmi.field.services import PatrolRefused
from wanmi.field.words import patrol_sentence
from wanmi.grids.errors import GridError
from wanmi.merging.errors import UnknownMerge
from wanmi.process.definition import Definition
from wanmi.process.errors import Reason, Refused
from wanmi.site.groundforms import fault_words
from wanmi.site.views.staff import REFUSALS
from wanmi.sources.queries import UnknownSource
from wanmi.territory.services import GridsRefused
from wanmi.webhooks import errors as hooks
from wanmi.workforce.services import AppointmentError

TYPE = "application/problem+json"


class ReasonOut(Schema):
    code: str
    field: str = ""
    detail: str


class Problem(Schema):
    """RFC 9457. ``reasons`` names each field with what was expected."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    reasons: list[ReasonOut] = []


class Missing(Exception):
    """Something that is named in the address does not exist, or the caller may not see it."""


class Unfit(Exception):
    """What was asked for breaks a rule of the house; the text says which, in the reader's language."""

    def __init__(self, detail: str, field: str = "") -> None:
        super().__init__(detail)
        self.field = field


def title_of(status: int) -> str:
    titles = {
        400: _("The request cannot be read"),
        401: _("Sign in, or send a good token"),
        403: _("The post you act in may not do this"),
        404: _("There is nothing here"),
        405: _("This address does not know that method"),
        409: _("It has moved on"),
        412: _("It has moved on"),
        413: _("The request is too large"),
        422: _("Refused"),
        429: _("Too many requests"),
        500: _("Something went wrong here"),
        503: _("Not ready yet"),
    }
    return titles.get(status) or HTTPStatus(status).phrase


def problem(status: int, detail: str = "", reasons: Sequence[ReasonOut] = ()) -> HttpResponse:
    detail = detail or "; ".join(reason.detail for reason in reasons)
    body = Problem(title=title_of(status), status=status, detail=detail, reasons=list(reasons))
    response = HttpResponse(json.dumps(body.model_dump(), ensure_ascii=False), status=status, content_type=TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused(
    reasons: Sequence[Reason], definition: Definition, say: Callable[[Reason, Definition], str]
) -> HttpResponse:
    told = [ReasonOut(code=r.code, field=str(r.about.get("field", "")), detail=say(r, definition)) for r in reasons]
    return problem(422, "", told)


def unfit(detail: str, field: str = "") -> HttpResponse:
    return problem(422, "", [ReasonOut(code="unfit", field=field, detail=detail)])


def _faults(faults: Mapping[str, str]) -> HttpResponse:
    return problem(422, "", [ReasonOut(code="unfit", field=field, detail=text) for field, text in faults.items()])


def _invalid(error: ValidationError) -> HttpResponse:
    reasons = [
        ReasonOut(code=fault["type"], field=".".join(str(part) for part in fault["loc"]), detail=fault["msg"])
        for fault in error.errors
    ]
    return problem(422, "", reasons)


def _moved_on(error: MovedOn) -> HttpResponse:
    return problem(409, "", [ReasonOut(code="moved_on", detail=_("Version %(seen)d was seen.") % {"seen": error.seen})])


def _refused(error: Refused) -> HttpResponse:
    return refused(error.reasons, case_definition(), sentence)


def _patrol(error: PatrolRefused) -> HttpResponse:
    return problem(422, "", [ReasonOut(code=error.code, detail=patrol_sentence(error.code))])


_EDITS: dict[str, Callable[[], str]] = {
    "code_too_long": lambda: _("The code of a condition has at most 20 characters"),
    "limit_twice": lambda: _("One limit for each area grade and season"),
    "half_a_season": lambda: _("A season has a first and a last day"),
    "other_item": lambda: _("This code belongs to a condition of another item"),
    "before_start": lambda: _("It cannot end before it starts"),
    "outside_city": lambda: _("The place is outside this city"),
}
ANSWERS: dict[type[Exception], Callable[[Any], HttpResponse]] = {
    Refused: _refused,
    ValidationError: _invalid,
    MovedOn: _moved_on,
    KeyUsed: lambda error: problem(422, _("The Idempotency-Key was used for another request.")),
    Unfit: lambda error: unfit(str(error), error.field),
    AppointmentError: lambda error: unfit(f"{REFUSALS[error.code]} ({error.post})"),
    PatrolRefused: _patrol,
    EditRefused: lambda error: unfit(_EDITS[error.code]()),
    GridError: lambda error: unfit(fault_words(error)),
    GridsRefused: lambda error: unfit(fault_words(error)),
    hooks.Unfit: lambda error: _faults(error.faults),
    hooks.UnknownSubscription: lambda error: problem(404),
    UnknownCase: lambda error: problem(404),
    UnknownMerge: lambda error: problem(404),
    UnknownSource: lambda error: problem(404),
    UnknownAddress: lambda error: problem(404),
    UnknownRemedy: lambda error: problem(404),
    Missing: lambda error: problem(404),
    Http404: lambda error: problem(404),
    PermissionDenied: lambda error: problem(403),
    AuthenticationError: lambda error: problem(401),
    NotPublished: lambda error: problem(503, _("No address index has been published yet.")),
    BadCursor: lambda error: problem(400, _("The mark in `after` was not made by this list.")),
    HttpError: lambda error: problem(error.status_code, str(error)),
}


def answer_problems(api: NinjaAPI) -> None:
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, _handler(answer))


def _handler(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(error)
