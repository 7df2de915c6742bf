"""Notices: the administrator's log, one's own wishes, and the page by which a reporter refuses them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanmi.notices import contacts, feeding, services
from wanmi.notices.gateways import BadGateway
from wanmi.notices.models import Preference
from wanmi.notices.rules import rules_in_force
from wanmi.outbox.courier import Verdict
from wanmi.site.views.webhooks import log_context
from wanmi.workforce.access import EVERYONE, SIGNED_IN, allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.models import Staff

PHONE = r"^\+?[\d -]{5,20}$"


class WishesForm(forms.Form):
    email = forms.EmailField(required=False)
    phone = forms.RegexField(PHONE, required=False)
    is_on = forms.BooleanField(required=False)
    quiet_from = forms.TimeField(required=False)
    quiet_until = forms.TimeField(required=False)
    digest_at = forms.TimeField(required=False)
    language = forms.ChoiceField(choices=[("zh", "中文"), ("en", "English")])

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if bool(typed.get("quiet_from")) != bool(typed.get("quiet_until")):
            self.add_error("quiet_until", _("Quiet hours need both a beginning and an end."))
        return typed


class TestForm(forms.Form):
    contact = forms.RegexField(r"^(\+?[\d -]{5,20}|[^@\s]+@[^@\s]+)$", max_length=100)


@allow("system_admin")
def notices(request: ActingRequest) -> HttpResponse:
    """What went out, to whom (masked), and which gateways serve."""
    context = log_context(request, feeding.NAME) | {"ways": services.ways(), "rules": rules_in_force()}
    return render(request, "console/notices.html", context)


@allow("system_admin")
@require_POST
def try_notice(request: ActingRequest) -> HttpResponse:
    """Send a test; the contact is kept nowhere."""
    form = TestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was sent: expected an e-mail address or a phone number."))
        return redirect("notices")
    try:
        outcome = services.try_out(form.cleaned_data["contact"])
    except BadGateway as error:
        messages.error(request, _("The gateway is not described well: %(why)s") % {"why": error})
        return redirect("notices")
    told = {"status": outcome.status or "–", "answer": outcome.answer or "–"}
    if outcome.verdict is Verdict.DELIVERED:
        messages.success(request, _("The test was taken (%(status)s, %(answer)s).") % told)
    else:
        messages.error(request, _("The test was not taken (%(status)s, %(answer)s).") % told)
    return redirect("notices")


@allow(SIGNED_IN)
def my_notices(request: ActingRequest) -> HttpResponse:
    """How one wants to be told."""
    assert isinstance(request.user, Staff), "the page is for those who have signed in"
    kept = Preference.objects.filter(staff=request.user).first() or Preference(staff=request.user)
    rules = rules_in_force()
    form = WishesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        email = typed.pop("email")
        wanted = request.POST.getlist("wanted")
        off = [notice.key for notice in rules.offered() if notice.key not in wanted]
        services.prefer(request.user, email, Preference(off=off, **typed))
        messages.success(request, _("Your wishes are kept."))
        return redirect("my_notices")
    context = {"form": form, "kept": kept, "email": request.user.email, "names": notice_names(), "rules": rules}
    return render(request, "console/my_notices.html", context, status=422 if form.errors else 200)


def notice_names() -> dict[str, str]:
    return {
        "new_task": _("A new task on my desk"),
        "returned": _("A case came back"),
        "supervised": _("A case is being supervised"),
        "due_soon": _("A deadline is near"),
        "overdue": _("A deadline has passed"),
    }


@allow(EVERYONE)
def stop_notices(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in a notice leads: ask first, then send that contact nothing more."""
    digest = contacts.digest_in(token)
    if digest is None:
        raise Http404
    if request.method == "POST":
        services.refuse(digest)
    return render(request, "stop_notices.html", {"is_done": request.method == "POST"})
