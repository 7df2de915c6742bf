"""The procedures of streets and communities: what waits, what runs, opening one, acting on one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from wanmi.api.cases import IMAGE, OfferOut, matched
from wanmi.api.paging import Paging, Rows, after_row, keyset
from wanmi.api.problems import Missing, refused
from wanmi.api.reading import Number, Told, actor, told
from wanmi.cases.api import ActIn, journaled, order_of
from wanmi.cases.queries import Page
from wanmi.cases.wording import word
from wanmi.consultations.commitments import commitments_of
from wanmi.joint.queries import year_span
from wanmi.joint.standings import Marks, marks
from wanmi.proceedings import queries, services
from wanmi.proceedings.errors import UnknownProceeding
from wanmi.proceedings.models import LOOK, Proceeding
from wanmi.proceedings.procedures import UnknownProcedure, definition_of
from wanmi.process.definition import Definition
from wanmi.process.errors import Refused
from wanmi.site.navigation import PARTIES
from wanmi.site.pictures import as_shown
from wanmi.site.proceedings import proceeding_file, sentence
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.queries import city_today

router = Router(tags=["proceedings"])
TAKING_PART = TokenOrSession(*PARTIES)


class ChoosingProceedings(Paging):
    procedure: str = Field("", max_length=40, description="Key of a procedure")


class InvitationYearOut(Schema):
    """``mean`` is ``points / counted``, and empty where nothing counted; ``ends`` says how many ended how."""

    points: float
    counted: int
    mean: float | None
    ends: dict[str, int]


class ProcedureOut(Schema):
    key: str
    label: str
    opens_with: str
    carries: list[str]
    may_carry: list[str]
    may_open: bool = Field(description="Whether the caller's post may open one")


class ProceedingOut(Schema):
    id: int
    number: str
    procedure: str
    title: str
    state: str
    place: str
    organisation: str
    due_at: datetime | None
    version: int

    @staticmethod
    def resolve_organisation(row: Proceeding) -> str:
        return row.organisation_id


class EventOut(Schema):
    at: datetime
    label: str
    actor: str
    told: list[Told]


class ProceedingFileOut(Schema):
    """Everything that the page of a proceeding shows."""

    proceeding: ProceedingOut
    state: str
    place_name: str
    facts: list[Told]
    timeline: list[EventOut]
    pictures: list[str] = Field(description="Digests; each has an address of its own")
    offers: list[OfferOut] = Field(description="The actions that are open to the caller now")


class CommitmentOut(Schema):
    number: str
    topic: str
    caller: str | None
    organisation: str
    promised_on: date
    state: str = Field(description="running, late, kept, broken or released")


@router.get("/procedures", auth=TAKING_PART, response=list[ProcedureOut])
def list_procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """The procedures in which the caller's post has a part."""
    asked = actor(request)
    return [_procedure(key, definition, asked.post_kind) for key, definition in queries.procedures_of(asked)]


def _procedure(key: str, definition: Definition, post_kind: str) -> dict[str, Any]:
    line = definition.opening
    told_of = {"key": key, "label": word(definition.label), "opens_with": line.action, "carries": line.carries}
    return told_of | {"may_carry": line.may_carry, "may_open": post_kind in line.by}


@router.get("/proceedings", auth=TAKING_PART, response=Rows[ProceedingOut])
def list_proceedings(request: HttpRequest, paging: Query[ChoosingProceedings]) -> Page[Proceeding]:
    """What the caller's post may see, oldest first."""
    found = queries.oldest(actor(request), paging.procedure, after_row(paging), paging.size + 1)
    return keyset(found, paging)


@router.get("/proceedings/desk", auth=TAKING_PART, response=list[ProceedingOut])
def desk(request: HttpRequest) -> list[Proceeding]:
    """What lies on the desk of the caller's post, the nearest deadline first."""
    return queries.desk(actor(request).post)


@router.get("/proceedings/late", auth=TAKING_PART, response=list[ProceedingOut])
def late(request: HttpRequest) -> list[Proceeding]:
    """What is overdue of all that the caller's post may see, the longest first."""
    return queries.late_for(actor(request))


