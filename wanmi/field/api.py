"""What the app fetches and sends, beside reports and acts on cases, which go the way of all other software.

All of it is for collectors; everything that is sent carries an ``Idempotency-Key``, since a phone without a signal
never knows whether it was heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from ninja import Query, Router, Status

from wanmi.cases import queries as cases
from wanmi.cases.actors import actor_of
from wanmi.cases.api import CaseOut, decoded, journaled, order_of
from wanmi.cases.models import Case
from wanmi.cases.wording import word
from wanmi.catalogue.models import Item
from wanmi.field import queries, services
from wanmi.field.ground import Ground, ground_of
from wanmi.field.models import Patrol
from wanmi.field.shapes import (
    CoverageOut,
    FieldItemOut,
    FieldTaskOut,
    GroundOut,
    HeldPost,
    KeptPatrolOut,
    MeanwhileOut,
    MeOut,
    PatrolIn,
    Seen,
    SettledIn,
    StandingOut,
)
from wanmi.intake.api import Position
from wanmi.process.engine import Actor
from wanmi.site.context import PostLabels
from wanmi.territory.queries import current_city, name_of, today
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import Appointment

router = Router(tags=["field"])
COLLECTING = TokenOrSession("collector")
SEES_ALL = TokenOrSession()
OVERSEEING = TokenOrSession("shift_leader", "supervision_leader")


@router.get("/me", auth=SEES_ALL, response=MeOut)
def me(request: HttpRequest) -> MeOut:
    """Who is signed in, in which post, and what the session needs for sending."""
    acting, labels = _acting(request), PostLabels(current_city())
    collecting = [_held(each, labels) for each in _request(request).appointments if each.post.kind == "collector"]
    return MeOut(
        person=str(acting.staff_id),
        name=acting.staff.display_name,
        acting=_held(acting, labels),
        collects=collecting,
        csrf=get_token(request),
        day=today(),
    )


@router.get("/tasks", auth=COLLECTING, response=list[FieldTaskOut])
def tasks(request: HttpRequest) -> list[FieldTaskOut]:
    """What lies on the desk of one's post, the nearest deadline first."""
    return [_task(each) for each in queries.tasks_of(_actor(request))]


@router.get("/ground", auth=COLLECTING, response=list[GroundOut])
def ground(request: HttpRequest) -> list[Ground]:
    """The duty grids of one's post with their streets."""
    return ground_of(_actor(request).post, today())


@router.get("/catalogue", auth=COLLECTING, response=list[FieldItemOut])
def catalogue(request: HttpRequest) -> list[FieldItemOut]:
    """Everything that may be reported: the events, then the components."""
    items = Item.objects.filter(edition__is_current=True, valid_to=None).order_by("-kind", "code")
    return [
        FieldItemOut(
            key=f"{item.edition_id}/{item.kind}/{item.code}",
            name=name_of(item),
            major=item.major_zh,
            words=f"{item.code} {item.name_zh} {item.name_en}".lower(),
        )
        for item in items
    ]


@router.get("/cases/{number}", auth=COLLECTING, response=StandingOut)
def standing(request: HttpRequest, number: str, asked: Query[Seen]) -> StandingOut:
    """How a case stands now, for somebody whose act met a newer version of it than he had seen."""
    actor = _actor(request)
    case = cases.one(actor, number)
    lines = queries.meanwhile(case, asked.seen)
    return StandingOut(
        number=case.number,
        state=case.state,
        label=queries.state_word(case),
        version=case.version,
        actions=queries.open_acts(case, actor),
        meanwhile=[
            MeanwhileOut(label=line.label, post=name_of(line.post.organisation) if line.post else "", at=line.at)
            for line in lines
        ],
    )


@router.post("/settled", auth=COLLECTING, response={200: CaseOut, 201: CaseOut})
@journaled
def settled(request: HttpRequest, body: SettledIn) -> Status[Case]:
    """Report a small thing and settle it on the spot: 201, or 200 where the same key has done so before."""
    place = body.position.model_dump()
    report = {"channel": "collector", "text": body.text, "address": body.address, "item": body.item, "position": place}
    after = {"item": body.item, "position": place, "note": body.note}
    order = order_of(request, "report", report, {}, None)
    photos = {"photos_before": body.photos_before, "photos_after": body.photos_after}
    pictures = {field: decoded(field, texts) for field, texts in photos.items()}
    outcome = services.settle(order, after, pictures)
    return Status(200 if outcome.repeated else 201, outcome.case)


@router.post("/patrols", auth=COLLECTING, response={200: KeptPatrolOut, 201: KeptPatrolOut})
@journaled
def patrol(request: HttpRequest, body: PatrolIn) -> Status[Patrol]:
    """Keep the coverage of a patrol of one's own duty grid: 201, or 200 where the same key has done so before."""
    walk = services.Walk(body.duty_grid, body.day, body.share, body.day_share)
    key = request.headers.get("Idempotency-Key", "")
    kept, repeated = services.record_patrol(_actor(request), walk, key)
    return Status(200 if repeated else 201, kept)


@router.get("/coverage", auth=OVERSEEING, response=list[CoverageOut])
def coverage(request: HttpRequest, last: date | None = None) -> list[dict[str, Any]]:
    """How much of the streets of each duty grid was walked in the week that ends with ``last``, or today."""
    table = queries.coverage(min(last or today(), today()), _actor(request).region)
    return [
        {
            "duty_grid": grid.code,
            "name": grid.name_zh,
            "walked": [
                {"day": day, "patrols": cell.patrols, "share": cell.share}
                for day, cell in zip(table.days, cells, strict=True)
                if cell is not None
            ],
        }
        for grid, cells in table.rows
    ]


def _task(found: queries.FieldTask) -> FieldTaskOut:
    case = found.row.case
    point = Position(lon=case.lon, lat=case.lat) if case.lon is not None and case.lat is not None else None
    return FieldTaskOut(
        number=case.number,
        state=case.state,
        label=word(found.row.step),
        due_at=found.row.urgency.due_at or case.reported_at,
        version=case.version,
        item=name_of(case.item) if case.item else "",
        place=found.row.place,
        address=case.address,
        text=case.text,
        position=point,
        actions=found.actions,
        before=_pictures(case, found.before),
        after=_pictures(case, found.after),
    )


def _pictures(case: Case, digests: Sequence[str]) -> list[str]:
    return [reverse("small_photo", args=[case.number, digest]) for digest in digests]


def _held(held: Appointment, labels: PostLabels) -> HeldPost:
    return HeldPost(
        appointment=held.pk,
        post=held.post_id,
        kind=held.post.kind,
        label=f"{labels[held.post.kind]} · {name_of(held.post.organisation)}",
    )


def _request(request: HttpRequest) -> ActingRequest:
    return cast(ActingRequest, request)


def _acting(request: HttpRequest) -> Appointment:
    acting = _request(request).acting
    assert acting is not None, "TokenOrSession admits nobody without a post"
    return acting


def _actor(request: HttpRequest) -> Actor:
    return actor_of(_acting(request))
