"""Neighbourhood groups: what a platform's bridge pushes and reads, what waits for a decision, groups and members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router, Status

from wanmi.api.circle_shapes import (
    EnteredIn,
    GroupIn,
    GroupOut,
    GroupsAsking,
    HeardOut,
    HouseholdsIn,
    JoinedOut,
    JoinIn,
    LeaveIn,
    LevelIn,
    LineIn,
    MemberLookIn,
    MemberOut,
    PageAsking,
    PostingOut,
    ProfileOut,
    SaidFileOut,
    SaidOut,
    WaitingOut,
)
from wanmi.api.problems import Missing, Unfit, problem, refused
from wanmi.api.reading import Number, actor
from wanmi.cases.api import ActIn, decoded, journaled, order_of
from wanmi.cases.residents import name_for
from wanmi.circles import grouping, membership, queries, services
from wanmi.circles.definition import candidate_definition
from wanmi.circles.errors import GroupRefused, UnknownCandidate, UnknownGroup, UnknownMember
from wanmi.circles.membership import Joining
from wanmi.circles.models import Candidate, Group, Member, Posting
from wanmi.circles.rules import NoRules, rules_in_force
from wanmi.circles.services import Said
from wanmi.circles.wording import refusal, sentence
from wanmi.process.errors import Refused
from wanmi.site.navigation import CIRCLES, DUTY, REPORTERS
from wanmi.site.pictures import as_shown
from wanmi.site.plates import plate
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["circles"])
READING = TokenOrSession(*CIRCLES)
RUNG = TokenOrSession(*DUTY)
BRIDGE = TokenOrSession(*REPORTERS)


@router.get("/circles/groups", auth=READING, response=list[GroupOut])
def groups(request: HttpRequest, asked: Query[GroupsAsking]) -> list[dict[str, Any]]:
    """The groups in being on the caller's ground, by grid; `after`: the grid of the last one of the page before."""
    return _shown(queries.groups(actor(request), asked.after))


@router.post("/circles/groups", auth=READING, response={201: GroupOut})
def open_group(request: HttpRequest, body: GroupIn) -> Any:
    """Open the group of a unit grid, which has one at a time."""
    opening = grouping.Opening(**body.model_dump())
    return _say(lambda: Status(201, _shown([grouping.open_group(opening, actor(request))])[0]))


@router.get("/circles/groups/{public_id}", auth=READING, response=GroupOut)
def group(request: HttpRequest, public_id: str) -> dict[str, Any]:
    return _shown([_group(request, public_id)])[0]


@router.put("/circles/groups/{public_id}/households", auth=READING, response=GroupOut)
def households(request: HttpRequest, public_id: str, body: HouseholdsIn) -> Any:
    """Say how many households the grid has; null: nobody knows."""
    found, by = _group(request, public_id), actor(request)
    return _say(lambda: _shown([grouping.count_households(found, body.households, by)])[0])


@router.post("/circles/groups/{public_id}/end", auth=READING, response=GroupOut)
def end_group(request: HttpRequest, public_id: str) -> Any:
    found = _group(request, public_id)
    return _say(lambda: _shown([grouping.end_group(found, actor(request))])[0])


@router.get(
    "/circles/groups/{public_id}/plate",
    auth=READING,
    openapi_extra={"responses": {200: {"content": {"image/svg+xml": {}}}}},
)
def group_plate(request: HttpRequest, public_id: str) -> HttpResponse:
    """The QR code of the group, to be printed."""
    url = request.build_absolute_uri(reverse("public_group", args=[_group(request, public_id).public_id]))
    return HttpResponse(plate(url), content_type="image/svg+xml")


@router.get("/circles/groups/{public_id}/members", auth=READING, response=list[MemberOut])
def members(request: HttpRequest, public_id: str, asked: Query[PageAsking]) -> list[Member]:
    """Who is in a group, in the order of joining; `after`: the last number of the page before."""
    return queries.members_of(_group(request, public_id), asked.after)


@router.get("/circles/groups/{public_id}/postings", auth=BRIDGE, response=list[PostingOut])
def postings(request: HttpRequest, public_id: str, asked: Query[PageAsking]) -> list[Posting]:
    """The answers that stand in a group, masked; with `after`, those that came later, for the bridge to post."""
    return queries.postings(_open(public_id), asked.after)


@router.post("/circles/groups/{public_id}/messages", auth=BRIDGE, response=HeardOut)
@journaled
def push(request: HttpRequest, public_id: str, body: LineIn) -> Any:
    """Push one line of the group. What may be a matter is noted; nothing is kept of all else."""
    found = _open(public_id)
    pictures = decoded("photos", body.photos)
    key = body.message or order_of(request, "note", {}, {}, None).key
    said = Said(body.text, _author(found, body.author), pictures, key)
    if body.report and not body.author:
        raise Unfit(refusal(GroupRefused("no_author")), "author")
    return _say(lambda: _heard(services.tell(found, said) if body.report else services.hear(found, said)))


@router.post("/circles/groups/{public_id}/entries", auth=READING, response=SaidOut)
@journaled
def enter(request: HttpRequest, public_id: str, body: EnteredIn) -> Any:
    """Enter a line that the grid worker has read himself: it becomes a matter at once."""
    found, key = _group(request, public_id), order_of(request, "confirm", {}, {}, None).key
    said = Said(body.text, "", decoded("photos", body.photos), key)
    carried = {"item": body.item} if body.item else {}
    return _say(lambda: services.enter(found, said, actor(request), carried))


