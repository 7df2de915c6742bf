"""Topics of the month: the demands of their items month by month, and demands by tag (七有/五性)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import Number, actor
from wanmi.joint.rates import Rate
from wanmi.proceedings.errors import UnknownProceeding
from wanmi.proceedings.queries import one
from wanmi.site.navigation import TOPICS
from wanmi.topics.demands import tags
from wanmi.topics.meaning import KEY, month_of
from wanmi.topics.numbers import Counted, by_tag, months
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["proceedings"])
READING = TokenOrSession(*TOPICS)


class DemandRateOut(Schema):
    hits: float
    base: int


class DemandsOut(Schema):
    """What is about too few people is null."""

    demands: int | None
    solved: DemandRateOut | None
    satisfied: DemandRateOut | None


class TopicMonthOut(DemandsOut):
    month: str
    is_before: bool = Field(description="Whether the month lies before the topic's own")


class TagOut(DemandsOut):
    tag: str = Field(description="Empty: demands without a tag")


@router.get("/topics/tags", auth=READING, response=list[TagOut])
def demands_by_tag(request: HttpRequest, month: str) -> list[dict[str, Any]]:
    """The demands of a month such as 2026-12 by tag, on the ground of the caller's post."""
    first = month_of(month)
    if first is None:
        raise Unfit(_("Expected a month such as 2026-12"), "month")
    found = by_tag(actor(request).region, first, tags())
    return [{"tag": tag} | _told(each) for tag, each in found.items()]


@router.get("/topics/{pk}/months", auth=READING, response=list[TopicMonthOut])
def topic_months(request: HttpRequest, pk: Number) -> list[dict[str, Any]]:
    """The demands of a topic's items, month by month."""
    try:
        topic = one(actor(request), pk)
    except UnknownProceeding as error:
        raise Missing from error
    if topic.procedure != KEY:
        raise Missing
    return [
        {"month": f"{each.first:%Y-%m}", "is_before": each.is_before} | _told(each.counted) for each in months(topic)
    ]


def _told(counted: Counted) -> dict[str, Any]:
    return {"demands": counted.demands, "solved": _rate(counted.solved), "satisfied": _rate(counted.satisfied)}


def _rate(rate: Rate | None) -> dict[str, Any] | None:
    return {"hits": float(rate.hits), "base": rate.base} if rate else None
