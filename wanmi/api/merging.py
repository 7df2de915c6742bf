"""Cases that report the same thing: what may be the same, and merging and taking apart."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from wanmi.acts.carrying_out import Order
from wanmi.api.problems import refused
from wanmi.api.reading import actor
from wanmi.cases import queries as cases
from wanmi.cases.api import KEY_AT_MOST, journaled
from wanmi.merging import queries, services
from wanmi.merging.definition import merge_definition
from wanmi.merging.finding import likely, told_by
from wanmi.merging.models import Merge
from wanmi.merging.wording import sentence, why
from wanmi.process.errors import Refused
from wanmi.site.navigation import MERGERS, WORKERS
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["merging"])
DECIDING, WORKING = TokenOrSession(*MERGERS), TokenOrSession(*WORKERS)


class MergeOut(Schema):
    id: int
    state: str = Field(description="suggested, merged, dismissed or undone")
    duplicate: str = Field(description="The case that goes, or went, into the other")
    main: str
    version: int

    @staticmethod
    def resolve_duplicate(row: Merge) -> str:
        return row.duplicate.number

    @staticmethod
    def resolve_main(row: Merge) -> str:
        return row.main.number


class MergesOut(Schema):
    rows: list[MergeOut]
    after: str = Field(description="Pass it as `after` for the next page; empty at the end")


class LikelyOut(Schema):
    """``chance``: of the finder, 0 to 1; null where it had nothing to go by."""

    number: str
    reasons: list[str]
    chance: float | None
    by_rule: bool


class SameOut(Schema):
    into: MergeOut | None
    here: list[MergeOut]
    waiting: list[MergeOut]
    likely: list[LikelyOut]


class MergeAsking(Schema):
    state: Literal["suggested", "merged", "dismissed", "undone"] = "suggested"
    after: int | None = Field(None, ge=1, le=2**53)
    size: int = Field(20, ge=1, le=100)


class MergeIn(Schema):
    main: str = Field(min_length=1, max_length=30)
    note: str = Field("", max_length=2_000)


class MergeActIn(Schema):
    action: Literal["merge", "dismiss", "unmerge"]
    note: str = Field("", max_length=2_000, description="Why; taking apart asks for it")
    seen: int | None = Field(None, ge=0, le=2**31 - 1, description="Version that was looked at; another one is refused")


@router.get("/merges", auth=DECIDING, response=MergesOut)
def merges(request: HttpRequest, asked: Query[MergeAsking]) -> queries.MergePage:
    """Pairs of cases of which one may see both, newest first."""
    return queries.waiting(actor(request), asked.after, asked.state, asked.size)


@router.get("/cases/{number}/same", auth=WORKING, response=SameOut)
def same(request: HttpRequest, number: str) -> dict[str, Any]:
    """Where a case went, what went into it, and what may be the same, the likeliest first."""
    asked = actor(request)
    shown = cases.one(asked, number)
    family = queries.family(shown)
    rows = cases.visible(asked).exclude(pk__in=queries.noted_with(shown))
    found = likely(told_by(shown), rows) if shown.is_open else []
    return {
        "into": family.into,
        "here": family.here,
        "waiting": family.waiting,
        "likely": [
            {"number": each.case.number, "reasons": why(each), "chance": each.chance, "by_rule": each.by_rule}
            for each in found
        ],
    }


@router.post("/cases/{number}/merge", auth=DECIDING, response=MergeOut)
@journaled
def merge(request: HttpRequest, number: str, body: MergeIn) -> Merge | HttpResponse:
    """Let a case go on as part of another one; it keeps its number, journal and reporters."""
    try:
        return services.merge(number, body.main, actor(request), body.note, _key(request))
    except Refused as error:
        return refused(error.reasons, merge_definition(), sentence)


@router.post("/merges/{pk}/acts", auth=DECIDING, response=MergeOut)
@journaled
def act(request: HttpRequest, pk: int, body: MergeActIn) -> Merge | HttpResponse:
    """Merge a pair, say that it is not the same, or take it apart."""
    asked = actor(request)
    found = queries.one(asked, pk)
    try:
        order = Order(body.action, asked, {"note": body.note}, key=_key(request), seen=body.seen)
        return services.act(found.pk, order).row
    except Refused as error:
        return refused(error.reasons, merge_definition(), sentence)


def _key(request: HttpRequest) -> str:
    return request.headers.get("Idempotency-Key", "")[:KEY_AT_MOST]
