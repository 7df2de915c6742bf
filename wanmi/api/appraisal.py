"""The appraisal for programs: league tables, explained scores, trends, the cases behind a figure, the index, counters.

Questions are asked in the words of the pages: the same query gives a page its table and a program the same figures.
"""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from wanmi.api.appraisal_shapes import (
    CasesOut,
    CountersOut,
    HarmonyOut,
    LeagueOut,
    SchemeOut,
    SubjectOut,
    TrendOut,
    as_harmony,
    as_league,
    as_scheme,
    as_subject,
    as_trend,
)
from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import Day, actor
from wanmi.appraisal.measuring import NoList, Part
from wanmi.boards.asking import AskForm, Question
from wanmi.boards.behind import numbers_behind, page_after
from wanmi.boards.counters import counters
from wanmi.boards.index import chosen, index_table
from wanmi.boards.league import drawn, league, trends
from wanmi.boards.scope import OVERSEERS, WATCHERS, WHO, Scope
from wanmi.boards.views.asked import Asked, asked
from wanmi.boards.views.export import as_file
from wanmi.cases.queries import visible
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind
from wanmi.schemes.measured import measured
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["appraisal"])
READING = TokenOrSession(*WHO)
OVERSEEING = TokenOrSession(*sorted(OVERSEERS))
WATCHING = TokenOrSession(*sorted(WATCHERS))


class Asking(Schema):
    """The filters; what is left out is the last month, with the city's meanings of the words."""

    level: Literal["", "6", "9", "12", "duty", "15"] = Field("", description="Regions: digits of a code, or duty grids")
    span: Literal["", "day", "week", "month", "quarter", "half", "year", "days"] = ""
    day: Day | None = Field(None, description="A day in the period; the first one where `span` is `days`")
    last: Day | None = Field(None, description="The last day where `span` is `days`")
    on_time: Literal["", "handling", "closing"] = Field("", description="For those who oversee; others get the city's")
    period_by: Literal["", "deadline", "filing", "closing"] = ""


class SchemeAsking(Asking):
    scheme: str = Field(
        "", max_length=100, description="Key of a scheme; the first one that the caller may see if empty"
    )


class LeagueAsking(SchemeAsking):
    start: int = Field(0, ge=0, le=1_000_000, description="`next` of the page before")
    size: int = Field(100, ge=1, le=1000)


class SubjectAsking(SchemeAsking):
    subject: str = Field(max_length=100, description="Code of a place, duty grid, organisation or post")


class TrendAsking(SchemeAsking):
    subject: str = Field("", max_length=100, description="Empty: the first few")


class FileAsking(SchemeAsking):
    format: Literal["xlsx", "csv", "pdf"] = "xlsx"


class IndexAsking(Asking):
    index: str = Field("", max_length=100, description="Key of an index; empty: the first one")
    weighting: str = Field("", max_length=100, description="Key of the other weighting; empty: the first one")


class BehindAsking(Asking):
    kind: Kind
    subject: str = Field(max_length=100)
    indicator: str = Field(max_length=100)
    part: Part = "numerator"
    after: str = Field("", max_length=64, description="`after` of the page before")


@router.get("/appraisal/schemes", auth=READING, response=list[SchemeOut])
def all_schemes(request: HttpRequest, asking: Query[Asking]) -> list[dict[str, Any]]:
    """The scoring schemes in force at the end of the period, as far as they score what the caller may see."""
    return [as_scheme(scheme) for scheme in _sound(request).schemes]


@router.get("/appraisal/league", auth=READING, response=LeagueOut)
def table(request: HttpRequest, asking: Query[LeagueAsking]) -> dict[str, Any]:
    """Who came to which score in a period; the rows that the caller may see, with the ranks among all."""
    found = _sound(request)
    scheme, question = found.whole()
    return as_league(league(scheme, question, found.scope), asking.start, asking.size)


@router.get("/appraisal/league/subject", auth=READING, response=SubjectOut)
def explained(request: HttpRequest, asking: Query[SubjectAsking]) -> dict[str, Any]:
    """The score of one subject, line by line: the figures that each line read, its points and why."""
    found = _sound(request)
    scheme, question = found.whole()
    if not found.scope.admits(question.kind, asking.subject):
        raise PermissionDenied
    entries = league(scheme, question, found.scope).entries
    entry = next((each for each in entries if each.subject == asking.subject), None)
    if entry is None:
        raise Missing
    return as_subject(entry)


@router.get("/appraisal/league/trend", auth=READING, response=list[TrendOut])
def trend(request: HttpRequest, asking: Query[TrendAsking]) -> list[dict[str, Any]]:
    """Scores over this period and those before it, of one subject or of the first few."""
    found = _sound(request)
    scheme, question = found.whole()
    shown = drawn(league(scheme, question, found.scope), asking.subject)
    return [as_trend(asked_for, scores) for asked_for, scores in trends(scheme, question, [e.subject for e in shown])]


@router.get("/appraisal/league/file", auth=READING)
def file(request: HttpRequest, asking: Query[FileAsking]) -> HttpResponse:
    """All rows that the caller may see, as a file with the settings and the data's hash on it."""
    found = _sound(request)
    scheme, question = found.whole()
    return as_file(league(scheme, question, found.scope), asking.format)


@router.get("/appraisal/cases", auth=READING, response=CasesOut)
def behind(request: HttpRequest, asking: Query[BehindAsking]) -> dict[str, Any]:
    """The cases that a figure counts, as many as it says; which of them the caller may open is said."""
    scope = Scope(actor(request))
    if not scope.admits(asking.kind, asking.subject):
        raise PermissionDenied
    if asking.indicator not in measured():
        raise Missing
    try:
        numbers = numbers_behind(_question(request, asking.kind), asking.indicator, asking.subject, asking.part)
    except NoList as error:
        raise Missing from error
    page, has_more = page_after(numbers, asking.after)
    may_open = set(visible(actor(request)).filter(number__in=page).values_list("number", flat=True))
    rows = [{"number": number, "may_open": number in may_open} for number in page]
    return {"count": len(numbers), "rows": rows, "after": page[-1] if has_more else ""}


@router.get("/appraisal/index", auth=OVERSEEING, response=HarmonyOut)
def harmony(request: HttpRequest, asking: Query[IndexAsking]) -> dict[str, Any]:
    """Regions by an index such as the six harmonies: its dimensions, its value, and the same in other weights."""
    scope = Scope(actor(request))
    if Kind.REGION not in scope.kinds:
        raise PermissionDenied
    question = _question(request, Kind.REGION)
    known = queries.indices(question.period.last)
    wanted = next((each for each in known if not asking.index or each.key == asking.index), None)
    if wanted is None:
        raise Missing
    return as_harmony(index_table(wanted, chosen(wanted.weightings, asking.weighting), question, scope))


@router.get("/appraisal/counters", auth=WATCHING, response=CountersOut)
def now(request: HttpRequest) -> Any:
    """What is open at this moment, by step and place, and what is late: the figures of the big screen."""
    return counters(actor(request))


def _sound(request: HttpRequest) -> Asked:
    """What is asked, by the rules of the pages. Raises Unfit where days and span do not go together."""
    found = asked(request)  # type: ignore[arg-type]  # TokenOrSession has set whom the caller acts for
    _check(found.form)
    return found


def _question(request: HttpRequest, kind: Kind) -> Question:
    form = AskForm(request.GET, Scope(actor(request)))
    _check(form)
    return form.question(kind)


def _check(form: AskForm) -> None:
    for field, faults in form.errors.items():
        raise Unfit(str(faults[0]), field)
