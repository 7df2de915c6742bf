"""Cases: find, read, act; the same queries, offers and forms of sight as on the pages of the console."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from wanmi.api.paging import Paging, Rows
from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import Told, actor, told
from wanmi.cases import queries, services
from wanmi.cases.api import ActIn, CaseOut, journaled, order_of
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Attachment, Case, Task
from wanmi.cases.personal import contacts
from wanmi.cases.queries import Page
from wanmi.cases.wording import sentence, word
from wanmi.process.engine import Offer
from wanmi.site.casefile import LOOK, LOOK_ORIGINAL, CaseFile, case_file, offers_for_people
from wanmi.site.choices import chosen_item, conditions_at
from wanmi.site.navigation import READERS, REPORTERS, WORKERS
from wanmi.site.pictures import as_shown, original, preview
from wanmi.site.searching import SearchForm
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.queries import city_today

router = Router(tags=["cases"])
IMAGE: dict[str, Any] = {"responses": {200: {"content": {"image/*": {}}}}}
ItemKey = Annotated[str, Field(max_length=30)]
READING, WORKING, REPORTING = TokenOrSession(*READERS), TokenOrSession(*WORKERS), TokenOrSession(*REPORTERS)


class TaskOut(Schema):
    reason: str
    due_at: datetime
    case: CaseOut


class OfferOut(Schema):
    """An action that leads on from here; open where ``reasons`` is empty."""

    action: str
    label: str
    carries: list[str]
    may_carry: list[str]
    reasons: list[str]

    @staticmethod
    def of(offer: Offer) -> dict[str, Any]:
        line, definition = offer.transition, case_definition()
        return {
            "action": line.action,
            "label": word(line.label),
            "carries": line.carries,
            "may_carry": line.may_carry,
            "reasons": [sentence(reason, definition) for reason in offer.reasons],
        }


class ClockOut(Schema):
    key: str
    label: str
    state: str = Field(description="running, resting, kept or broken")
    deadline: datetime
    sentences: list[str] = Field(description="Why the deadline is when it is")


class LineOut(Schema):
    seq: int
    at: datetime
    action: str
    label: str
    actor: str
    post: str
    before: str
    after: str
    values: list[Told]
    note: str | None = Field(description="null where it was erased")
    pictures: list[str] = Field(description="Digests")
    digest: str


class PartyOut(Schema):
    side: str
    names: list[str]


class SourceNumber(Schema):
    source: str
    number: str


class CaseFileOut(Schema):
    """Everything that the page of a case shows."""

    case: CaseOut
    place_name: str
    channel_name: str
    clocks: list[ClockOut]
    timeline: list[LineOut] = Field(description="Newest first")
    parties: list[PartyOut]
    offers: list[OfferOut]
    has_reporter: bool
    address_code: str | None
    sources: list[SourceNumber] = Field(description="Under which numbers other systems know it")


class CaseConditionOut(Schema):
    code: str
    filing: str
    closing: str
    limit: str
    due_at: datetime | None = Field(description="If it were dispatched now; null out of season")
    is_provisional: bool


class LookIn(Schema):
    purpose: str = Field(max_length=40)


class ReporterOut(Schema):
    name: str = ""
    phone: str = ""
    email: str = ""
    keep_secret: bool = True


class Search(Schema):
    number: str = Field("", max_length=100, description="The case's number, or that of another system")
    text: str = Field("", max_length=100)
    place: str = Field("", pattern="^([0-9]{6,12})?$")
    item: str = Field("", max_length=30)
    state: str = Field("", max_length=30)
    department: str = Field("", max_length=40)
    duty: str = Field("", max_length=40)
    since: str = Field("", max_length=10, description="First day of the reports, such as 2026-11-24")
    until: str = Field("", max_length=10, description="Last day of the reports")


@router.get("/work", auth=WORKING, response=Rows[TaskOut], tags=["work"])
def work(request: HttpRequest, paging: Query[Paging]) -> Page[Task]:
    """The work list of the post that the caller acts in, the nearest deadline first."""
    return queries.work_list(actor(request).post, paging.after, paging.size)


@router.get("/cases", auth=READING, response=Rows[CaseOut])
def search(request: HttpRequest, asked: Query[Search], paging: Query[Paging]) -> Page[Case]:
    """Cases that one may see, newest first."""
    form = SearchForm(asked.model_dump())
    if not form.is_valid():
        field, messages = next(iter(form.errors.items()))
        raise Unfit(str(messages[0]), str(field))
    return queries.search(actor(request), form.filters(), paging.after, paging.size)


@router.get("/cases/near", auth=REPORTING, response=list[CaseOut])
def near(request: HttpRequest, place: Query[Annotated[str, Field(pattern="^[0-9]{12,25}$")]]) -> list[Case]:
    """The open cases of a community: has this been reported already?"""
    return queries.open_near(actor(request), place)


@router.get("/cases/{number}", auth=READING, response=CaseOut)
def case(request: HttpRequest, response: HttpResponse, number: str) -> Case:
    """One case that the caller's post may see; its ETag is the version that ``If-Match`` or ``seen`` may name."""
    found = queries.one(actor(request), number)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.get("/cases/{number}/file", auth=READING, response=CaseFileOut)
