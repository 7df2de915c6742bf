"""What hangs on an address: its pillars and their rows, those that tell of people by a look with a purpose."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from wanmi.addresses.base.models import Address
from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import actor
from wanmi.cases.wording import word
from wanmi.pillars.queries import Listed, UnknownPillar, address_with, listed, pillar_of, pillars_of
from wanmi.pillars.registry import POSTS, Pillar
from wanmi.pillars.services import PURPOSES, NoPurpose, look
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["pillars"])
LOOKING = TokenOrSession(*sorted(POSTS))


class PillarOut(Schema):
    key: str
    label: str
    is_personal: bool = Field(description="Its rows are had by a look with a purpose")


class HangingOut(Schema):
    id: int
    name: str
    about: str


class PillarRowsOut(Schema):
    """Rows of one source; ``next`` is the ``after`` of the page behind them, empty at the end."""

    source: str
    rows: list[HangingOut]
    next: int | None


class PillarPaging(Schema):
    source: str = Field("", max_length=80, description="One source of the pillar; all of them where it is empty")
    after: int = Field(0, ge=0, le=2**31 - 1)


class PillarLookIn(PillarPaging):
    purpose: str = Field("", max_length=30, description=f"One of {', '.join(PURPOSES)}")


@router.get("/pillars/{code}", auth=LOOKING, response=list[PillarOut])
def of_address(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The pillars that the caller's post sees at the address with this unified code."""
    _address(request, code)
    return [
        {"key": each.key, "label": word(each.label), "is_personal": each.is_personal}
        for each in pillars_of(actor(request))
    ]


@router.get("/pillars/{code}/{key}", auth=LOOKING, response=list[PillarRowsOut])
def rows(request: HttpRequest, code: str, key: str, paging: Query[PillarPaging]) -> list[Listed]:
    """What a pillar lists at an address and inside it."""
    address, pillar = _address(request, code), _pillar(request, key, paging.source)
    if pillar.is_personal:
        raise _no_purpose()
    return listed(pillar, address, paging.source, paging.after)


@router.post("/pillars/{code}/{key}/looks", auth=LOOKING, response=list[PillarRowsOut])
def look_at(request: HttpRequest, code: str, key: str, body: PillarLookIn) -> list[Listed]:
    """The same of a pillar that tells of people: names are veiled, and the look stands in the journal."""
    address, pillar = _address(request, code), _pillar(request, key, body.source)
    try:
        return look(pillar, address, body.purpose, actor(request), body.source, body.after)
    except NoPurpose as error:
        raise _no_purpose() from error


def _address(request: HttpRequest, code: str) -> Address:
    try:
        return address_with(code, actor(request))
    except UnknownPillar as error:
        raise Missing from error


def _pillar(request: HttpRequest, key: str, source: str) -> Pillar:
    """One that the caller sees and that lists the source, where one is named."""
    try:
        found = pillar_of(key, actor(request))
    except UnknownPillar as error:
        raise Missing from error
    if source and source not in found.sources:
        raise Missing
    return found


def _no_purpose() -> Unfit:
    return Unfit(_("Say what the look is for."), "purpose")
