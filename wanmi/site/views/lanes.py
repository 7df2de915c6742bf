"""Lanes: those on one's ground, the file of one, a patrol, and a report with one tap."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wanmi.lanes import queries, services
from wanmi.lanes.duties import GIVERS
from wanmi.lanes.errors import LaneRefused, UnknownLane
from wanmi.lanes.models import Lane
from wanmi.process.errors import Refused
from wanmi.site import lanes as shown
from wanmi.site.lanes import TapForm
from wanmi.site.navigation import LANES, READERS
from wanmi.site.views.acting import actor
from wanmi.territory.queries import full_names
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.kinds import STREETS


@allow(*LANES)
@require_safe
def lanes(request: ActingRequest) -> HttpResponse:
    """The lanes that one may see, with whoever is on duty there and when somebody last was."""
    rows = queries.rows_of(queries.seen_by(actor(request)))
    names = full_names({each.lane.place for each in rows})
    return render(request, "console/lanes.html", {"rows": [(each, names[each.lane.place]) for each in rows]})


@allow(*LANES)
@require_safe
def lane(request: ActingRequest, code: str) -> HttpResponse:
    """The file of a lane; whoever is on duty there finds the two buttons on top."""
    return _page(request, lane_shown(request, code), TapForm())


@allow(*LANES)
@require_POST
def patrol(request: ActingRequest, code: str) -> HttpResponse:
    """All is in order."""
    found, form = lane_shown(request, code), TapForm().read(request)
    try:
        services.patrol(found, actor(request), form.key)
    except LaneRefused as refused:
        form.errors.append(shown.refusal(refused.code))
        return _page(request, found, form)
    messages.success(request, _("Your patrol is noted."))
    return redirect("lane", code)


@allow(*LANES)
@require_POST
def report(request: ActingRequest, code: str) -> HttpResponse:
    """Something is not: it becomes a case at once."""
    found, form = lane_shown(request, code), TapForm().read(request)
    try:
        check = queries.check(form.check)
        if check is None:
            raise LaneRefused("unknown_check")
        made = services.report(found, check, actor(request), form.pictures, form.note, form.key)
    except LaneRefused as refused:
        form.errors.append(shown.refusal(refused.code))
    except Refused as refused:
        form.errors += shown.sentences(refused)
    else:
        messages.success(request, shown.thanks(made))
        return redirect("lane", code)
    return _page(request, found, form)


def lane_shown(request: ActingRequest, code: str) -> Lane:
    """The lane with this code; not found where the post may not see it."""
    try:
        return queries.one(actor(request), code)
    except UnknownLane as error:
        raise Http404 from error


def _page(request: ActingRequest, found: Lane, form: TapForm) -> HttpResponse:
    asked = actor(request)
    file = queries.file_of(found, asked)
    context = {
        "file": file,
        "form": form,
        "place": full_names([found.place])[found.place],
        "reports": shown.told_of(file.reports),
        "checks": queries.checks(),
        "may_open_cases": asked.post_kind in READERS,
        "may_whistle": asked.post_kind in STREETS,
        "may_give": asked.post_kind in GIVERS,
        "whistles": shown.whistles_about(found, asked),
    }
    return render(request, "console/lane.html", context, status=422 if form.errors else 200)
