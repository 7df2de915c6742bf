"""The API for other software: report, act, read. Same posts, same rules and same answers as the console.

Errors are problem documents (RFC 9457). A request with an ``Idempotency-Key`` acts once, however often it is sent.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema, Status
from ninja.errors import ValidationError

from wanmi.acts.errors import KeyUsed
from wanmi.addresses.base.api import router as addresses
from wanmi.addresses.base.errors import NotPublished
from wanmi.cases import queries, services
from wanmi.cases.actors import actor_of
from wanmi.cases.definition import case_definition
from wanmi.cases.errors import MovedOn, UnknownCase
from wanmi.cases.models import Case, Task
from wanmi.cases.wording import sentence
from wanmi.intake import reporting
from wanmi.process.engine import Actor
from wanmi.process.errors import Reason, Refused
from wanmi.webhooks.api import router as webhooks
from wanmi.webhooks.errors import Unfit, UnknownSubscription
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.api_auth import TokenOrSession

api = NinjaAPI(title="Wanmi", version="1", urls_namespace="api", docs_url=None)
api.add_router("/addresses", addresses)
api.add_router("/webhooks", webhooks)
REPORTING = TokenOrSession("operator", "acceptor", "collector", "shift_leader")
WORKING = TokenOrSession(
    *("operator", "acceptor", "collector", "shift_leader", "supervision_leader"),
    *("dispatcher", "inspector", "command_leader", "handler"),
)


class Position(Schema):
    """CGCS2000 longitude and latitude in degrees."""

    lon: float
    lat: float


class Reporter(Schema):
    name: str = ""
    phone: str = ""
    email: str = ""
    keep_secret: bool = True
    notify: bool = Field(False, description="The reporter agrees to be told by SMS or e-mail how the case goes")


class ReportIn(Schema):
    """A report. The place may be left out where the position or the address tells it."""

    channel: str
    text: str
    place: str = ""
    position: Position | None = None
    address: str = ""
    item: str = Field("", description="Key of a catalogue item, such as 2026/event/01001")
    reporter: Reporter | None = None
    photos: list[str] = Field([], description="Pictures in base64")


class ActIn(Schema):
    """One action on a case. ``carried`` holds what the process asks for; pictures are base64 by field."""

    action: str
    carried: dict[str, Any] = {}
    pictures: dict[str, list[str]] = {}
    seen: int | None = Field(None, description="Version of the case that was looked at; another one is refused")


class CaseOut(Schema):
    number: str
    state: str
    is_open: bool
    channel: str
    place: str
    item: str | None
    department: str | None
    reported_at: datetime
    due_at: datetime | None
    is_provisional: bool
    version: int

    @staticmethod
    def resolve_item(case: Case) -> str | None:
        return f"{case.item.edition_id}/{case.item.kind}/{case.item.code}" if case.item else None

    @staticmethod
    def resolve_department(case: Case) -> str | None:
        return case.department_id


class TaskOut(Schema):
    reason: str
    due_at: datetime
    case: CaseOut


class WorkOut(Schema):
    rows: list[TaskOut]
    after: str = Field(description="Pass it as `after` for the next page; empty at the end")


class ReasonOut(Schema):
    code: str
    field: str = ""
    detail: str


class Problem(Schema):
    """RFC 9457."""

    title: str
    status: int
    detail: str = ""
    reasons: list[ReasonOut] = []


ANSWERS = {200: CaseOut, 201: CaseOut, 409: Problem, 422: Problem}


@api.post("/reports", auth=REPORTING, response=ANSWERS)
def report(request: HttpRequest, body: ReportIn) -> Status[Case]:
    """Open a case: 201, or 200 where the same key has opened it before."""
    carried = {
        "channel": body.channel,
        "text": body.text,
        "place": body.place,
        "address": body.address,
        "item": body.item,
        "position": body.position.model_dump() if body.position else None,
        "reporter": body.reporter.model_dump() if body.reporter else None,
    }
    outcome = reporting.report(_order(request, "report", carried, {"photos": body.photos}, None))
    return Status(200 if outcome.repeated else 201, outcome.case)


@api.post("/cases/{number}/acts", auth=WORKING, response=ANSWERS)
def act(request: HttpRequest, number: str, body: ActIn) -> Case:
    """Take one action on a case."""
    queries.one(_actor(request), number)
    return services.act(number, _order(request, body.action, body.carried, body.pictures, body.seen)).case


@api.get("/cases/{number}", auth=WORKING, response={200: CaseOut, 404: Problem})
def case(request: HttpRequest, number: str) -> Case:
    """One case that the caller's post may see."""
    return queries.one(_actor(request), number)


