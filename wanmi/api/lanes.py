"""Lanes: those on the caller's ground, the file of one, a patrol, and a report that becomes a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from wanmi.api.problems import Missing, Unfit, refused
from wanmi.api.reading import Day, Number, actor
from wanmi.cases.api import journaled, order_of
from wanmi.cases.definition import definition_of
from wanmi.cases.wording import sentence
from wanmi.lanes import duties, queries, services
from wanmi.lanes.errors import LaneRefused, UnknownLane
from wanmi.lanes.models import Lane, LaneCheck, LaneDuty, LaneReport, Patrol
from wanmi.lanes.queries import Holder, LaneRow
from wanmi.process.errors import Refused
from wanmi.site.lanes import refusal
from wanmi.site.navigation import LANES
from wanmi.territory.queries import current_city
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import Post
from wanmi.workforce.queries import city_today

router = Router(tags=["lanes"])
ON_THE_GROUND = TokenOrSession(*LANES)
KEEPING = TokenOrSession(*duties.GIVERS)


class CheckOut(Schema):
    code: str
    name_zh: str
    name_en: str
    item: str = Field(description="Key of the catalogue item; empty where there is none")


class OnDutyOut(Schema):
    post: str
    role: str = Field(description="chief or steward")
    duty_zh: str
    duty_en: str
    people: list[str]


class LaneOut(Schema):
    code: str
    name_zh: str
    name_en: str
    place: str
    standard_zh: str
    standard_en: str
    target: date | None
    phone: str
    on_duty: list[OnDutyOut]
    last_seen: datetime | None = Field(description="The last patrol of, or report by, somebody on duty")


class LaneReportOut(Schema):
    case: str
    check: str
    post: str
    at: datetime

    @staticmethod
    def resolve_case(row: LaneReport) -> str:
        return row.case.number

    @staticmethod
    def resolve_check(row: LaneReport) -> str:
        return row.check_of_id

    @staticmethod
    def resolve_post(row: LaneReport) -> str:
        return row.post_id


class PatrolOut(Schema):
    post: str
    at: datetime

    @staticmethod
    def resolve_post(row: Patrol) -> str:
        return row.post_id


class RisingOut(Schema):
    check: str
    times: int
    days: int


class LaneFileOut(Schema):
    """Everything that the file of a lane shows."""

    lane: LaneOut
    patrols: list[PatrolOut]
    reports: list[LaneReportOut]
    rising: list[RisingOut]


class LaneDutyIn(Schema):
    post: str = Field(max_length=60, description="Code of a lane chief's or lane steward's post")
    duty: str = Field(min_length=1, max_length=300, description="What the duty is")
    since: Day = Field(description="First day")


class LaneDutyEndIn(Schema):
    until: Day = Field(description="First day on which the post has the duty no more")


class LaneDutyOut(Schema):
    id: int
    lane: str
    post: str
    role: str
    since: date | None
    until: date | None

    @staticmethod
    def resolve_lane(row: LaneDuty) -> str:
        return row.lane_id

    @staticmethod
    def resolve_post(row: LaneDuty) -> str:
        return row.post_id


class LaneReportIn(Schema):
    note: str = Field("", max_length=services.NOTE_AT_MOST)
    check: str = Field(max_length=40, description="What was seen: the code of a check")
    photos: list[str] = Field([], description="Pictures, base64")


@router.get("/lanes", auth=ON_THE_GROUND, response=list[LaneOut])
def lanes(request: HttpRequest) -> list[dict[str, Any]]:
    """The lanes that the caller's post may see."""
    return [_lane(each) for each in queries.rows_of(queries.seen_by(actor(request)))]


@router.get("/lanes/checks", auth=ON_THE_GROUND, response=list[CheckOut])
def checks(request: HttpRequest) -> list[LaneCheck]:
    """What patrols look for."""
    return queries.checks()


@router.get("/lanes/{code}", auth=ON_THE_GROUND, response=LaneFileOut)
def lane(request: HttpRequest, code: str) -> dict[str, Any]:
    file = queries.file_of(_one(request, code), actor(request))
    rising = [{"check": each.check.code, "times": each.times, "days": each.check.days} for each in file.rising]
    return {"lane": _lane(file.row), "patrols": file.patrols, "reports": file.reports, "rising": rising}


@router.post("/lanes/{code}/patrols", auth=ON_THE_GROUND, response=PatrolOut)
@journaled
def patrol(request: HttpRequest, code: str) -> Any:
    """Note that the caller, who is on duty here, has walked the lane and found all in order."""
    found, key = _one(request, code), order_of(request, "patrol", {}, {}, None).key
    return _say(lambda: services.patrol(found, actor(request), key))


@router.post("/lanes/{code}/reports", auth=ON_THE_GROUND, response=LaneReportOut)
@journaled
def report(request: HttpRequest, code: str, body: LaneReportIn) -> Any:
    """Report what the caller, who is on duty here, has seen: it becomes a case with lane and pictures."""
    found, check = _one(request, code), queries.check(body.check)
    if check is None:
        raise Unfit(refusal("unknown_check"), "check")

    def run() -> LaneReport:
        order = order_of(request, "report", {}, {"photos": body.photos}, None)
        return services.report(found, check, actor(request), order.pictures.get("photos", ()), body.note, order.key)

    return _say(run)


@router.get("/lanes/{code}/duties", auth=KEEPING, response=list[LaneDutyOut])
def lane_duties(request: HttpRequest, code: str) -> list[LaneDuty]:
    """The duties of a lane that are in force or begin later."""
    return queries.duties_from(_one(request, code), city_today())


@router.post("/lanes/{code}/duties", auth=KEEPING, response=LaneDutyOut)
def give_lane_duty(request: HttpRequest, code: str, body: LaneDutyIn) -> Any:
    """Let a post answer for the lane, or look after it."""
    lane, post = _one(request, code), Post.objects.filter(code=body.post).first()
    if post is None:
        raise Unfit(refusal("no_lane_post"), "post")
    return _say(lambda: duties.give_duty(lane, post, body.duty, body.since, actor(request)))


@router.post("/lanes/{code}/duties/{pk}/end", auth=KEEPING, response=LaneDutyOut)
def end_lane_duty(request: HttpRequest, code: str, pk: Number, body: LaneDutyEndIn) -> Any:
    """End a duty on a day."""
    duty = LaneDuty.objects.filter(pk=pk, lane=_one(request, code)).first()
    if duty is None:
        raise Missing
    return _say(lambda: duties.end_duty(duty, body.until, actor(request)))


def _one(request: HttpRequest, code: str) -> Lane:
    try:
        return queries.one(actor(request), code)
    except UnknownLane as error:
        raise Missing from error


def _lane(row: LaneRow) -> dict[str, Any]:
    lane = row.lane
    names = ("code", "name_zh", "name_en", "place", "standard_zh", "standard_en", "target", "phone")
    shown = {name: getattr(lane, name) for name in names}
    return shown | {"on_duty": [_holder(each) for each in (*row.chiefs, *row.stewards)], "last_seen": row.last_seen}


def _holder(each: Holder) -> dict[str, Any]:
    duty = each.duty
    shown = {"post": duty.post_id, "role": duty.role, "duty_zh": duty.duty_zh, "duty_en": duty.duty_en}
    return shown | {"people": list(each.people)}


def _say(run: Callable[[], Any]) -> Any:
    """What ``run`` gives; its refusal in words."""
    try:
        return run()
    except LaneRefused as error:
        raise Unfit(refusal(error.code)) from error
    except Refused as error:
        return refused(error.reasons, definition_of(current_city()), sentence)
