"""Shapes of what is asked and told about neighbourhood groups."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from wanmi.api.reading import Number
from wanmi.circles import membership, services
from wanmi.circles.models import Candidate, Posting

AUTHOR = Field("", max_length=100, description="The platform's id of whoever wrote it; kept as a keyed digest alone")


class ReachOut(Schema):
    members: int | None = Field(description="Households with a verified member; null where few are reached, or are not")
    households: int | None
    percent: float | None


class GroupOut(Schema):
    public_id: str
    grid: str
    name_zh: str
    name_en: str
    platform: str
    opened_at: datetime
    ended_at: datetime | None
    coverage: ReachOut


class GroupIn(Schema):
    grid: str = Field(max_length=15, description="Code of the unit grid")
    name_zh: str = Field(max_length=60)
    name_en: str = Field("", max_length=60)
    platform: str = Field("own", max_length=10, description="own, wechat, wecom or other")
    households: Number | None = None


class HouseholdsIn(Schema):
    households: Number | None


class SaidOut(Schema):
    pk: int
    group: str
    grid: str
    state: str
    text: str = Field(description="Empty once it was erased")
    is_urgent: bool
    case: str | None
    heard_at: datetime
    due_at: datetime | None
    version: int

    @staticmethod
    def resolve_group(row: Candidate) -> str:
        return row.group.public_id

    @staticmethod
    def resolve_grid(row: Candidate) -> str:
        return row.place

    @staticmethod
    def resolve_case(row: Candidate) -> str | None:
        return row.case.number if row.case else None


class WaitingOut(Schema):
    rows: list[SaidOut]
    after: str = Field(description="Pass it as `after` for the next page; empty at the end")


class SaidFileOut(Schema):
    said: SaidOut
    actions: list[str] = Field(description="What the caller may do")
    same: list[str] = Field(description="Numbers of open matters that it may repeat")


class LineIn(Schema):
    """One line of a group, pushed by the bridge of its platform."""

    text: str = Field(max_length=services.TEXT_AT_MOST)
    author: str = AUTHOR
    message: str = Field("", max_length=80, description="The platform's id of the line: the same counts once")
    photos: list[str] = Field([], description="Pictures, base64")
    report: bool = Field(False, description="Whoever wrote it has tapped that he wants to report it")


class CallOut(Schema):
    number: str
    label: dict[str, str]


class HeardOut(Schema):
    noted: int | None = Field(description="Number of the message; null where nothing of it was kept")
    state: str
    is_urgent: bool
    calls: list[CallOut] = Field(description="To be shown to whoever wrote urgent words, at once")


class EnteredIn(Schema):
    text: str = Field(max_length=services.TEXT_AT_MOST)
    photos: list[str] = Field([], description="Pictures, base64")
    item: str = Field("", max_length=30)


class JoinIn(Schema):
    address: str = Field(max_length=membership.ADDRESS_AT_MOST)
    author: str = Field(min_length=1, max_length=100, description="The platform's id of the person")
    agrees: bool = Field(description="The person has agreed to what is kept")
    phone: str = Field("", max_length=membership.PHONE_AT_MOST)
    phone_is_verified: bool = False
    called: str = Field("", max_length=membership.CALLED_AT_MOST)


class JoinedOut(Schema):
    group: str = Field(description="Public id of the group of the address; another one than was asked for is an offer")
    joined: bool


class LeaveIn(Schema):
    author: str = Field(min_length=1, max_length=100)


class MemberOut(Schema):
    pk: int
    level: str
    joined_at: datetime


class LevelIn(Schema):
    level: str = Field(max_length=10, description="none, phone or household")


class MemberLookIn(Schema):
    purpose: str = Field(max_length=20, description=f"One of {', '.join(membership.PURPOSES)}")


class ProfileOut(Schema):
    address: str
    phone: str
    called: str


class PostingOut(Schema):
    pk: int
    text: str
    knowledge: str
    case: str | None
    at: datetime

    @staticmethod
    def resolve_case(row: Posting) -> str | None:
        return row.case.number if row.case else None


class GroupsAsking(Schema):
    after: str = Field("", max_length=15)


class PageAsking(Schema):
    after: int = Field(0, ge=0, le=2**53)
