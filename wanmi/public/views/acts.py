"""What a resident does after the end of his case: rate it, or ask to have it taken up again; so with its tickets."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wanmi.acts.errors import KeyUsed
from wanmi.cases.definition import case_definition
from wanmi.joint.queries import of_case
from wanmi.process.errors import Reason, Refused
from wanmi.public import limits, queries, services
from wanmi.public.forms import PublicForm
from wanmi.public.models import Voice
from wanmi.public.tickets import form_of
from wanmi.public.views.receipt import page
from wanmi.workforce.access import EVERYONE, allow


@allow(EVERYONE)
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    return _act(request, token, "rate", lambda voice, form: services.rate(voice, form.carried))


@allow(EVERYONE)
@require_POST
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    def ask(voice: Voice, form: PublicForm) -> object:
        return services.ask_reopening(voice, form.carried, form.given_pictures)

    return _act(request, token, "ask_reopening", ask)


@allow(EVERYONE)
@require_POST
def ticket(request: HttpRequest, token: str, number: str, action: str) -> HttpResponse:
    """Confirm the answer of a ticket beside one's case, or have it reopened."""
    limits.spend(request, "send")
    voice = queries.voice_with(token)
    row = next((each for each in of_case(voice.case) if each.number == number and voice.is_reporter), None)
    if row is None:
        raise Http404
    form = form_of(row, voice, action)
    if form is None:
        return redirect("receipt", token)  # it has moved on meanwhile; the page says where it is now
    form.read(request)
    try:
        services.decide_on_ticket(voice, number, action, form.check().carried)
    except Refused as refused:
        return page(request, token, voice, status=422, tickets={(number, action): form.refuse(refused.reasons)})
    return redirect("receipt", token)


def _act(request: HttpRequest, token: str, action: str, take: Callable[[Voice, PublicForm], object]) -> HttpResponse:
    limits.spend(request, "send")
    voice, definition = queries.voice_with(token), case_definition()
    if not definition.transitions_for(voice.case.state, action):
        return redirect("receipt", token)  # the case has moved on meanwhile; the page says where it is now
    form = PublicForm.of(definition, action, voice.case.state).read(request)
    try:
        take(voice, form)
    except KeyUsed:
        return page(request, token, voice, {action: form.refuse([Reason("rated")])}, 409)
    except Refused as refused:
        return page(request, token, voice, {action: form.refuse(refused.reasons)}, 422)
    return redirect("receipt", token)
