"""Webhooks, as the system administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanmi.cases.queries import BadCursor
from wanmi.outbox.models import Message
from wanmi.outbox.reading import log
from wanmi.outbox.replaying import first_entry_at
from wanmi.webhooks import events, queries, services
from wanmi.webhooks.errors import Unfit, UnknownSubscription
from wanmi.webhooks.models import Subscription
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Appointment

ACTS: Mapping[str, tuple[Callable[[int, Appointment | None], None], str | Promise]] = {
    "stop": (services.stop, gettext_lazy("It sends nothing until it is started again.")),
    "start": (services.start, gettext_lazy("It goes on where it stood.")),
    "end": (services.end, gettext_lazy("The subscription has ended.")),
}


class ReplayForm(forms.Form):
    entry = forms.IntegerField(min_value=1, required=False)
    since = forms.DateTimeField(required=False)


@allow("system_admin")
def webhooks(request: ActingRequest) -> HttpResponse:
    """All subscriptions, and the form that makes one; its secret is shown in this one answer."""
    typed, secret = _wish(request), ""
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            _made, secret = services.subscribe(typed, request.acting)
        except Unfit as error:
            faults = error.faults
    context: dict[str, Any] = {"rows": queries.subscriptions(), "typed": typed, "faults": faults, "secret": secret}
    context |= {"types": events.known_types()}
    return render(request, "console/webhooks.html", context, status=422 if faults else 200)


def _wish(request: ActingRequest) -> services.Wish:
    text = {name: request.POST.get(name, "").strip() for name in ("label", "url", "region")}
    return services.Wish(text["label"], text["url"], request.POST.getlist("types"), text["region"])


@allow("system_admin")
def webhook(request: ActingRequest, pk: int) -> HttpResponse:
    """One subscription with its delivery log, and the form that changes it."""
    shown = _found(pk)
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            services.change(pk, _wish(request), request.acting)
            messages.success(request, _("The subscription is changed."))
            return redirect("webhook", pk)
        except Unfit as error:
            faults = error.faults
    context: dict[str, Any] = {"hook": shown, "typed": _wish(request) if faults else shown, "faults": faults}
    context |= {"types": events.known_types()} | log_context(request, shown.feed_id)
    return render(request, "console/webhook.html", context, status=422 if faults else 200)


def log_context(request: ActingRequest, feed: str) -> dict[str, Any]:
    """A page of the delivery log, as the address asks for it."""
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    if (after and not after.isdecimal()) or (state and state not in Message.State):
        raise BadCursor(after or state)
    page = log(feed, state, int(after) if after else None)
    return {"log": page, "state": state, "states": state_names()}


def state_names() -> dict[str, str]:
    return {
        "waiting": _("waiting"),
        "done": _("delivered"),
        "dropped": _("not needed"),
        "failed": _("given up"),
    }


@allow("system_admin")
@require_POST
def webhook_act(request: ActingRequest, pk: int, act: str) -> HttpResponse:
    """Stop, start or end a subscription, or renew its secret."""
    shown = _found(pk)
    if act == "secret":
        secret = services.renew_secret(pk, request.acting)
        context = {"hook": shown, "typed": shown, "faults": {}, "types": events.known_types(), "secret": secret}
        return render(request, "console/webhook.html", context | log_context(request, shown.feed_id))
    if act not in ACTS:
        raise Http404
    do, said = ACTS[act]
    do(pk, request.acting)
    messages.success(request, str(said))
    return redirect("webhooks") if act == "end" else redirect("webhook", pk)


@allow("system_admin")
@require_POST
def webhook_replay(request: ActingRequest, pk: int) -> HttpResponse:
    """Send everything from an entry or a moment on once more."""
    form = ReplayForm(request.POST)
    _found(pk)
    since = form.is_valid() and (form.cleaned_data["entry"] or form.cleaned_data["since"])
    if not since:
        messages.error(request, _("Nothing was sent: the number of an entry or a moment is needed."))
        return redirect("webhook", pk)
    first = services.replay(pk, since if isinstance(since, int) else first_entry_at(since), request.acting)
    messages.success(request, _("Everything from entry %(entry)d on goes again.") % {"entry": first})
    return redirect("webhook", pk)


@allow("system_admin")
@require_POST
def webhook_again(request: ActingRequest, pk: int, message: int) -> HttpResponse:
    """Send one delivery once more."""
    try:
        services.send_again(pk, message, request.acting)
    except UnknownSubscription as error:
        raise Http404 from error
    messages.success(request, _("It goes again."))
    return redirect("webhook", pk)


def _found(pk: int) -> Subscription:
    try:
        return queries.one(pk)
    except UnknownSubscription as error:
        raise Http404 from error
