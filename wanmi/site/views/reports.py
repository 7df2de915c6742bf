"""Report entry for those who take reports, with the open cases around."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.addresses.base import queries as addresses
from wanmi.cases import queries
from wanmi.cases.definition import case_definition
from wanmi.intake.reporting import report as open_case
from wanmi.merging.finding import likely
from wanmi.process.errors import Refused
from wanmi.site.actform import ActForm, typed_queries
from wanmi.site.navigation import REPORTERS
from wanmi.site.rows import case_rows
from wanmi.site.same import alike, told_in
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

CHANNEL = "channel"
# As a caller tells it: what, then where. Fields that a city added come last.
ORDER = [CHANNEL, "text", "item", "place", "position", "address", "photos", "reporter"]


@allow(*REPORTERS)
def report(request: ActingRequest) -> HttpResponse:
    """An empty form; what was refused with every reason; or the new case."""
    definition = case_definition()
    form = ActForm(definition, definition.opening, actor(request))
    if request.method != "POST":
        return _page(request, _begun(request, form))
    form.read(request)
    if "find" in request.POST:
        return _page(request, form)
    try:
        outcome = open_case(form.order())
    except Refused as refused:
        return _page(request, form.refuse(refused.reasons))
    request.session[CHANNEL] = request.POST.get(CHANNEL, "")
    messages.success(request, _("Reported as case %(number)s.") % {"number": outcome.case.number})
    return redirect("case", outcome.case.number)


def _begun(request: ActingRequest, form: ActForm) -> ActForm:
    """With the channel of the report before, which mostly stays, and what a door plate tells."""
    known = {CHANNEL: request.session.get(CHANNEL)} | _at_address(request.GET.get("at", ""))
    for each in form.fields:
        each.value = known.get(each.key)
    return form


def _at_address(public_id: str) -> dict[str, Any]:
    """The address, its community and its position."""
    if not public_id:
        return {}
    at = addresses.one(public_id)
    return {"address": at.text, "place": at.community, "position": {"lon": at.lon, "lat": at.lat}}


def _page(request: ActingRequest, form: ActForm) -> HttpResponse:
    form.fields.sort(key=lambda each: ORDER.index(each.key) if each.key in ORDER else len(ORDER))
    context = {"form": form.offer_choices(typed_queries(request))}
    return render(request, "console/report.html", context, status=422 if form.is_faulty else 200)


@allow(*REPORTERS)
@require_safe
def nearby(request: ActingRequest) -> HttpResponse:
    """What may be the same, then the open cases of the community: has this been reported already?"""
    asked, told = actor(request), told_in(request.GET)
    same = likely(told, queries.visible(asked))
    known = {each.case.pk for each in same}
    found = [case for case in queries.open_near(asked, told.place) if case.pk not in known] if told.place else []
    is_asked = bool(told.place or told.lon is not None)
    context = {"rows": case_rows(found, case_definition()), "likely": alike(same), "asked": is_asked}
    return render(request, "console/nearby.html", context)
