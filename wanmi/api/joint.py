"""Joint obligations: what may be opened, what lies with the caller's organisation, one with its parts, acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from wanmi.api.cases import IMAGE, OfferOut, matched
from wanmi.api.joint_shapes import (
    KindOut,
    ObligationFileOut,
    ObligationOut,
    PartOut,
    YearOut,
)
from wanmi.api.paging import Paging, Rows, keyset
from wanmi.api.problems import Missing, refused
from wanmi.api.reading import Number, actor, told
from wanmi.boards.scope import DEPARTMENTS_SEEN_BY, Scope
from wanmi.cases.api import ActIn, journaled, order_of
from wanmi.cases.queries import PAGE, Page
from wanmi.cases.wording import word
from wanmi.joint import onlookers, queries, scoring, services
from wanmi.joint.copies import copies_at
from wanmi.joint.errors import UnknownKind, UnknownObligation
from wanmi.joint.models import Obligation, Part
from wanmi.joint.personal import seen_in
from wanmi.joint.rules.access import acting_rules
from wanmi.joint.rules.definition import LOOK
from wanmi.joint.rules.store import book_with, rules_of
from wanmi.joint.wording import sentence
from wanmi.process.definition import Definition
from wanmi.process.errors import Refused
from wanmi.schemes.definition import Kind
from wanmi.site.calls import CallFile, PartFile, call_file, openings
from wanmi.site.navigation import CALLERS
from wanmi.site.pictures import as_shown
from wanmi.territory.queries import today
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import Organisation

router = Router(tags=["joint"])
TAKING_PART = TokenOrSession(*CALLERS)
READING_YEARS = TokenOrSession(*sorted({*CALLERS, *DEPARTMENTS_SEEN_BY}))


@router.get("/joint/kinds", auth=TAKING_PART, response=list[KindOut])
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """What the caller's post may open."""
    found = []
    for kind, rules in openings(actor(request)):
        line = rules.obligation.opening
        shown = {"key": kind.key, "label": word(kind.label), "opens_with": line.action}
        found.append(shown | {"carries": line.carries, "may_carry": line.may_carry})
    return found


class ChoosingObligations(Paging):
    book: str = Field("", max_length=40, description="Key of a rule book")


@router.get("/joint", auth=TAKING_PART, response=Rows[ObligationOut])
def listed(request: HttpRequest, paging: Query[ChoosingObligations]) -> Page[Obligation]:
    """What the caller's post may see, oldest first."""
    seen = onlookers.listed(actor(request), book=paging.book).select_related("obligation")
    page = keyset(seen, paging, "obligation_id")
    return Page([each.obligation for each in page.rows], page.after)


@router.get("/joint/desk", auth=TAKING_PART, response=list[ObligationOut])
def desk(request: HttpRequest) -> list[Obligation]:
    """The obligations that lie with the caller's organisation, the nearest deadline first."""
    return list(queries.desk(actor(request).organisation).rows)


@router.get("/joint/copies", auth=TAKING_PART, response=list[ObligationOut])
def copies(request: HttpRequest) -> list[Obligation]:
    """The open obligations that are copied to the caller's organisation, newest first."""
    return copies_at(actor(request).organisation)


@router.get("/joint/parts", auth=TAKING_PART, response=list[PartOut])
def parts(request: HttpRequest) -> list[Part]:
    """The parts that lie with the caller's organisation, the nearest deadline first."""
    return list(queries.parts_at(actor(request).organisation).rows)


class ChoosingFile(Schema):
    organisation: str = Field("", max_length=100, description="A department; without it the caller's own organisation")
    after: int = Field(0, ge=0, le=2**31 - 1, description="`next` of the page before")


@router.get("/joint/years/{year}", auth=READING_YEARS, response=YearOut)
def year(request: HttpRequest, year: Number, choosing: Query[ChoosingFile]) -> dict[str, Any]:
    """A year of whistles and what speaks against one: of the caller's organisation, or of one that he oversees."""
    asked = actor(request)
    code = choosing.organisation or asked.organisation
    if code != asked.organisation and not Scope(asked).admits(Kind.DEPARTMENT, code):
        raise PermissionDenied
    if not 2000 <= year <= 2100 or not Organisation.objects.filter(code=code).exists():
        raise Missing
    found, faults = scoring.year(code, year), queries.yearly_file(code, year, choosing.after, PAGE + 1)
    shown = {name: getattr(found, name) for name in ("organisation", "year", "parts", "unrated", "refused")}
    numbers = {"points": float(found.points), "share": float(found.share)}
    mean = None if found.mean is None else float(found.mean)
    more = faults[PAGE - 1].pk if len(faults) > PAGE else None
    return shown | numbers | {"mean": mean, "faults": faults[:PAGE], "next": more}


