"""Community workers' posts and grades: for the worker himself and the personnel of his street, each look journaled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import Day, Number, actor, holder
from wanmi.careers import services
from wanmi.careers.models import Worker
from wanmi.careers.queries import career, workers_on
from wanmi.careers.services import PURPOSES, CareerRefused
from wanmi.site.views.careers import explained, refusal
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import Staff
from wanmi.workforce.queries import city_today

router = Router(tags=["careers"])
PERSONNEL, ANYONE = TokenOrSession("personnel"), TokenOrSession()


class WorkerOut(Schema):
    id: int
    name: str

    @staticmethod
    def resolve_name(worker: Worker) -> str:
        return worker.staff.display_name


class WorkerIn(Schema):
    staff: str = Field(max_length=150, description="User name")
    begun: Day = Field(description="First day of the work that counts")


class CareerRecordIn(Schema):
    field: str = Field(pattern="^(post|education|certificate)$")
    code: str = Field(max_length=30)
    since: Day


class CareerLookIn(Schema):
    purpose: str = Field("", max_length=30, description=f"One of {', '.join(PURPOSES)}")


class AddendOut(Schema):
    label: str
    value: int


class CareerStageOut(Schema):
    day: date
    grade: int | None


class CareerOut(Schema):
    grade: int | None
    pay: int | None = Field(description="Yuan a month by the table in force")
    explanation: list[AddendOut]
    history: list[CareerStageOut]


@router.get("/careers", auth=PERSONNEL, response=list[WorkerOut])
def workers(request: HttpRequest) -> list[Worker]:
    """The workers on the ground of the caller's post, by name."""
    return list(workers_on(actor(request).region))


@router.post("/careers", auth=PERSONNEL, response=WorkerOut)
def take_up(request: HttpRequest, body: WorkerIn) -> Worker:
    """Take a worker up."""
    staff = Staff.objects.filter(username=body.staff).first()
    if staff is None:
        raise Unfit(refusal("unknown_staff"), "staff")
    asked = actor(request)
    made: Worker = _done(lambda: services.take_up(staff, asked.region, body.begun, asked))
    return made


@router.post("/careers/{pk}/records", auth=PERSONNEL, response=WorkerOut)
def record(request: HttpRequest, pk: Number, body: CareerRecordIn) -> Worker:
    """Record a post, an education or a certificate from a day on."""
    found = _worker(request, pk)
    _done(lambda: services.record(found, body.field, body.code, body.since, actor(request)))
    return found


@router.post("/careers/{pk}/looks", auth=PERSONNEL, response=CareerOut)
def look(request: HttpRequest, pk: Number, body: CareerLookIn) -> dict[str, Any]:
    """The grade of a worker with its explanation; the look stands in the journal with its purpose."""
    found = _worker(request, pk)
    return _told(_done(lambda: services.look(found, body.purpose, actor(request))))


@router.post("/career/looks", auth=ANYONE, response=CareerOut)
def own(request: HttpRequest) -> dict[str, Any]:
    """One's own grade with its explanation."""
    found = Worker.objects.filter(staff=holder(request).staff_id).select_related("staff").first()
    if found is None:
        raise Missing
    return _told(_done(lambda: services.look(found, services.OWN, actor(request))))


def _worker(request: HttpRequest, pk: int) -> Worker:
    found = workers_on(actor(request).region).filter(pk=pk).first()
    if found is None:
        raise Missing
    return found


def _done(run: Callable[[], Any]) -> Any:
    try:
        return run()
    except CareerRefused as refused:
        raise Unfit(refusal(refused.code)) from refused


def _told(worker: Worker) -> dict[str, Any]:
    known = career(worker, city_today())
    return {
        "grade": known.grade.grade if known.grade else None,
        "pay": known.grade.pay if known.grade else None,
        "explanation": [{"label": label, "value": value} for label, value in explained(known.grade, known)]
        if known.grade
        else [],
        "history": [{"day": each.day, "grade": each.grade.grade if each.grade else None} for each in known.stages],
    }
