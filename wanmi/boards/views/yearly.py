"""The page of a department's file of the year, and of the departments that have one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.boards.scope import DEPARTMENTS_SEEN_BY, Scope
from wanmi.boards.views.asked import start_of
from wanmi.boards.yearly import yearly_file, yearly_files
from wanmi.schemes.definition import Kind
from wanmi.site.views.acting import actor
from wanmi.territory.queries import today
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Organisation


@allow(*DEPARTMENTS_SEEN_BY)
@require_safe
def yearly(request: ActingRequest) -> HttpResponse:
    """What speaks against one department in a year; whoever sees them all chooses one first."""
    scope = Scope(actor(request))
    year = _year(request.GET.get("year", ""))
    code = request.GET.get("subject", "") or scope.own_department
    if code and not scope.admits(Kind.DEPARTMENT, code):
        raise PermissionDenied
    organisation = Organisation.objects.filter(code=code).first()
    if code and organisation is None:
        raise Http404
    shown = {"year": year, "this_year": today().year, "scope": scope, "subject": code}
    if organisation is None:
        return render(request, "boards/years.html", shown | {"rows": yearly_files(scope, year)})
    file = yearly_file(scope, organisation, year, start_of(request.GET.get("after", "")))
    return render(request, "boards/year.html", shown | {"file": file})


def _year(text: str) -> int:
    """The year that is asked for, else this one; Http404 where that is none of our time."""
    year = start_of(text) or today().year
    if not 2000 <= year <= 2100:
        raise Http404
    return year