def whole(request: HttpRequest, number: str) -> dict[str, Any]:
    """A case with its clocks, timeline, pictures, parties, and what one may do with it now."""
    asked, definition = actor(request), case_definition()
    found = queries.one(asked, number)
    return _file(
        case_file(found, definition, asked, city_today()),
        [OfferOut.of(o) for o in offers_for_people(found, definition, asked)],
    )


def _file(file: CaseFile, offers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "case": file.case,
        "place_name": file.place,
        "channel_name": file.channel,
        "clocks": [
            {"key": c.key, "label": c.label, "state": c.state, "deadline": c.clock.deadline, "sentences": c.sentences}
            for c in file.clocks
        ],
        "timeline": [
            {
                **{name: getattr(line, name) for name in ("seq", "at", "action", "label", "actor", "before", "after")},
                "post": line.post.code if line.post else "",
                "values": told(line.codes),
                "note": line.note,
                "pictures": [picture.digest for picture in line.pictures],
                "digest": line.digest,
            }
            for line in file.lines
        ],
        "parties": file.parties,
        "offers": offers,
        "has_reporter": file.has_reporter,
        "sources": file.records,
        "address_code": (file.linked.code or None) if file.linked else None,
    }


@router.get("/cases/{number}/conditions", auth=WORKING, response=list[CaseConditionOut])
def conditions(request: HttpRequest, number: str, item: Query[ItemKey]) -> list[dict[str, Any]]:
    """The filing conditions of an item at the place of a case, with the deadlines that would follow."""
    shown, chosen = queries.one(actor(request), number), chosen_item(item)
    return [
        {
            "code": each.condition.code,
            "filing": each.condition.filing_zh,
            "closing": each.condition.closing_zh,
            "limit": each.limit,
            "due_at": each.due_at,
            "is_provisional": each.is_provisional,
        }
        for each in (conditions_at(chosen, shown.place) if chosen else [])
    ]


@router.get("/cases/{number}/pictures/{digest}", auth=READING, openapi_extra=IMAGE)
def picture(request: HttpRequest, number: str, digest: str, small: bool = False) -> HttpResponse:
    """A picture of a case, as it is shown: without what the camera noted, large or small."""
    shown = queries.one(actor(request), number)
    attachment = _attachment(shown, digest)
    return preview(attachment) if small else as_shown(attachment)


def _attachment(shown: Case, digest: str) -> Attachment:
    found = Attachment.objects.select_related("case").filter(case=shown, digest=digest).first()
    if found is None:
        raise Missing
    return found


@router.post("/cases/{number}/acts", auth=WORKING, response=CaseOut)
@journaled
def act(request: HttpRequest, response: HttpResponse, number: str, body: ActIn) -> Case:
    """Take one action on a case."""
    queries.one(actor(request), number)
    seen = body.seen if body.seen is not None else matched(request)
    done = services.act(number, order_of(request, body.action, body.carried, body.pictures, seen)).case
    response.headers["ETag"] = f'"{done.version}"'
    return done


@router.post("/cases/{number}/reporter", auth=READING, response=list[ReporterOut])
def look(request: HttpRequest, number: str, body: LookIn) -> list[dict[str, Any]]:
    """The contacts that were left; the look stands in the journal with its purpose."""
    shown = queries.one(actor(request), number)
    order = services.Order(LOOK, actor(request), {"purpose": body.purpose})
    services.act(number, order)
    return list(contacts(shown.number).values())


@router.post("/cases/{number}/pictures/{digest}/original", auth=READING, openapi_extra=IMAGE)
def original_picture(request: HttpRequest, number: str, digest: str, body: LookIn) -> HttpResponse:
    """A picture as it came; the look stands in the journal with its purpose."""
    shown = queries.one(actor(request), number)
    attachment = _attachment(shown, digest)
    carried = {"purpose": body.purpose, "picture": digest}
    services.act(number, services.Order(LOOK_ORIGINAL, actor(request), carried))
    return original(attachment)


def matched(request: HttpRequest) -> int | None:
    """The version in ``If-Match``; what is no version of ours matches none."""
    tag = request.headers.get("If-Match", "*").strip()
    if tag == "*":
        return None
    number = tag.removeprefix("W/").strip('"')
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
