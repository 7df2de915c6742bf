"""The remedy of a business row whose address the resolver could not tell."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wanmi.acts import snapshots
from wanmi.addresses.base.definition import remedy_definition
from wanmi.addresses.base.models import Remedy
from wanmi.intake.reporting import TABLE, act_on_remedy
from wanmi.process.engine import offers
from wanmi.site.actform import ActForm
from wanmi.site.addressing import open_offers, sentence
from wanmi.site.navigation import KEEPERS
from wanmi.site.views.acting import actor, offered, taken
from wanmi.site.views.addresses import found_for
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*KEEPERS)
@require_safe
def remedy(request: ActingRequest, pk: int) -> HttpResponse:
    """The row, what its words may mean, and what one may do."""
    definition, shown = remedy_definition(), _remedy(request, pk)
    text = request.GET.get("text", shown.row.text).strip()
    context = {
        "remedy": shown,
        "case_number": shown.row.key if shown.row.table == TABLE else "",
        "text": text,
        "found": found_for(text),
        "offers": open_offers(definition, snapshots.from_json(shown.snapshot), actor(request)),
        "states": definition.states,
    }
    return render(request, "console/remedy.html", context)


@allow(*KEEPERS)
def act(request: ActingRequest, pk: int, action: str) -> HttpResponse:
    """Name the address, whose code is then written to the row, or say why none is meant."""
    definition, asked, shown = remedy_definition(), actor(request), _remedy(request, pk)
    known = offers(definition, snapshots.from_json(shown.snapshot), asked, timezone.now())
    offer = offered(known, action)
    form = ActForm(definition, offer.transition, asked, seen=shown.version, say=sentence)
    if taken(request, form, partial(act_on_remedy, pk)):
        return redirect("remedy", pk)
    for each in form.fields:
        each.value = each.value or request.GET.get(each.key, "")
    context = {
        "form": form.offer_choices({}),
        "closed": [sentence(reason, definition) for reason in offer.reasons],
        "back": reverse("remedy", args=[pk]),
        "subject": f"{shown.row.table} · {shown.row.key}",
    }
    status = 422 if form.is_faulty else 403 if offer.reasons else 200
    return render(request, "console/address_act.html", context, status=status)


def _remedy(request: ActingRequest, pk: int) -> Remedy:
    """The remedy, for those on whose ground it lies."""
    within = Remedy.objects.select_related("row").filter(place__startswith=actor(request).region)
    return get_object_or_404(within, pk=pk)