@router.post("/circles/groups/{public_id}/members", auth=BRIDGE, response=JoinedOut)
def join(request: HttpRequest, public_id: str, body: JoinIn) -> Any:
    """Place a person of the platform in the group of his address; another group than this one is only offered."""
    told = Joining(**body.model_dump(exclude={"author"}), seed=f"platform {body.author}")

    def run() -> dict[str, Any]:
        joined = membership.join(_open(public_id), told)
        return {"group": joined.group.public_id, "joined": joined.member is not None}

    return _say(run)


@router.post("/circles/groups/{public_id}/members/leave", auth=BRIDGE, response={204: None})
def leave(request: HttpRequest, public_id: str, body: LeaveIn) -> Any:
    """A person of the platform leaves: everything that tells of him goes at once."""
    group = Group.objects.filter(public_id=public_id).first()  # one that has ended too
    name = _author(group, body.author) if group else ""
    found = Member.objects.select_related("group").filter(name=name).first()
    if found is None:
        raise Missing
    membership.leave(found)
    return Status(204, None)


@router.get("/circles/said", auth=READING, response=WaitingOut)
def waiting(request: HttpRequest, after: str = "") -> Any:
    """What was said on the caller's ground and waits for a decision, the nearest deadline first."""
    return queries.waiting(actor(request), after)


@router.get("/circles/alarms", auth=RUNG, response=list[SaidOut])
def alarms(request: HttpRequest) -> list[Candidate]:
    """What rings now. Ask every five seconds."""
    return queries.alarms(actor(request))


@router.get("/circles/said/{pk}", auth=READING, response=SaidFileOut)
def said(request: HttpRequest, pk: Number) -> dict[str, Any]:
    found = _candidate(request, pk)
    open_to = sorted(queries.open_to([found], actor(request))[found.pk])
    return {"said": found, "actions": open_to, "same": [each.number for each in queries.proposals([found])[found.pk]]}


@router.get(
    "/circles/said/{pk}/pictures/{digest}",
    auth=READING,
    openapi_extra={"responses": {200: {"content": {"image/jpeg": {}}}}},
)
def said_picture(request: HttpRequest, pk: Number, digest: str) -> HttpResponse:
    """A picture that came with it, without a camera's notes."""
    found = _candidate(request, pk).photos.filter(digest=digest).first()
    if found is None:
        raise Missing
    return as_shown(found)


@router.post("/circles/said/{pk}/acts", auth=READING, response=SaidOut)
@journaled
def act(request: HttpRequest, pk: Number, body: ActIn) -> Any:
    """Decide: `confirm`, `merge` (case), `consult` (answer, knowledge), `dismiss` (ground), `attend`."""
    _candidate(request, pk)
    order = order_of(request, body.action, body.carried, body.pictures, body.seen)
    return _say(lambda: services.act(pk, order).row)


@router.put("/circles/members/{pk}/level", auth=READING, response=MemberOut)
def verify(request: HttpRequest, pk: Number, body: LevelIn) -> Any:
    """Note how far the grid worker has seen who it is."""
    found = _member(request, pk)
    return _say(lambda: membership.verify(found, body.level, actor(request)))


@router.post("/circles/members/{pk}/looks", auth=READING, response=ProfileOut)
def look(request: HttpRequest, pk: Number, body: MemberLookIn) -> Any:
    """What a member has told of himself; the look is an entry of the journal."""
    found = _member(request, pk)
    empty = {"address": "", "phone": "", "called": ""}
    return _say(lambda: {**empty, **membership.look(found, actor(request), body.purpose)})


def _shown(found: list[Group]) -> list[dict[str, Any]]:
    covered = queries.coverage(found)
    names = ("public_id", "grid", "name_zh", "name_en", "platform", "opened_at", "ended_at")
    return [{name: getattr(each, name) for name in names} | {"coverage": covered[each.pk]} for each in found]


def _author(found: Group, author: str) -> str:
    return name_for(f"circle {found.public_id} platform {author}") if author else ""


def _heard(heard: services.Heard) -> Mapping[str, Any]:
    row, urgent = heard.candidate, bool(heard.finding.urgent)
    calls = rules_in_force().emergency if urgent else ()
    return {"noted": row.pk if row else None, "state": row.state if row else "", "is_urgent": urgent, "calls": calls}


def _open(public_id: str) -> Group:
    try:
        return queries.public(public_id)
    except UnknownGroup as error:
        raise Missing from error


def _group(request: HttpRequest, public_id: str) -> Group:
    try:
        return queries.one(actor(request), public_id)
    except UnknownGroup as error:
        raise Missing from error


def _candidate(request: HttpRequest, pk: int) -> Candidate:
    try:
        return queries.candidate(actor(request), pk)
    except UnknownCandidate as error:
        raise Missing from error


def _member(request: HttpRequest, pk: int) -> Member:
    try:
        return queries.member(actor(request), pk)
    except UnknownMember as error:
        raise Missing from error


def _say(run: Callable[[], Any]) -> Any:
    """What ``run`` gives; its refusal in words."""
    try:
        return run()
    except GroupRefused as error:
        raise Unfit(refusal(error)) from error
    except NoRules:
        return problem(422, refusal(GroupRefused("no_rules")))
    except Refused as error:
        return refused(error.reasons, candidate_definition(), sentence)
