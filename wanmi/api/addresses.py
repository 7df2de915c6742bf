"""The address base: find, read, propose, act, and the remedies of rows whose address nobody could tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema, Status

from wanmi.acts import snapshots
from wanmi.addresses.base import queries, services
from wanmi.addresses.base.definition import address_definition, remedy_definition
from wanmi.addresses.base.models import Address, Remedy
from wanmi.api.cases import IMAGE, OfferOut, matched
from wanmi.api.paging import Paging, Rows, Within, keyset
from wanmi.api.problems import Missing, refused
from wanmi.api.reading import Told, actor, told
from wanmi.cases.api import ActIn, journaled, order_of
from wanmi.cases.queries import Page
from wanmi.cases.wording import word
from wanmi.intake.reporting import act_on_remedy
from wanmi.process.definition import Definition
from wanmi.process.engine import Offer
from wanmi.process.errors import Refused
from wanmi.site.addressing import address_file, open_offers, sentence
from wanmi.site.navigation import KEEPERS, PROPOSERS, READERS, WORKERS
from wanmi.site.pictures import as_shown, preview
from wanmi.site.plates import plate
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["addresses"])
READING, WORKING = TokenOrSession(*READERS), TokenOrSession(*WORKERS)
PROPOSING, KEEPING = TokenOrSession(*PROPOSERS), TokenOrSession(*KEEPERS)


class AddressRow(Schema):
    public_id: str
    state: str
    level: str
    text: str
    community: str
    grid: str
    lon: float | None
    lat: float | None
    valid_from: date | None
    valid_to: date | None
    due_at: datetime | None
    version: int


class NamedCode(Schema):
    scheme: str
    value: str


class AliasOut(Schema):
    text: str
    kind: str


class AddressLineOut(Schema):
    at: datetime
    label: str
    actor: str


class AddressFileOut(Schema):
    """Everything that the page of an address shows."""

    address: AddressRow
    place_name: str
    elements: list[Told]
    codes: list[NamedCode]
    aliases: list[AliasOut]
    successors: list[AddressRow]
    children: list[AddressRow]
    business_rows: int
    timeline: list[AddressLineOut]
    offers: list[OfferOut] = Field(description="The actions that are open to the caller now")


class RemedyOut(Schema):
    id: int
    table: str
    key: str
    text: str
    code: str
    state: str
    place: str
    due_at: datetime | None
    version: int

    @staticmethod
    def resolve_table(remedy: Remedy) -> str:
        return remedy.row.table

    @staticmethod
    def resolve_key(remedy: Remedy) -> str:
        return remedy.row.key

    @staticmethod
    def resolve_text(remedy: Remedy) -> str:
        return remedy.row.text

    @staticmethod
    def resolve_code(remedy: Remedy) -> str:
        return remedy.row.code


class RemedyFileOut(Schema):
    remedy: RemedyOut
    offers: list[OfferOut]


class ProposalIn(Schema):
    """``carried`` holds the fields that the address process asks for: place, level, elements, position."""

    carried: dict[str, Any]


@router.get("/addresses", auth=READING, response=Rows[AddressRow])
def listed(request: HttpRequest, paging: Query[Within]) -> Page[Address]:
    """The addresses whose community's code begins so, as they came into the base."""
    return keyset(Address.objects.filter(community__startswith=paging.within), paging)


@router.get("/addresses/desk", auth=WORKING, response=list[AddressRow])
def desk(request: HttpRequest) -> list[Address]:
    """What lies on the desk of the caller's post, the nearest deadline first."""
    return queries.desk(actor(request).post)


@router.get("/addresses/codes/{code}", auth=READING, response=AddressRow)
def by_code(request: HttpRequest, code: str) -> Address:
    """The address that has this unified code, in force or not."""
    found = queries.with_code(code)
    if found is None:
        raise Missing
    return found


@router.post("/addresses", auth=PROPOSING, response={200: AddressRow, 201: AddressRow})
@journaled
def propose(request: HttpRequest, body: ProposalIn) -> Any:
    """Propose an address: 201, or 200 where the same key has proposed it before."""
    return _say(address_definition(), lambda: _proposed(request, body))


