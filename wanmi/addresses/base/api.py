"""Addresses for other software: resolve, reverse, complete, and many texts at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from wanmi.addresses.base import answering
from wanmi.addresses.base.answering import BATCH_AT_MOST, Found
from wanmi.workforce import kinds
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["addresses"])
ASKING = TokenOrSession(*sorted(kinds.ALL - kinds.ADMINISTRATION))
TEXT_AT_MOST = 2_000  # characters of a text that are read


class AddressOut(Schema):
    """An address of the base. ``place`` and ``grid`` are those of today; codes never change."""

    code: str
    public_id: str
    level: str
    text: str
    state: str
    place: str
    grid: str
    lon: float | None
    lat: float | None
    score: float = Field(description="0 to 1; 0.5 is just believable")
    metres: float | None = None

    @staticmethod
    def of(found: Found) -> dict[str, Any]:
        address = found.address
        columns = ("public_id", "level", "text", "state", "grid", "lon", "lat")
        return {
            "code": found.code,
            "score": round(found.score, 4),
            "metres": found.metres and round(found.metres, 1),
            "place": address.community,
            **{name: getattr(address, name) for name in columns},
        }


class ElementOut(Schema):
    """A part of the text, from ``start`` to ``end`` in characters."""

    kind: str
    text: str
    start: int
    end: int


class CandidateOut(AddressOut):
    elements: list[ElementOut]
    missing: list[str]
    contradicted: list[str]
    evidence: dict[str, float]


class Resolved(Schema):
    """The likeliest first; empty where the text means no address for certain enough."""

    candidates: list[CandidateOut]


class ResolveAsking(Schema):
    text: str
    near_lon: float | None = Field(None, ge=-180, le=180)
    near_lat: float | None = Field(None, ge=-90, le=90)
    within: str = Field("", pattern="^[0-9]{0,12}$", description="Beginning of the codes that are looked at")
    limit: int = Field(5, ge=1, le=20)


class Near(Schema):
    """CGCS2000 longitude and latitude in degrees."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    limit: int = Field(1, ge=1, le=20)


class Typed(Schema):
    prefix: str
    limit: int = Field(8, ge=1, le=20)


class Batch(Schema):
    texts: list[str] = Field(max_length=BATCH_AT_MOST)


class BatchRow(Schema):
    """``code`` is null where the text means no address for certain enough."""

    code: str | None
    level: str | None
    score: float
    text: str | None


@router.get("/resolve", auth=ASKING, response=Resolved)
def resolve(request: HttpRequest, asked: Query[ResolveAsking]) -> dict[str, Any]:
    """The standard addresses that a text may mean, each with what it rests on."""
    has_position = asked.near_lon is not None and asked.near_lat is not None
    near = (asked.near_lon or 0.0, asked.near_lat or 0.0) if has_position else None
    found = answering.resolve(asked.text[:TEXT_AT_MOST], near, asked.within or None, asked.limit)
    return {"candidates": [AddressOut.of(each) | vars(each.why) for each in found]}


@router.get("/reverse", auth=ASKING, response=list[AddressOut])
def reverse(request: HttpRequest, at: Query[Near]) -> list[dict[str, Any]]:
    """The addresses nearest to a position, within a kilometre."""
    return [AddressOut.of(each) for each in answering.reverse(at.lon, at.lat, at.limit)]


@router.get("/complete", auth=ASKING, response=list[str])
def complete(request: HttpRequest, typed: Query[Typed]) -> list[str]:
    """Standard texts that begin as typed."""
    return answering.complete(typed.prefix[:TEXT_AT_MOST], typed.limit)


@router.post("/batch", auth=ASKING, response=list[BatchRow])
def batch(request: HttpRequest, body: Batch) -> list[dict[str, Any]]:
    """One answer for each text, in the same order."""
    found = answering.resolve_many([text[:TEXT_AT_MOST] for text in body.texts])
    return [_row(each) for each in found]


def _row(found: Found | None) -> dict[str, Any]:
    if found is None:
        return {"code": None, "level": None, "score": 0.0, "text": None}
    return {
        "code": found.code,
        "level": found.address.level,
        "score": round(found.score, 4),
        "text": found.address.text,
    }
