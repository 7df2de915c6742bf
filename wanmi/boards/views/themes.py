"""The thematic map: regions in the colour, letter and number of their grade, the table beside it."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.boards.league import league
from wanmi.boards.scope import OVERSEERS
from wanmi.boards.views.asked import asked
from wanmi.boards.wording import MARKS
from wanmi.schemes.definition import Kind
from wanmi.territory.queries import city_bounds
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*sorted(OVERSEERS))
@require_safe
def theme_map(request: ActingRequest) -> HttpResponse:
    """The map of one scheme's scores; schemes of departments and posts have no map."""
    found = asked(request)
    schemes = [scheme for scheme in found.schemes if Kind.REGION in scheme.by]
    scheme = found.scheme if found.scheme in schemes else next(iter(schemes), None)
    if Kind.REGION not in found.scope.kinds:
        raise PermissionDenied
    context = {
        **found.context,
        "schemes": schemes,
        "scheme": scheme,
        "bounds": city_bounds(),
        "base_map": settings.BASE_MAP,
    }
    if scheme and found.form.is_valid():
        question = found.form.question(Kind.REGION)
        shown = league(scheme, question, found.scope)
        context |= {"league": shown, "question": question, "query": question.query(scheme=scheme.key)}
        context["mark"] = MARKS[scheme.mark]()
    return render(request, "boards/map.html", context, status=200 if found.form.is_valid() else 400)