def _proposed(request: HttpRequest, body: ProposalIn) -> Status[Address]:
    done = services.propose(order_of(request, address_definition().opens_with, body.carried, {}, None))
    return Status(200 if done.repeated else 201, done.row)


@router.get("/addresses/{public_id}", auth=READING, response=AddressFileOut)
def address(request: HttpRequest, response: HttpResponse, public_id: str) -> dict[str, Any]:
    """Everything about one address, in force or not, and what one may do with it now."""
    file = address_file(queries.one(public_id), address_definition(), actor(request))
    response.headers["ETag"] = f'"{file.address.version}"'
    names = ("address", "codes", "aliases", "successors", "children", "business_rows")
    shown = {name: getattr(file, name) for name in names} | {"elements": told(file.elements)}
    return shown | {
        "place_name": file.place,
        "timeline": file.lines,
        "offers": _offers(file.open_acts, address_definition()),
    }


@router.get(
    "/addresses/{public_id}/plate", auth=READING, openapi_extra={"responses": {200: {"content": {"image/svg+xml": {}}}}}
)
def plate_of(request: HttpRequest, public_id: str) -> HttpResponse:
    """The QR code of the door plate, to be printed."""
    url = request.build_absolute_uri(reverse("door_plate", args=[queries.one(public_id).public_id]))
    return HttpResponse(plate(url), content_type="image/svg+xml")


@router.get("/addresses/{public_id}/pictures/{digest}", auth=READING, openapi_extra=IMAGE)
def picture(request: HttpRequest, public_id: str, digest: str, small: bool = False) -> HttpResponse:
    """A picture that an act on an address carried, large or small."""
    found = queries.one(public_id).pictures.filter(digest=digest).first()
    if found is None:
        raise Missing
    return preview(found) if small else as_shown(found)


@router.post("/addresses/{public_id}/acts", auth=WORKING, response=AddressRow)
@journaled
def act(request: HttpRequest, public_id: str, body: ActIn) -> Any:
    """Take one action on an address."""
    seen = body.seen if body.seen is not None else matched(request)
    order = order_of(request, body.action, body.carried, body.pictures, seen)
    return _say(address_definition(), lambda: services.act(public_id, order).row)


@router.get("/remedies", auth=KEEPING, response=Rows[RemedyOut], tags=["remedies"])
def list_remedies(request: HttpRequest, paging: Query[Paging]) -> Page[Remedy]:
    """What waits on the ground of the caller's post."""
    found = _within(request).filter(post__isnull=False)
    return keyset(found, paging)


@router.get("/remedies/{pk}", auth=KEEPING, response=RemedyFileOut, tags=["remedies"])
def remedy(request: HttpRequest, pk: int) -> dict[str, Any]:
    shown, definition = _remedy(request, pk), remedy_definition()
    offers = open_offers(definition, snapshots.from_json(shown.snapshot), actor(request))
    return {"remedy": shown, "offers": _offers(offers, definition)}


@router.post("/remedies/{pk}/acts", auth=KEEPING, response=RemedyOut, tags=["remedies"])
@journaled
def settle(request: HttpRequest, pk: int, body: ActIn) -> Any:
    """Name the address, whose code is then written to the row, or say why none is meant."""
    _remedy(request, pk)
    seen = body.seen if body.seen is not None else matched(request)
    order = order_of(request, body.action, body.carried, body.pictures, seen)
    return _say(remedy_definition(), lambda: act_on_remedy(pk, order).row)


def _within(request: HttpRequest) -> Any:
    return Remedy.objects.select_related("row").filter(place__startswith=actor(request).region)


def _remedy(request: HttpRequest, pk: int) -> Remedy:
    found: Remedy | None = _within(request).filter(pk=pk).first()
    if found is None:
        raise Missing
    return found


def _offers(offers: Any, definition: Definition) -> list[dict[str, Any]]:
    return [_offer(each) for each in offers]


def _offer(offer: Offer) -> dict[str, Any]:
    line = offer.transition
    named = {"action": line.action, "label": word(line.label)}
    return named | {"carries": line.carries, "may_carry": line.may_carry, "reasons": []}


def _say(definition: Definition, act: Callable[[], Any]) -> Any:
    """What ``act`` gives; its refusal in the words of this room's processes."""
    try:
        return act()
    except Refused as error:
        return refused(error.reasons, definition, sentence)
