"""Departments by the streets' scores and by the three rates, and what each number counts: the figures of the boards."""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import Day, Number, Told, actor, told
from wanmi.appraisal.periods import BadPeriod, Period
from wanmi.boards import counted, standing
from wanmi.boards.scope import DEPARTMENTS_SEEN_BY, Scope
from wanmi.boards.yearly import yearly_files
from wanmi.cases.wording import word
from wanmi.schemes.definition import Kind
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import Organisation

router = Router(tags=["joint"])
READING = TokenOrSession(*DEPARTMENTS_SEEN_BY)


class Span(Schema):
    since: Day = Field(description="First day")
    last: Day = Field(description="Last day")


class WhistlesOut(Schema):
    """A department's whistles in a period; ``points / parts`` is its mean from 0 to 1, ``share`` that of its year."""

    organisation: str
    parts: int
    arrived: int
    solved: int
    rating: float = Field(description="Sum of the ratings, each from 0 to 1")
    points: float
    share: float
    unrated: int = Field(description="Solved, and not rated yet: not among the parts")
    refused: int


class BlownOut(Schema):
    """The whistles that an organisation has blown in a period, and those that the district judged unnecessary."""

    organisation: str
    whistles: int
    unnecessary: int


class FaultsOut(Schema):
    """How often a department refused, stayed silent, or came or answered late in a year."""

    organisation: str
    faults: int


class RateOut(Schema):
    hits: float
    base: int


class RatesOut(Schema):
    """The three rates of a first receiver; a rate is null where it is about too few people."""

    organisation: str
    response: RateOut | None
    solved: RateOut | None
    satisfied: RateOut | None
    not_reached: int
    excluded: int


class BehindNumberAsking(Span):
    organisation: str = Field(max_length=100)
    figure: Literal["whistles", "blown", "unnecessary", "response", "solved", "satisfied"]
    start: int = Field(0, ge=0, le=1_000_000, description="`next` of the page before")


class CountedObligationOut(Schema):
    number: str
    kind: str
    place: str
    may_open: bool
    told: list[Told]


class BehindNumberOut(Schema):
    count: int
    rows: list[CountedObligationOut]
    next: int | None


@router.get("/joint/standings", auth=READING, response=list[WhistlesOut])
def standings_of(request: HttpRequest, span: Query[Span]) -> list[dict[str, Any]]:
    """The departments that the caller may see, by their whistles in a period."""
    rows = standing.whistles_of(Scope(actor(request)), _period(span))
    numbers = ("rating", "points", "share")
    counts = ("parts", "arrived", "solved", "unrated", "refused")
    return [
        {"organisation": code}
        | {name: getattr(each, name) for name in counts}
        | {name: float(getattr(each, name)) for name in numbers}
        for code, each in sorted(rows.items())
    ]


@router.get("/joint/blown", auth=READING, response=list[BlownOut])
def blown_of(request: HttpRequest, span: Query[Span]) -> list[dict[str, Any]]:
    """Those that the caller may see by the whistles they have blown: both sides of a whistle are appraised."""
    rows = standing.blown_by(Scope(actor(request)), _period(span))
    return [
        {"organisation": code, "whistles": each.whistles, "unnecessary": each.unnecessary}
        for code, each in rows.items()
    ]


@router.get("/joint/years/{year}/departments", auth=READING, response=list[FaultsOut])
def departments_of(request: HttpRequest, year: Number) -> list[dict[str, Any]]:
    """The departments that the caller may see and that have a file of the year, with how much stands in it."""
    if not 2000 <= year <= 2100:
        raise Missing
    return [{"organisation": each.code, "faults": count} for each, count in yearly_files(Scope(actor(request)), year)]


@router.get("/joint/rates", auth=READING, response=list[RatesOut])
def rates_of(request: HttpRequest, span: Query[Span]) -> list[dict[str, Any]]:
    """The three rates of the first receivers that the caller may see."""
    rows = standing.rates_of(Scope(actor(request)), _period(span))
    return [
        {"organisation": code, "not_reached": each.not_reached, "excluded": each.excluded}
        | {name: rate and {"hits": float(rate.hits), "base": rate.base} for name, rate in shown.items()}
        for code, (each, shown) in sorted(rows.items())
    ]


@router.get("/joint/behind", auth=READING, response=BehindNumberOut)
def behind(request: HttpRequest, asking: Query[BehindNumberAsking]) -> dict[str, Any]:
    """The parts, whistles or tickets that a number counts; none where it is about too few people."""
    scope = Scope(actor(request))
    if not scope.admits(Kind.DEPARTMENT, asking.organisation):
        raise PermissionDenied
    if not Organisation.objects.filter(code=asking.organisation).exists():
        raise Missing
    found = counted.behind(scope, _period(asking), asking.figure, asking.organisation)
    if found is None:
        raise PermissionDenied
    end = asking.start + counted.AT_ONCE
    rows = [
        {
            "number": row.number,
            "kind": word(row.kind),
            "place": row.place,
            "may_open": row.may_open,
            "told": told((str(label), str(value)) for label, value in row.told),
        }
        for row in found.rows(asking.start)
    ]
    return {"count": found.count, "rows": rows, "next": end if found.count > end else None}


def _period(span: Span) -> Period:
    try:
        return Period(span.since, span.last)
    except BadPeriod as error:
        raise Unfit(str(error), "last") from error
