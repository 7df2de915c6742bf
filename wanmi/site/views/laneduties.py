"""Who answers for a lane and who looks after it: given and ended by the street, each with its day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanmi.lanes import duties as services
from wanmi.lanes.duties import GIVERS
from wanmi.lanes.errors import LaneRefused
from wanmi.lanes.models import Lane, LaneDuty
from wanmi.lanes.queries import duties_from
from wanmi.site.groundforms import EndDutyForm
from wanmi.site.lanes import LaneDutyForm, refusal
from wanmi.site.views.acting import actor
from wanmi.site.views.lanes import lane_shown
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.queries import city_today


@allow(*GIVERS)
def lane_duties(request: ActingRequest, code: str) -> HttpResponse:
    """The duties of a lane, those to come among them, and the form that gives one."""
    lane = lane_shown(request, code)
    form = LaneDutyForm(lane, request.POST) if request.method == "POST" else LaneDutyForm(lane)
    if form.is_bound and form.is_valid() and _given(request, lane, form):
        return redirect("lane_duties", code)
    today = city_today()
    context = {"lane": lane, "form": form, "duties": duties_from(lane, today), "today": today}
    return render(request, "console/lane_keeping.html", context, status=422 if form.errors else 200)


def _given(request: ActingRequest, lane: Lane, form: LaneDutyForm) -> bool:
    post, words, since = (form.cleaned_data[name] for name in ("post", "words", "since"))
    try:
        services.give_duty(lane, post, words, since, actor(request))
    except LaneRefused as error:
        form.add_error(None, refusal(error.code))
        return False
    messages.success(request, _("%(post)s has the duty from %(day)s on.") % {"post": post.code, "day": since})
    return True


@allow(*GIVERS)
@require_POST
def end_lane_duty(request: ActingRequest, code: str, pk: int) -> HttpResponse:
    """End a duty on a day; back to the list with what came of it."""
    duty, form = get_object_or_404(LaneDuty, pk=pk, lane=lane_shown(request, code)), EndDutyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: a day is needed, such as 2026-11-24."))
        return redirect("lane_duties", code)
    try:
        services.end_duty(duty, form.cleaned_data["until"], actor(request))
        messages.success(request, _("The duty is ended."))
    except LaneRefused as error:
        messages.error(request, refusal(error.code))
    return redirect("lane_duties", code)
