"""The league table, its trends, and the explained score of one subject."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.boards.league import drawn, league, trends
from wanmi.boards.scope import WHO
from wanmi.boards.views.asked import asked, start_of
from wanmi.boards.wording import MARKS
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

AT_ONCE = 100  # rows of a page


@allow(*WHO)
@require_safe
def table(request: ActingRequest) -> HttpResponse:
    """Who came to which score in a period, by one scheme; its rows as far as one may see them."""
    found = asked(request)
    context = {**found.context, "formats": ("xlsx", "csv", "pdf")}
    if found.scheme and found.question:
        shown = league(found.scheme, found.question, found.scope)
        start = start_of(request.GET.get("from", ""))
        context |= {
            "league": shown,
            "entries": shown.entries[start : start + AT_ONCE],
            "more": start + AT_ONCE if len(shown.entries) > start + AT_ONCE else 0,
            "mark": MARKS[found.scheme.mark](),
            "query": found.question.query(scheme=found.scheme.key),
        }
    return render(request, "boards/league.html", context, status=200 if found.form.is_valid() else 400)


@allow(*WHO)
@require_safe
def trend(request: ActingRequest) -> HttpResponse:
    """The scores of the first few subjects over this period and those before it, asked for after the page."""
    scheme, question = (found := asked(request)).whole()
    shown = drawn(league(scheme, question, found.scope), request.GET.get("subject", ""))
    periods = trends(scheme, question, [entry.subject for entry in shown])
    rows = [(asked_for.period, [scores[entry.subject] for entry in shown]) for asked_for, scores in periods]
    return render(request, "boards/trend.html", {"entries": shown, "rows": rows, "scheme": scheme})


@allow(*WHO)
@require_safe
def subject(request: ActingRequest) -> HttpResponse:
    """The score of one subject, line by line: the figure, what became of it, the points, and the cases behind it."""
    scheme, question = (found := asked(request)).whole()
    code = request.GET.get("subject", "")
    if not found.scope.admits(question.kind, code):
        raise PermissionDenied
    shown = league(scheme, question, found.scope)
    entry = next((entry for entry in shown.entries if entry.subject == code), None)
    if entry is None:
        raise Http404
    query = question.query(scheme=scheme.key)
    context = {**found.context, "league": shown, "entry": entry, "query": query, "mark": MARKS[scheme.mark]()}
    return render(request, "boards/subject.html", context)
