"""Drill-down: the cases behind one figure, as many as the figure says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from pyarrow import compute

from wanmi.appraisal.measuring import NoList
from wanmi.boards.asking import AskForm, Question
from wanmi.boards.behind import PARTS, numbers_behind, page_after
from wanmi.boards.naming import names_of
from wanmi.boards.scope import WHO, Scope
from wanmi.boards.wording import figure_name
from wanmi.cases.definition import case_definition
from wanmi.cases.queries import visible
from wanmi.schemes.definition import Kind
from wanmi.schemes.measured import measured
from wanmi.site.rows import case_rows
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*WHO)
@require_safe
def cases(request: ActingRequest) -> HttpResponse:
    """The facts that a figure counts, one a row, paged by case; each leads to the case where one may see that."""
    scope = Scope(actor(request))
    question = _question(request, scope)
    code, indicator = request.GET.get("subject", ""), request.GET.get("indicator", "")
    part = request.GET.get("part", PARTS[0])
    if not scope.admits(question.kind, code):
        raise PermissionDenied
    if indicator not in measured() or part not in PARTS:
        raise Http404
    try:
        numbers = numbers_behind(question, indicator, code, part)
    except NoList as error:
        raise Http404 from error
    page, has_more = page_after(numbers, request.GET.get("after", ""))
    query = question.query(kind=question.kind, subject=code, indicator=indicator, part=part)
    context = {
        "lines": _lines(page, request),
        "count": len(numbers),
        "cases": compute.count_distinct(numbers).as_py(),
        "figure": figure_name(indicator, {}),
        "part": part,
        "question": question,
        "name": names_of(question, [code]).get(code, code),
        "more": f"?{query}&after={page[-1]}" if has_more else "",
        "other": f"?{question.query(kind=question.kind, subject=code, indicator=indicator, part=_other(part))}",
    }
    return render(request, "boards/cases.html", context)


def _question(request: ActingRequest, scope: Scope) -> Question:
    form = AskForm(request.GET, scope)
    kind = request.GET.get("kind", "")
    if not form.is_valid() or kind not in list(Kind):
        raise Http404
    if Kind(kind) not in scope.kinds:
        raise PermissionDenied
    return form.question(Kind(kind))


def _lines(numbers: Sequence[str], request: ActingRequest) -> list[tuple[str, Any]]:
    """Each number with its row, or None where one may not see the case; three queries a page."""
    rows = visible(actor(request)).filter(number__in=numbers).select_related("item", "department")
    known = {row.case.number: row for row in case_rows(list(rows), case_definition())}
    return [(number, known.get(number)) for number in numbers]


def _other(part: str) -> str:
    return PARTS[1 - PARTS.index(part)]