@router.get("/commitments", auth=TAKING_PART, response=list[CommitmentOut])
def commitments(request: HttpRequest) -> list[dict[str, Any]]:
    """What was promised to the caller's organisation at its invitation, or by it, the newest fifty."""
    return [
        {
            "number": each.part.name,
            "topic": each.part.obligation.text,
            "caller": each.part.obligation.caller_id,
            "organisation": each.part.organisation_id,
            "promised_on": each.part.promised_on,
            "state": each.word,
        }
        for each in commitments_of(actor(request).organisation, city_today())
    ]


@router.get("/commitments/years/{year}", auth=TAKING_PART, response=InvitationYearOut)
def standing(request: HttpRequest, year: Number) -> dict[str, Any]:
    """What the invitations of a year to the caller's organisation count in its appraisal."""
    if not 2000 <= year <= 2100:
        raise Missing
    mine = actor(request).organisation
    found = marks(*year_span(year), mine).get(mine, Marks())
    mean = None if found.mean is None else float(found.mean)
    return {"points": float(found.points), "counted": found.counted, "mean": mean, "ends": dict(found.ends)}


@router.post("/procedures/{key}/proceedings", auth=TAKING_PART, response=ProceedingOut)
@journaled
def begin(request: HttpRequest, key: str, body: ActIn) -> Any:
    """Open a proceeding; ``action`` is the ``opens_with`` of its procedure."""
    try:
        definition_of(key)
    except UnknownProcedure as error:
        raise Missing from error
    order = order_of(request, body.action, body.carried, body.pictures, None)
    return _say(key, lambda: services.begin(key, order).row)


@router.get("/proceedings/{pk}", auth=TAKING_PART, response=ProceedingFileOut)
def proceeding(request: HttpRequest, pk: Number) -> dict[str, Any]:
    file = proceeding_file(_shown(request, pk), actor(request))
    return {
        "proceeding": file.row,
        "state": file.state,
        "place_name": file.place,
        "facts": told(file.facts),
        "timeline": [
            {"at": line.at, "label": line.label, "actor": line.actor, "told": told(line.told)} for line in file.lines
        ],
        "pictures": [each.digest for each in file.evidence],
        "offers": [OfferOut.of(each) for each in file.offers],
    }


@router.get("/proceedings/{pk}/pictures/{digest}", auth=TAKING_PART, openapi_extra=IMAGE)
def picture(request: HttpRequest, pk: Number, digest: str) -> HttpResponse:
    """A picture that an act carried."""
    found = _shown(request, pk).evidence.filter(digest=digest).first()
    if found is None:
        raise Missing
    return as_shown(found)


@router.post("/proceedings/{pk}/acts", auth=TAKING_PART, response=ProceedingOut)
@journaled
def act(request: HttpRequest, pk: Number, body: ActIn) -> Any:
    """Take one action."""
    row = _shown(request, pk)
    seen = body.seen if body.seen is not None else matched(request)
    order = order_of(request, body.action, body.carried, body.pictures, seen)
    return _say(row.procedure, lambda: services.act(pk, order).row)


@router.post("/proceedings/{pk}/looks", auth=TAKING_PART, response=list[Told])
@journaled
def look(request: HttpRequest, pk: Number, body: ActIn) -> Any:
    """Look at what lies sealed: the act, which says for what purpose, stands in the journal."""
    row = _shown(request, pk)
    if not body.action.startswith(LOOK):
        raise Missing
    order = order_of(request, body.action, body.carried, {}, body.seen)
    looked = _say(row.procedure, lambda: services.act(pk, order).row)
    if not isinstance(looked, Proceeding):
        return looked
    labels = definition_of(row.procedure).fields
    return told([(word(labels[key].label), value) for key, value in queries.sealed_values(row).items()])


def _shown(request: HttpRequest, pk: int) -> Proceeding:
    try:
        return queries.one(actor(request), pk)
    except UnknownProceeding as error:
        raise Missing from error


def _say(key: str, run: Callable[[], Proceeding]) -> Any:
    """What ``run`` gives; its refusal in the words of the procedure."""
    try:
        return run()
    except Refused as error:
        return refused(error.reasons, definition_of(key), sentence)
