"""Ledgers: a form that is filled from the base, its history, and the rows of a ledger by a granted need.

Look-ups are posted: they write the journal, and no subject shall stand in an address.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanmi.ledgers import forms, services
from wanmi.ledgers.errors import LedgerRefused
from wanmi.ledgers.models import KeptField, Ledger
from wanmi.ledgers.wording import sentence
from wanmi.process.engine import Actor
from wanmi.site.navigation import STREET
from wanmi.site.views.acting import actor
from wanmi.territory.queries import communities, full_names
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

LONGEST = 60  # letters of a subject
VALUE = "value_"  # before the key of a field


@allow(*STREET)
def ledgers(request: ActingRequest) -> HttpResponse:
    """Choose a ledger and a subject; what is known of it comes filled in, what one keeps may be entered and changed."""
    asked = actor(request)
    context = _start(asked) | {"key": request.POST.get("ledger", ""), "subject": _subject(request)}
    if request.method != "POST":
        return render(request, "console/ledgers.html", context)
    try:
        context |= _filled(request, asked) if "fill" in request.POST else _looked(request, asked)
    except LedgerRefused as refused:
        return render(request, "console/ledgers.html", context | {"error": sentence(refused)}, status=422)
    return render(request, "console/ledgers.html", context)


def _start(asked: Actor) -> dict[str, object]:
    known = list(Ledger.objects.order_by("key"))
    needs = forms.needs_of(asked)
    return {
        "ledgers": known,
        "needs": [(need, [each for each in known if set(each.fields) <= set(need.fields)]) for need in needs],
        "mine": list(KeptField.objects.filter(keeper=asked.organisation).order_by("key")),
        "places": communities(asked.region),
    }


def _subject(request: ActingRequest) -> str:
    return request.POST.get("subject", "").strip()[:LONGEST]


def _looked(request: ActingRequest, asked: Actor) -> dict[str, object]:
    if not (subject := _subject(request)).replace("-", "").isalnum() or not subject.isascii():
        raise LedgerRefused("bad_subject")
    form = forms.form_for(request.POST.get("ledger", ""), subject, asked)
    asks = any(each.is_mine for each in form.fields)
    return {"form": form, "asks": asks, "place_name": full_names([form.place])[form.place] if form.place else ""}


def _filled(request: ActingRequest, asked: Actor) -> dict[str, object]:
    known = _looked(request, asked)["form"]
    assert isinstance(known, forms.Form), "as it was made"
    typed = {
        key.removeprefix(VALUE): str(value).strip() for key, value in request.POST.items() if key.startswith(VALUE)
    }
    done = forms.fill(known, request.POST.get("place", ""), typed, asked)
    said = ngettext("%(count)d fact was kept.", "%(count)d facts were kept.", done) % {"count": done}
    messages.success(request, said) if done else messages.info(request, _("Nothing was different."))
    return _looked(request, asked)


@allow(*STREET)
@require_POST
def history(request: ActingRequest) -> HttpResponse:
    """Who entered and changed one fact, and when."""
    field, subject = request.POST.get("field", ""), _subject(request)
    context: dict[str, object] = {"subject": subject, "field": KeptField.objects.filter(pk=field).first()}
    try:
        context["changes"] = forms.history(field, subject, actor(request))
    except LedgerRefused as refused:
        context["error"] = sentence(refused)
    return render(request, "console/ledger_history.html", context, status=422 if "error" in context else 200)


@allow(*STREET)
@require_POST
def rows(request: ActingRequest) -> HttpResponse:
    """The rows of a ledger on the ground of the post, by a need that grants all its fields."""
    key, need, after = (request.POST.get(name, "") for name in ("ledger", "need", "after"))
    context: dict[str, object] = {"need": need, "ledger": Ledger.objects.filter(pk=key).first()}
    try:
        found = services.open_ledger(key, need, actor(request), after[:LONGEST])
    except LedgerRefused as refused:
        return render(request, "console/ledger_rows.html", context | {"error": sentence(refused)}, status=422)
    names = full_names({row.place for row in found})
    shown = [(row, names[row.place]) for row in found]
    fields = list(KeptField.objects.filter(pk__in=found[0].values if found else []).order_by("key"))
    more = found[-1].subject if len(found) == services.PAGE else ""
    return render(request, "console/ledger_rows.html", context | {"rows": shown, "fields": fields, "more": more})
