"""Keeping the ground: unit grids drawn anew or ended, duty grids and the posts that walk them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanmi.grids.errors import GridError
from wanmi.grids.exchange import read
from wanmi.site import groundwork
from wanmi.site.groundforms import DutyForm, EndDutyForm, EndGridForm, RedrawForm, WalkForm, fault_words
from wanmi.site.groundwork import by_of
from wanmi.site.views.acting import actor
from wanmi.territory import queries, redrawing, services
from wanmi.territory.models import Grid
from wanmi.territory.services import GridsRefused
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Duty
from wanmi.workforce.queries import duty_ground
from wanmi.workforce.services import AppointmentError, assign_duty, end_duty

CHANGES_SHOWN = 30
REFUSALS = {
    "no_collector": gettext_lazy("Duty grids are given to collectors' posts."),
    "walked": gettext_lazy("The post walks this duty grid already."),
    "ended": gettext_lazy("This has ended already."),
    "before_start": gettext_lazy("Nothing can end before it begins."),
}


@allow("system_admin")
def grids(request: ActingRequest) -> HttpResponse:
    """The last changes of unit grids, and the forms that redraw and end them."""
    form, ending = RedrawForm(), EndGridForm()
    if request.method == "POST" and "end" in request.POST:
        ending = EndGridForm(request.POST)
        if ending.is_valid() and _ended(request, ending):
            return redirect("grids")
    elif request.method == "POST":
        form = RedrawForm(request.POST, request.FILES)
        if form.is_valid() and _redrawn(request, form):
            return redirect("grids")
    gone = Grid.objects.filter(kind=Grid.Kind.UNIT).exclude(valid_to=None).order_by("-valid_to", "code")
    context = {"form": form, "ending": ending, "changes": gone[:CHANGES_SHOWN], "today": queries.today()}
    return render(request, "console/grids.html", context, status=422 if form.errors or ending.errors else 200)


def _redrawn(request: ActingRequest, form: RedrawForm) -> bool:
    codes, day = form.cleaned_data["codes"], form.cleaned_data["on"]
    try:
        made = groundwork.redraw(codes, lambda old: _shapes(form.cleaned_data, old), day, actor(request))
    except (GridError, GridsRefused) as error:
        form.add_error(None, fault_words(error))
        return False
    fresh = ", ".join(grid.code for grid in made)
    messages.success(
        request, _("%(old)s: the ground now belongs to %(fresh)s.") % {"old": ", ".join(codes), "fresh": fresh}
    )
    return True


def _shapes(asked: dict[str, Any], old: list[Any]) -> list[Any]:
    if asked["way"] == "merge":
        return redrawing.merged(old)
    if asked["way"] == "cut":
        return redrawing.cut(old[0], redrawing.line_of(asked["line"]))
    return _polygons_of(asked["file"])


def _polygons_of(file: UploadedFile) -> list[Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload.geojson"
        with path.open("wb") as copy:
            copy.writelines(file.chunks())
        return [feature.shape for feature in read(path)]


def _ended(request: ActingRequest, form: EndGridForm) -> bool:
    code, day = form.cleaned_data["code"], form.cleaned_data["day"]
    try:
        groundwork.end_grid(code, day, actor(request))
    except GridError as error:
        form.add_error(None, fault_words(error))
        return False
    messages.success(request, _("%(code)s ends on %(day)s.") % {"code": code, "day": day})
    return True


@allow("system_admin", "shift_leader")
def duties(request: ActingRequest) -> HttpResponse:
    """Duty grids with their unit grids and the posts that walk them; forms that change both."""
    form, walk = DutyForm(), WalkForm()
    if request.method == "POST" and "walk" in request.POST:
        walk = WalkForm(request.POST)
        if walk.is_valid() and _walks(request, walk):
            return redirect("duties")
    elif request.method == "POST":
        form = DutyForm(request.POST)
        if form.is_valid() and _given(request, form):
            return redirect("duties")
    context = {"form": form, "walk": walk, "duties": duty_ground(queries.today()), "today": queries.today()}
    return render(request, "console/duties.html", context, status=422 if form.errors or walk.errors else 200)


def _given(request: ActingRequest, form: DutyForm) -> bool:
    given = form.cleaned_data
    try:
        duty = services.give_duty(
            given["code"], given["name"], given["grids"], given["since"], by=by_of(actor(request))
        )
    except GridError as error:
        form.add_error(None, fault_words(error))
        return False
    messages.success(
        request, _("%(name)s has %(count)d unit grids.") % {"name": duty.name_zh, "count": len(given["grids"])}
    )
    return True


def _walks(request: ActingRequest, form: WalkForm) -> bool:
    post, duty, since = (form.cleaned_data[name] for name in ("post", "duty_grid", "since"))
    try:
        assign_duty(post, duty.code, since, request.acting)
    except AppointmentError as error:
        form.add_error(None, f"{REFUSALS[error.code]} ({error.post})")
        return False
    messages.success(
        request, _("%(post)s walks %(duty)s from %(day)s on.") % {"post": post, "duty": duty, "day": since}
    )
    return True


@allow("system_admin", "shift_leader")
@require_POST
def stop_walking(request: ActingRequest, pk: int) -> HttpResponse:
    """End a duty on a day; back to the list with what came of it."""
    held, form = get_object_or_404(Duty, pk=pk), EndDutyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: a day is needed, such as 2026-11-24."))
        return redirect("duties")
    try:
        end_duty(held, form.cleaned_data["until"], request.acting)
        messages.success(request, _("The duty is ended."))
    except AppointmentError as error:
        messages.error(request, REFUSALS[error.code])
    return redirect("duties")
