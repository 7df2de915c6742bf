"""The big screen of the command centre: large figures on a dark ground, renewed by themselves."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.boards.counters import counters as count
from wanmi.boards.counters import state
from wanmi.boards.scope import WATCHERS
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*sorted(WATCHERS))
@require_safe
def wall(request: ActingRequest) -> HttpResponse:
    """The whole screen."""
    return render(request, "boards/wall.html", {"now": count(actor(request))})


@allow(*sorted(WATCHERS))
@require_safe
def counters(request: ActingRequest) -> HttpResponse:
    """The figures anew, or 204 where nothing can have changed since the screen was drawn."""
    if request.GET.get("state") == state():
        return HttpResponse(status=204)
    return render(request, "boards/counters.html", {"now": count(actor(request))})
