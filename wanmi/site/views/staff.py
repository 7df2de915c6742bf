"""Who holds which post; appointing people and ending appointments."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanmi.cases.definition import case_definition
from wanmi.workforce import services
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Appointment, Post, Staff
from wanmi.workforce.queries import appointments_on, city_today, open_posts


class AppointForm(forms.Form):
    staff = forms.ModelChoiceField(Staff.objects.filter(is_active=True), to_field_name="username")
    post = forms.ModelChoiceField(Post.objects.filter(until=None))
    since = forms.DateField()


class EndForm(forms.Form):
    until = forms.DateField()


REFUSALS = {
    "administrators": gettext_lazy("One person may hold only one of the three administrators' posts."),
    "axes": gettext_lazy("One person may not hold a post of supervision together with one of command or handling."),
    "held": gettext_lazy("This post is held by this person already in that time."),
    "ended": gettext_lazy("The appointment has ended already."),
    "before_start": gettext_lazy("An appointment cannot end before it begins."),
    "no_collector": gettext_lazy("Duty grids are given to collectors' posts."),
    "walked": gettext_lazy("The post walks this duty grid already."),
}


@allow("security_admin")
def staff(request: ActingRequest) -> HttpResponse:
    """The appointments in force by organisation, and the form that makes a new one."""
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _appointed(request, form):
        return redirect("staff")
    organisations = groupby(appointments_on(city_today()), key=lambda held: held.post.organisation)
    context = {
        "form": form,
        "organisations": [(organisation, list(held)) for organisation, held in organisations],
        "people": Staff.objects.filter(is_active=True).order_by("username"),
        "posts": open_posts(),
        "kinds": case_definition().posts,
        "today": city_today(),
    }
    return render(request, "console/staff.html", context, status=422 if form.errors else 200)


def _appointed(request: ActingRequest, form: AppointForm) -> bool:
    person, post, since = (form.cleaned_data[name] for name in ("staff", "post", "since"))
    try:
        services.appoint(person, post, since, request.acting)
    except services.AppointmentError as error:
        form.add_error(None, f"{REFUSALS[error.code]} ({error.post})")
        return False
    messages.success(
        request, _("%(name)s holds %(post)s from %(day)s on.") % {"name": person, "post": post, "day": since}
    )
    return True


@allow("security_admin")
@require_POST
def end_appointment(request: ActingRequest, pk: int) -> HttpResponse:
    """End an appointment on a day; back to the list with what came of it."""
    held = get_object_or_404(Appointment.objects.select_related("staff"), pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: a day is needed, such as 2026-11-24."))
        return redirect("staff")
    try:
        services.end_appointment(held, form.cleaned_data["until"], request.acting)
        messages.success(request, _("The appointment of %(name)s is ended.") % {"name": held.staff})
    except services.AppointmentError as error:
        messages.error(request, REFUSALS[error.code])
    return redirect("staff")
