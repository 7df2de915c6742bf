"""The page on which the system administrator gives and takes back keys."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanmi.open311 import queries, services
from wanmi.open311.models import Client
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

ANSWERS = [
    (Client.Answer.AT_ONCE, gettext_lazy("with the case number at once")),
    (Client.Answer.LATER, gettext_lazy("with a token, the number once somebody has looked")),
]


class KeyForm(forms.Form):
    name = forms.CharField(max_length=100, label=gettext_lazy("Program and its operator"))
    answer = forms.ChoiceField(choices=ANSWERS, label=gettext_lazy("Reports are answered"))
    per_minute = forms.IntegerField(min_value=1, max_value=10_000, label=gettext_lazy("Reports a minute at most"))
    is_test = forms.BooleanField(required=False, label=gettext_lazy("Test only: judged and answered, never kept"))


@allow("system_admin")
def clients(request: ActingRequest) -> HttpResponse:
    """The programs with their keys; a new key is shown in this one answer."""
    form = KeyForm(request.POST or None, initial={"answer": Client.Answer.AT_ONCE, "per_minute": 60})
    key = _issued(request, form) if request.method == "POST" and form.is_valid() else ""
    context = {"form": KeyForm(initial=form.initial) if key else form, "clients": queries.clients(), "key": key}
    return render(request, "open311/clients.html", context, status=422 if form.errors else 200)


def _issued(request: ActingRequest, form: KeyForm) -> str:
    given = form.cleaned_data
    terms = services.Terms(given["is_test"], given["answer"], given["per_minute"])
    return services.issue_key(given["name"], terms, request.acting)[1]


@allow("system_admin")
@require_POST
def revoke(request: ActingRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(Client, pk=pk)
    services.revoke_key(client, request.acting)
    messages.success(request, _("The key of %(name)s is worth nothing from now on.") % {"name": client.name})
    return redirect("open311_clients")
