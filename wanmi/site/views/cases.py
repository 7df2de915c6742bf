"""The page of one case, its pictures, and the look at its reporter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.cases import queries
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Attachment, Case
from wanmi.cases.personal import contacts
from wanmi.cases.services import act
from wanmi.joint.queries import of_case
from wanmi.process.errors import Refused
from wanmi.site.actform import ActForm
from wanmi.site.calls import obligation_rows, openings
from wanmi.site.casefile import LOOK, LOOK_ORIGINAL, case_file, offer_of
from wanmi.site.navigation import READERS
from wanmi.site.pictures import as_shown, original, preview
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.queries import city_today

READ_FOR = 3600  # seconds that a browser may keep a picture


@allow(*READERS)
@require_safe
def case(request: ActingRequest, number: str) -> HttpResponse:
    """Everything about one case, and what one may do with it now."""
    asked = actor(request)
    definition = case_definition()
    today = city_today()
    found = case_file(queries.one(asked, number), definition, asked, today)
    context = {"file": found, "case": found.case, "states": definition.states}
    context |= {"companions": obligation_rows(of_case(found.case)), "may_call": bool(openings(asked, today))}
    return render(request, "console/case.html", context)


@allow(*READERS)
@require_safe
def photo(request: ActingRequest, number: str, digest: str, size: str = "") -> HttpResponse:
    """A picture of a case that one may see, as it is shown: large or small."""
    attachment = _attachment(queries.one(actor(request), number), digest)
    response = preview(attachment) if size else as_shown(attachment)
    response.headers["Cache-Control"] = f"private, max-age={READ_FOR}"
    return response


def _attachment(shown: Case, digest: str) -> Attachment:
    attachment = Attachment.objects.select_related("case").filter(case=shown, digest=digest).first()
    if attachment is None:
        raise Http404
    return attachment


@allow(*READERS)
def original_photo(request: ActingRequest, number: str, digest: str) -> HttpResponse:
    """Ask for the purpose; then send the picture as it came. Each look is an act in the journal."""
    asked = actor(request)
    shown = queries.one(asked, number)
    attachment = _attachment(shown, digest)
    definition = case_definition()
    offer = offer_of(shown, definition, asked, LOOK_ORIGINAL)
    if offer is None:
        raise Http404
    form = ActForm(definition, offer.transition, asked, shown)
    form.fields = [each for each in form.fields if each.key != "picture"]
    if request.method == "POST" and _took(shown, form.read(request), picture=digest):
        return original(attachment)
    context = {"case": shown, "form": form.offer_choices({}), "offer": offer, "digest": digest}
    status = 422 if form.is_faulty else 403 if offer.reasons else 200
    return render(request, "console/original.html", context, status=status)


@allow(*READERS)
def reporter(request: ActingRequest, number: str) -> HttpResponse:
    """Ask for the purpose; then show name, phone and e-mail in this one answer. Each look is an act in the journal."""
    asked = actor(request)
    shown = queries.one(asked, number)
    definition = case_definition()
    offer = offer_of(shown, definition, asked, LOOK)
    if offer is None:
        raise Http404
    form = ActForm(definition, offer.transition, asked, shown)
    told = _looked(shown, form.read(request)) if request.method == "POST" else None
    context = {"case": shown, "form": form.offer_choices({}), "offer": offer, "reporters": told}
    status = 422 if form.is_faulty else 403 if offer.reasons else 200
    return render(request, "console/reporter.html", context, status=status)


def _looked(shown: Case, form: ActForm) -> list[dict[str, Any]] | None:
    """The contacts that were left, once the look stands in the journal; None where it was refused."""
    return list(contacts(shown.number).values()) if _took(shown, form) else None


def _took(shown: Case, form: ActForm, **more: str) -> bool:
    """Whether the look was taken. Sent again it is another one, and journaled again."""
    form.key = ""
    order = form.order()
    try:
        act(shown.number, replace(order, carried={**order.carried, **more}))
    except Refused as refused:
        form.refuse(refused.reasons)
        return False
    return True