@router.post("/joint/kinds/{kind}", auth=TAKING_PART, response=ObligationOut)
@journaled
def open_one(request: HttpRequest, kind: str, body: ActIn) -> Any:
    """Open an obligation; ``action`` is the ``opens_with`` of its kind."""
    try:
        book, _found = book_with(kind, today())
    except UnknownKind as error:
        raise Missing from error
    order = order_of(request, body.action, body.carried, body.pictures, None)
    return _say(rules_of(book).obligation, lambda: services.open_obligation(kind, order).row)


@router.get("/joint/{number}", auth=TAKING_PART, response=ObligationFileOut)
def one(request: HttpRequest, number: str) -> dict[str, Any]:
    """What is known of one; texts that lie sealed are left out, they need a look."""
    return _file(call_file(_one(request, number), actor(request)))


def _file(file: CallFile) -> dict[str, Any]:
    return {
        "obligation": file.row,
        "place_name": file.place,
        "parts": [_part(each) for each in file.parts],
        "timeline": _timeline(file),
        "pictures": [each.digest for each in file.evidence],
        "offers": [OfferOut.of(each) for each in file.offers],
    }


def _part(file: PartFile) -> dict[str, Any]:
    score = float(file.score.total) if file.score else None
    shown = {"part": file.part, "arrived": told(file.arrived), "promise": file.promise, "score": score}
    return shown | {"offers": [OfferOut.of(each) for each in file.offers]}


def _timeline(file: CallFile) -> list[dict[str, Any]]:
    return [
        {"at": line.at, "label": line.label, "actor": line.actor, "told": told(list(line.told))} for line in file.lines
    ]


class ObligationLookIn(Schema):
    purpose: str = Field(max_length=40, description="A code of the field `purpose` of the process")
    part: int | None = Field(None, ge=1, le=32_767, description="Serial of the part at which the caller looks")


@router.post("/joint/{number}/looks", auth=TAKING_PART, response=ObligationFileOut)
@journaled
def look(request: HttpRequest, number: str, body: ObligationLookIn) -> Any:
    """What the file shows, with what lies sealed: the look, which says for what purpose, stands in the journal."""
    row = _one(request, number)
    order = order_of(request, LOOK, {"purpose": body.purpose}, {}, None)
    parts = queries.parts_of(row)
    part = next((each for each in parts if each.serial == body.part), None)
    rules = acting_rules(row.rules)
    if body.part is not None and (part is None or rules.part is None):
        raise Missing
    if part is not None and rules.part is not None:
        looked: Any = _say(rules.part, lambda: services.act_on_part(number, part.serial, order).row)
    else:
        looked = _say(rules.obligation, lambda: services.act(number, order).row)
    if isinstance(looked, HttpResponse):
        return looked
    return _file(call_file(_one(request, number), actor(request), seen_in(row, parts, part)))


@router.get("/joint/{number}/pictures/{digest}", auth=TAKING_PART, openapi_extra=IMAGE)
def picture(request: HttpRequest, number: str, digest: str) -> HttpResponse:
    """A picture that an act carried."""
    found = _one(request, number).evidence.filter(digest=digest).first()
    if found is None:
        raise Missing
    return as_shown(found)


@router.post("/joint/{number}/acts", auth=TAKING_PART, response=ObligationOut)
@journaled
def act(request: HttpRequest, number: str, body: ActIn) -> Any:
    """Take one action on an obligation, with all that follows for its parts."""
    row = _one(request, number)
    seen = body.seen if body.seen is not None else matched(request)
    order = order_of(request, body.action, body.carried, body.pictures, seen)
    return _say(acting_rules(row.rules).obligation, lambda: services.act(number, order).row)


@router.post("/joint/{number}/parts/{serial}/acts", auth=TAKING_PART, response=PartOut)
@journaled
def act_on_part(request: HttpRequest, number: str, serial: Number, body: ActIn) -> Any:
    """Take one action on the part of one organisation."""
    process = acting_rules(_one(request, number).rules).part
    if process is None:
        raise Missing
    seen = body.seen if body.seen is not None else matched(request)
    order = order_of(request, body.action, body.carried, body.pictures, seen)
    try:
        return _say(process, lambda: services.act_on_part(number, serial, order).row)
    except UnknownObligation as error:
        raise Missing from error


def _one(request: HttpRequest, number: str) -> Obligation:
    try:
        return queries.one(actor(request), number)
    except UnknownObligation as error:
        raise Missing from error


def _say(process: Definition, run: Callable[[], Any]) -> Any:
    """What ``run`` gives; its refusal in the words of the process."""
    try:
        return run()
    except Refused as error:
        return refused(error.reasons, process, sentence)
