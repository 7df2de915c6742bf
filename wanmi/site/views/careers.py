"""Community workers' posts and grades: the worker's own page, and the pages of the personnel of his street."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wanmi.careers import services
from wanmi.careers.grading import Grade, Step
from wanmi.careers.models import ScaleRow, Worker
from wanmi.careers.queries import Career, career, scale_rows, workers_on
from wanmi.careers.services import PURPOSES, CareerRefused
from wanmi.site.views.acting import actor
from wanmi.territory.queries import name_of
from wanmi.workforce.access import SIGNED_IN, allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Staff
from wanmi.workforce.queries import city_today


@allow(SIGNED_IN)
@require_safe
def mine(request: ActingRequest) -> HttpResponse:
    """One's own post and grade; the look is journaled as every other."""
    own = Worker.objects.filter(staff=request.user.pk).select_related("staff").first()
    if own is None or request.acting is None:
        return render(request, "console/career.html", {"worker": None})
    services.look(own, services.OWN, actor(request))
    return render(request, "console/career.html", _shown(own))


@allow("personnel")
def careers(request: ActingRequest) -> HttpResponse:
    """The workers on the ground of the personnel post, by name; taking one up."""
    error = ""
    if request.method == "POST":
        try:
            made = _take_up(request)
        except CareerRefused as refused:
            error = refusal(refused.code)
        else:
            return redirect("career", made.pk)
    region = actor(request).region
    staff = Staff.objects.filter(is_active=True, career=None, appointments__post__region__startswith=region)
    context = {"workers": workers_on(region), "staff": staff.distinct().order_by("display_name"), "error": error}
    return render(request, "console/careers.html", context, status=422 if error else 200)


def _take_up(request: ActingRequest) -> Worker:
    asked = actor(request)
    staff = Staff.objects.filter(username=request.POST.get("staff", "")).first()
    if staff is None:
        raise CareerRefused("unknown_staff")
    return services.take_up(staff, asked.region, _day(request.POST.get("begun", "")), asked)


@allow("personnel")
def one(request: ActingRequest, pk: int) -> HttpResponse:
    """A worker's career, after its reader has said for what purpose he looks."""
    found, error = _worker(request, pk), ""
    if request.method == "POST":
        try:
            services.look(found, request.POST.get("purpose", ""), actor(request))
        except CareerRefused as refused:
            error = refusal(refused.code)
        else:
            return render(request, "console/career.html", _shown(found) | _recording())
    context = {"worker": found, "asks": True, "purposes": PURPOSES.items(), "error": error} | _recording()
    return render(request, "console/career.html", context, status=422 if error else 200)


@allow("personnel")
@require_POST
def record(request: ActingRequest, pk: int) -> HttpResponse:
    """Record a post, an education or a certificate."""
    found = _worker(request, pk)
    field, _slash, code = request.POST.get("row", "").partition("/")
    try:
        services.record(found, field, code, _day(request.POST.get("since", "")), actor(request))
    except CareerRefused as refused:
        context = {"worker": found, "asks": True, "purposes": PURPOSES.items(), "error": refusal(refused.code)}
        return render(request, "console/career.html", context | _recording(), status=422)
    messages.success(request, _("Recorded. What was recorded before stays."))
    return redirect("career", pk)


def _worker(request: ActingRequest, pk: int) -> Worker:
    return get_object_or_404(workers_on(actor(request).region), pk=pk)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CareerRefused("no_day") from error


def _recording() -> dict[str, object]:
    rows = [row for row in scale_rows(city_today()) if row.kind != ScaleRow.Kind.PAY]
    return {"scale": [(f"{row.kind}/{row.code}", name_of(row)) for row in rows], "may_record": True}


def _shown(worker: Worker) -> dict[str, object]:
    known = career(worker, city_today())
    return {
        "worker": worker,
        "career": known,
        "steps": explained(known.grade, known) if known.grade else [],
        "stages": [
            (stage.day, _name(known, stage.record.field, stage.record.code) if stage.record else "", stage.grade)
            for stage in known.stages
        ],
    }


def explained(grade: Grade, known: Career) -> list[tuple[str, int]]:
    """Each addend of a grade in words."""
    return [(_step(step, known), step.value) for step in grade.steps]


def _step(step: Step, known: Career) -> str:
    if step.code == "base":
        return _("base of the post %(post)s") % {"post": _name(known, "post", step.about)}
    if step.code == "years":
        return _("%(years)s full years of work") % {"years": step.about}
    if step.code == "cap":
        return _("held at the highest grade of the post, %(cap)s") % {"cap": step.about}
    return _name(known, step.code, step.about)


def _name(known: Career, field: str, code: str) -> str:
    row = known.names.get((field, code))
    return name_of(row) if row else code


def refusal(code: str) -> str:
    """Why a career was not shown or changed, in words."""
    return {
        "not_yours": _("Only the worker himself and personnel of his street may do this"),
        "no_purpose": _("Say for what purpose you look"),
        "not_on_the_scale": _("The scale in force on that day does not know this"),
        "before_the_work": _("A post is held from the first day of the work on"),
        "recorded_already": _("This is recorded already"),
        "known_already": _("This worker is taken up already"),
        "in_the_future": _("The work has not begun yet"),
        "unknown_staff": _("There is no such account"),
        "no_day": _("Expected a date such as 2026-11-24"),
    }[code]
