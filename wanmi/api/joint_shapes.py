"""Shapes of what is told about joint obligations."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from wanmi.api.cases import OfferOut
from wanmi.api.reading import Told
from wanmi.joint.models import Obligation, Part


class KindOut(Schema):
    key: str
    label: str
    opens_with: str
    carries: list[str]
    may_carry: list[str]


class ObligationOut(Schema):
    number: str
    kind: str
    state: str
    is_open: bool
    place: str
    text: str
    caller: str | None
    desk: str | None
    due_at: datetime | None
    version: int

    @staticmethod
    def resolve_caller(row: Obligation) -> str | None:
        return row.caller_id

    @staticmethod
    def resolve_desk(row: Obligation) -> str | None:
        return row.desk_id


class PartOut(Schema):
    number: str
    serial: int
    organisation: str
    is_lead: bool
    state: str
    is_open: bool
    desk: str | None
    due_at: datetime | None
    promised_on: date | None
    arrived_at: datetime | None
    answered_at: datetime | None = Field(description="In writing, where that is what it owes")
    in_time: bool | None = Field(description="Whether it came or answered in time; null until that is known")
    is_refused: bool
    is_solved: bool | None
    rating: float | None
    version: int

    @staticmethod
    def resolve_number(part: Part) -> str:
        return part.obligation.number

    @staticmethod
    def resolve_organisation(part: Part) -> str:
        return part.organisation_id

    @staticmethod
    def resolve_desk(part: Part) -> str | None:
        return part.desk_id


class PartFileOut(Schema):
    part: PartOut
    arrived: list[Told]
    promise: str
    score: float | None
    offers: list[OfferOut]


class DoneOut(Schema):
    at: datetime
    label: str
    actor: str
    told: list[Told]


class ObligationFileOut(Schema):
    """Everything that the page of an obligation shows."""

    obligation: ObligationOut
    place_name: str
    parts: list[PartFileOut]
    timeline: list[DoneOut]
    pictures: list[str]
    offers: list[OfferOut]


class YearOut(Schema):
    """A department's year of whistles: the mean is ``points / parts``, and empty where nothing was scored.

    ``faults`` are what speaks against it: refusals, silence, late arrivals and answers, a page of them.
    """

    organisation: str
    year: int
    points: float
    parts: int
    mean: float | None
    share: float
    unrated: int = Field(description="Solved, and not rated yet: not among the parts")
    refused: int
    faults: list[PartOut]
    next: int | None = Field(description="`after` of the next page")
