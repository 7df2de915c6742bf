"""Reports of other software: by the same service as every other channel."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from wanmi.cases.api import CaseOut, decoded, journaled, order_of
from wanmi.cases.models import Case
from wanmi.intake import reporting
from wanmi.workforce.api_auth import TokenOrSession

__all__ = ["decoded", "router"]
router = Router(tags=["cases"])
REPORTING = TokenOrSession("operator", "acceptor", "collector", "shift_leader")


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


@router.post("", auth=REPORTING, response={200: CaseOut, 201: CaseOut})
@journaled
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
    outcome = reporting.report(order_of(request, "report", carried, {"photos": body.photos}, None))
    return Status(200 if outcome.repeated else 201, outcome.case)