@api.get("/work", auth=WORKING, response=WorkOut)
def work(request: HttpRequest, after: str = "", size: int = Field(25, ge=1, le=100)) -> queries.Page[Task]:
    """The work list of the post that the caller acts in, the nearest deadline first."""
    return queries.work_list(_actor(request).post, after, size)


def _actor(request: HttpRequest) -> Actor:
    acting = cast(ActingRequest, request).acting
    assert acting is not None, "TokenOrSession admits nobody without a post"
    return actor_of(acting)


def _order(
    request: HttpRequest,
    action: str,
    carried: Mapping[str, Any],
    pictures: Mapping[str, Sequence[str]],
    seen: int | None,
) -> services.Order:
    return services.Order(
        action=action,
        actor=_actor(request),
        carried=carried,
        pictures={field: decoded(field, texts) for field, texts in pictures.items()},
        key=request.headers.get("Idempotency-Key", "")[:100],
        seen=seen,
    )


def decoded(field: str, texts: Sequence[str]) -> list[bytes]:
    """The pictures of a field from their base64; raises Refused where one is none."""
    try:
        return [b64decode(text, validate=True) for text in texts]
    except Base64Error as error:
        raise Refused([Reason("not_a_picture", {"field": field, "number": 1})]) from error


def _problem(request: HttpRequest, status: int, title: str, reasons: Sequence[ReasonOut] = ()) -> HttpResponse:
    detail = "; ".join(reason.detail for reason in reasons)
    body = Problem(title=title, status=status, detail=detail, reasons=list(reasons))
    response = api.create_response(request, body.model_dump(), status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    definition = case_definition()
    reasons = [
        ReasonOut(code=reason.code, field=str(reason.about.get("field", "")), detail=sentence(reason, definition))
        for reason in error.reasons
    ]
    return _problem(request, 422, "Refused", reasons)


@api.exception_handler(MovedOn)
def _moved_on(request: HttpRequest, error: MovedOn) -> HttpResponse:
    detail = f"The case is in state {error.case.state}, version {error.case.version}; version {error.seen} was seen."
    return _problem(request, 409, "The case has moved on", [ReasonOut(code="moved_on", detail=detail)])


@api.exception_handler(KeyUsed)
def _key_used(request: HttpRequest, error: KeyUsed) -> HttpResponse:
    return _problem(request, 409, "The Idempotency-Key was used for another request")


@api.exception_handler(UnknownCase)
def _unknown(request: HttpRequest, error: UnknownCase) -> HttpResponse:
    return _problem(request, 404, "There is no such case")


@api.exception_handler(Unfit)
def _unfit(request: HttpRequest, error: Unfit) -> HttpResponse:
    reasons = [ReasonOut(code="unfit", field=field, detail=fault) for field, fault in error.faults.items()]
    return _problem(request, 422, "Refused", reasons)


@api.exception_handler(UnknownSubscription)
def _unknown_subscription(request: HttpRequest, error: UnknownSubscription) -> HttpResponse:
    return _problem(request, 404, "There is no such subscription or delivery")


@api.exception_handler(NotPublished)
def _not_published(request: HttpRequest, error: NotPublished) -> HttpResponse:
    return _problem(request, 503, "No address index has been published yet")


@api.exception_handler(queries.BadCursor)
def _bad_cursor(request: HttpRequest, error: queries.BadCursor) -> HttpResponse:
    return _problem(request, 400, "The mark in `after` was not made by this list")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    reasons = [
        ReasonOut(code=fault["type"], field=".".join(str(part) for part in fault["loc"]), detail=fault["msg"])
        for fault in error.errors
    ]
    return _problem(request, 422, "The request has not the expected form", reasons)
