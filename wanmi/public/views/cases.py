"""The public list of cases, and what it tells of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from wanmi.cases.blur import shown_points
from wanmi.cases.definition import case_definition
from wanmi.public import queries
from wanmi.public.queries import Filters
from wanmi.public.rows import case_rows
from wanmi.public.telling import happenings, standing
from wanmi.territory.queries import communities, current_city
from wanmi.workforce.access import EVERYONE, allow

WORDS_AT_MOST = 60


def filters_of(request: HttpRequest) -> Filters:
    asked = {name: request.GET.get(name, "")[:WORDS_AT_MOST] for name in ("text", "street", "grid", "state")}
    return Filters(**asked)


@allow(EVERYONE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Published cases, newest first, one page after the other."""
    filters = filters_of(request)
    page = queries.search(filters, request.GET.get("after", ""))
    asked = {name: getattr(filters, name) for name in ("text", "street", "grid", "state") if getattr(filters, name)}
    context = {
        "rows": case_rows(page.rows, case_definition()),
        "filters": filters,
        "streets": [street for street, _ in communities(current_city().code)],
        "query": urlencode(asked),
        "more": urlencode(asked | {"after": page.after}) if page.after else "",
    }
    return render(request, "public/cases.html", context)


@allow(EVERYONE)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: what, where about, where it stands. Nothing that a resident wrote, no photo, nobody's name."""
    shown = queries.published().filter(number=number).first()
    if shown is None:
        raise Http404
    definition = case_definition()
    context = {
        "row": case_rows([shown], definition)[0],
        "standing": standing(shown, definition),
        "happenings": happenings(shown, definition, own=""),
        "point": shown_points([shown]).get(shown.pk),
        "was_counted": "counted" in request.GET,
        "has_outlines": queries.is_published("divisions"),
    }
    return render(request, "public/case.html", context)
