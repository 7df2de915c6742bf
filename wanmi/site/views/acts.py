"""The form of an act on a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanmi.cases import queries
from wanmi.cases.actors import NO_STAFF
from wanmi.cases.definition import case_definition
from wanmi.cases.services import act as carry_out
from wanmi.cases.wording import sentence, word
from wanmi.process.definition import Definition, Transition
from wanmi.process.engine import Offer
from wanmi.process.errors import Reason, Refused
from wanmi.site.actform import ActForm, typed_queries
from wanmi.site.casefile import LOOK, offer_of
from wanmi.site.navigation import WORKERS
from wanmi.site.summary import summary
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*WORKERS)
def act(request: ActingRequest, number: str, action: str) -> HttpResponse:
    """Show the form of an action, or why it is not open; take the action and go back to the case."""
    asked = actor(request)
    case = queries.one(asked, number)
    if action == LOOK:
        return redirect("reporter", number)
    definition = case_definition()
    offer = offer_of(case, definition, asked, action)
    form = ActForm(definition, _line(definition, offer, action), asked, case)
    if request.method != "POST":
        return _page(request, form.fill(), offer)
    form.read(request)
    if "find" in request.POST:
        return _page(request, form, offer)
    try:
        carry_out(number, form.order())
    except Refused as refused:
        return _page(request, form.refuse(refused.reasons), offer)
    messages.success(request, _("Done: %(action)s.") % {"action": word(form.transition.label)})
    return redirect("case", number)


def _line(definition: Definition, offer: Offer | None, action: str) -> Transition:
    """The line of the table that speaks here; any of the action's where it has none, so that what was typed is read."""
    if offer is not None:
        return offer.transition
    lines = [line for line in definition.transitions if line.action == action and not line.by <= NO_STAFF]
    if not lines or action == definition.opens_with:
        raise Http404
    return lines[0]


def _page(request: ActingRequest, form: ActForm, offer: Offer | None) -> HttpResponse:
    assert form.case is not None
    reasons = [Reason("not_from_here")] if offer is None else offer.reasons
    context = {
        "case": form.case,
        "summary": summary(form.case, form.definition),
        "form": form.offer_choices(typed_queries(request)),
        "closed": [sentence(reason, form.definition) for reason in reasons],
    }
    status = 422 if form.is_faulty else 403 if reasons else 200
    return render(request, "console/act.html", context, status=status)
