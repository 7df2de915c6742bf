"""Notices: the log of what went out, a test, and how one wants to be told oneself."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator

from wanmi.api.problems import Unfit
from wanmi.api.reading import holder
from wanmi.notices import feeding, services
from wanmi.notices.gateways import BadGateway
from wanmi.notices.models import Preference
from wanmi.notices.rules import rules_in_force
from wanmi.outbox.courier import Outcome
from wanmi.outbox.reading import LogPage, log
from wanmi.webhooks.api import LogOut, PageAsked
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["notices"])
KEEPING, SIGNED_IN = TokenOrSession("system_admin"), TokenOrSession()


def _without_zone(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError(_("expected a time of the city's day without a zone, such as 22:00"))
    return at


Clock = Annotated[time, AfterValidator(_without_zone)]


class TestIn(Schema):
    contact: str = Field(pattern=r"^(\+?[0-9 -]{5,20}|[^@\s]+@[^@\s]+)$", max_length=100)


class OutcomeOut(Schema):
    verdict: str
    status: int | None
    answer: str


class Wishes(Schema):
    """How one wants to be told; ``off`` are the notices that are not wanted."""

    email: str = Field("", max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")
    phone: str = Field("", max_length=20, pattern=r"^(\+?[0-9 -]{5,20})?$")
    is_on: bool = True
    off: list[str] = Field([], max_length=20)
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None
    digest_at: Clock | None = None
    language: Literal["zh", "en"] = "zh"


@router.get("/notices", auth=KEEPING, response=LogOut)
def sent(request: HttpRequest, asked: Query[PageAsked]) -> LogPage:
    """What went out, newest first, with masked contacts."""
    return log(feeding.NAME, asked.state or "", asked.after, asked.size)


@router.post("/notices/test", auth=KEEPING, response=OutcomeOut)
def try_out(request: HttpRequest, body: TestIn) -> Outcome:
    """Send a test; the contact is kept nowhere."""
    try:
        return services.try_out(body.contact)
    except BadGateway as error:
        raise Unfit(_("The gateway is not described well: %(why)s") % {"why": error}) from error


@router.get("/notices/mine", auth=SIGNED_IN, response=Wishes)
def mine(request: HttpRequest) -> dict[str, object]:
    """How the caller wants to be told."""
    staff = holder(request).staff
    kept = Preference.objects.filter(staff=staff).first() or Preference(staff=staff)
    names = [name for name in Wishes.model_fields if name != "email"]
    return {name: getattr(kept, name) for name in names} | {"email": staff.email}


@router.put("/notices/mine", auth=SIGNED_IN, response=Wishes)
def prefer(request: HttpRequest, body: Wishes) -> Wishes:
    """Keep how the caller wants to be told."""
    if bool(body.quiet_from) != bool(body.quiet_until):
        raise Unfit(_("Quiet hours need both a beginning and an end."), "quiet_until")
    known = {notice.key for notice in rules_in_force().offered()}
    wishes = body.model_dump(exclude={"email"}) | {"off": [key for key in body.off if key in known]}
    services.prefer(holder(request).staff, body.email, Preference(**wishes))
    return body
