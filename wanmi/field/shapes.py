"""The shapes of what the app fetches and sends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from wanmi.field.models import Patrol
from wanmi.intake.api import Position


class HeldPost(Schema):
    """A post of one's own: ``appointment`` is what the switch of posts asks for."""

    appointment: int
    post: str
    kind: str
    label: str


class MeOut(Schema):
    person: str = Field(description="To whom what is kept on the device belongs")
    name: str
    acting: HeldPost
    collects: list[HeldPost] = Field(description="One's posts that walk the ground")
    csrf: str = Field(description="For X-CSRFToken with what is sent in this session")
    day: date


class FieldTaskOut(Schema):
    number: str
    state: str
    label: str
    due_at: datetime
    version: int
    item: str
    place: str
    address: str
    text: str
    position: Position | None
    actions: list[str]
    before: list[str] = Field(description="Addresses of small pictures of the problem")
    after: list[str] = Field(description="Addresses of small pictures of the work done")


class GroundOut(Schema):
    code: str
    name: str
    outline: dict[str, Any] = Field(description="GeoJSON geometry")
    streets: list[list[list[float]]] = Field(description="Middle lines as runs of [longitude, latitude]")


class FieldItemOut(Schema):
    key: str
    name: str
    major: str
    words: str = Field(description="What a search may find it by, in both languages")


class MeanwhileOut(Schema):
    label: str
    post: str
    at: datetime


class Seen(Schema):
    """The version that the device has seen; 0: none."""

    seen: int = Field(0, ge=0)


class StandingOut(Schema):
    """How a case stands now, and what was done with it after the version that was seen."""

    number: str
    state: str
    label: str
    version: int
    actions: list[str]
    meanwhile: list[MeanwhileOut]


class SettledIn(Schema):
    """A small thing that was settled on the spot, with pictures in base64 of before and after."""

    text: str
    item: str
    position: Position
    address: str = ""
    note: str = ""
    photos_before: list[str]
    photos_after: list[str]


class PatrolIn(Schema):
    duty_grid: str
    day: date
    share: float = Field(description="Of the length of the duty grid's streets, 0 to 1: walked on this patrol")
    day_share: float = Field(description="The same for the whole day on this device")


class KeptPatrolOut(Schema):
    duty_grid: str
    day: date
    share: float
    day_share: float

    @staticmethod
    def resolve_duty_grid(patrol: Patrol) -> str:
        return patrol.duty_grid_id


class WalkedOut(Schema):
    """The patrols of a duty grid on a day, and the largest share of its streets that one device has seen walked."""

    day: date
    patrols: int
    share: float


class CoverageOut(Schema):
    duty_grid: str
    name: str
    walked: list[WalkedOut] = Field(description="The days on which somebody walked")
