"""The rates of what climbs from level to level, on the ground of one's post."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.site.levels import Period, lines
from wanmi.site.navigation import CALLERS
from wanmi.site.views.acting import actor
from wanmi.territory.queries import current_city, full_names, name_of
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*CALLERS)
@require_safe
def rates(request: ActingRequest) -> HttpResponse:
    """By region, each with its numerator and denominator; the ground is that of the post."""
    region, error = actor(request).region, ""
    try:
        period = Period.read(request.GET.get("first", ""), request.GET.get("last", ""))
    except ValueError:
        period, error = Period.read("", ""), _("Expected two days, the first not after the last; this year is shown")
    context = {
        "period": period,
        "error": error,
        "ground": full_names([region])[region] or name_of(current_city()),
        "lines": lines(region, period),
    }
    return render(request, "console/levels.html", context, status=422 if error else 200)
