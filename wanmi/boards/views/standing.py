"""Departments by the streets' scores and by the three rates, and the obligations behind each number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.boards.asking import AskForm, Question
from wanmi.boards.counted import AT_ONCE, FIGURES, behind
from wanmi.boards.scope import DEPARTMENTS_SEEN_BY, Scope
from wanmi.boards.standing import RATES, callers_table, rates_table, whistles_table
from wanmi.boards.views.asked import start_of
from wanmi.schemes.definition import Kind
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Organisation


@allow(*DEPARTMENTS_SEEN_BY)
@require_safe
def whistles(request: ActingRequest) -> HttpResponse:
    """The whistles of each department that one may see, with the third of its year, and of those who blew them."""
    form, question = _asked(request)
    scope = form.scope
    shown = {"table": whistles_table(scope, question), "callers": callers_table(scope, question)} if question else {}
    return _page(request, "boards/whistles.html", form, question, shown)


@allow(*DEPARTMENTS_SEEN_BY)
@require_safe
def rates(request: ActingRequest) -> HttpResponse:
    """The three rates of each first receiver that one may see, without those about too few people."""
    form, question = _asked(request)
    shown = {"table": rates_table(form.scope, question), "labels": FIGURES} if question else {}
    return _page(request, "boards/rates.html", form, question, shown)


@allow(*DEPARTMENTS_SEEN_BY)
@require_safe
def obligations(request: ActingRequest) -> HttpResponse:
    """The parts, whistles or tickets that a number counts; each leads to its page where one may see it."""
    form, question = _asked(request)
    code, figure = request.GET.get("subject", ""), request.GET.get("figure", "")
    if question is None or figure not in FIGURES:
        raise Http404
    if not form.scope.admits(Kind.DEPARTMENT, code):
        raise PermissionDenied
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise Http404
    found = behind(form.scope, question.period, figure, code)
    if found is None:
        raise PermissionDenied
    start = start_of(request.GET.get("from", ""))
    shown = {
        "figure": FIGURES[figure],
        "organisation": organisation,
        "rows": found.rows(start),
        "count": found.count,
        "more": start + AT_ONCE if found.count > start + AT_ONCE else 0,
        "query": question.query(subject=code, figure=figure),
        "is_rate": figure in RATES,
        "columns": found.columns,
    }
    return _page(request, "boards/obligations.html", form, question, shown)


def _asked(request: ActingRequest) -> tuple[AskForm, Question | None]:
    scope = Scope(actor(request))
    form = AskForm(request.GET, scope)
    return form, form.question(Kind.DEPARTMENT) if form.is_valid() else None


def _page(
    request: ActingRequest, template: str, form: AskForm, question: Question | None, shown: Mapping[str, Any]
) -> HttpResponse:
    context = {"form": form, "question": question, **shown}
    if question:
        context |= {"base": question.query()}
    return render(request, template, context, status=200 if form.is_valid() else 400)
