"""Report a problem, or add one's voice to a case that is open already."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from wanmi.acts import pictures
from wanmi.addresses.base import queries as addresses
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.merging.finding import Told
from wanmi.process.errors import Refused
from wanmi.public import identity, limits, queries, services
from wanmi.public.forms import TRAP, PublicForm
from wanmi.public.notice import EDITION
from wanmi.public.rows import case_rows
from wanmi.site.choices import items_for
from wanmi.territory.queries import communities, current_city, locate
from wanmi.workforce.access import EVERYONE, allow


@allow(EVERYONE)
def report(request: HttpRequest) -> HttpResponse:
    """The form; what is open nearby before it is sent; or the receipt."""
    form = PublicForm.of(case_definition(), "report")
    if request.method != "POST":
        return _page(request, _at_address(form, request.GET.get("at", "")), [])
    form.read(request)
    _take_place_of_photo(form)
    if "find" in request.POST:
        return _page(request, form, [])
    found = [] if queries.was_sent(form.key) else near(form)
    if not form.is_faulty and any(case.number not in form.known for case in found):
        return _page(request, form, found)
    limits.spend(request, "send")
    sender = services.Sender(form.key, identity.browser_of(request))
    try:
        receipt = services.report(sender, form.check().carried, form.given_pictures)
    except Refused as refused:
        return _page(request, form.refuse(refused.reasons), found)
    return _sent(receipt, sender)


def near(form: PublicForm) -> list[Case]:
    """Open cases that may be the same: around the point, else in the community."""
    lon, lat = form.point or (None, None)
    return queries.near(Told(place=form.community, lon=lon, lat=lat, item=form.item))


def _at_address(form: PublicForm, public_id: str) -> PublicForm:
    """With what a door plate tells: the address, its community and its position."""
    if not public_id:
        return form
    at = addresses.one(public_id)
    known: dict[str, Any] = {"address": at.text, "place": at.community}
    if at.lon is not None and at.lat is not None:
        known["position"] = {"lon": at.lon, "lat": at.lat}
    for each in form.fields:
        each.value = known.get(each.key)
    return form


def _take_place_of_photo(form: PublicForm) -> None:
    """Where no place was told, that of a photo, so that it stands in the form if that comes back."""
    if any(form.carried.get(key) for key in ("place", "position", "address")):
        return
    try:
        seen_at = [each.position for each in pictures.checked(form.given_pictures) if each.position]
    except Refused:
        return  # the report itself says what is wrong with the pictures
    inside = next((at for at in seen_at if locate(*at)), None)
    if inside and (position := form.by_key("position")):
        position.value = {"lon": inside[0], "lat": inside[1]}


def _sent(receipt: services.Receipt, sender: services.Sender) -> HttpResponse:
    if receipt.token is None:
        response = redirect(f"{reverse('public_case', args=[receipt.case.number])}?counted=1")
    else:
        response = redirect(f"{reverse('receipt', args=[receipt.token])}?sent=1")
    identity.remember_browser(response, sender.browser)
    return response


def _page(request: HttpRequest, form: PublicForm, found: list[Case]) -> HttpResponse:
    definition = case_definition()
    context = {
        "form": form,
        "trap": TRAP,
        "edition": EDITION,
        "places": communities(current_city().code),
        "items": items_for(form.find, str(form.carried.get("item", ""))) if form.find or form.item else None,
        "guesses": [] if form.find else queries.suggestions(str(form.carried.get("text", ""))),
        "near": case_rows(found, definition),
        "has_outlines": queries.is_published("divisions"),
    }
    return render(request, "public/report.html", context, status=422 if form.is_faulty else 200)


@allow(EVERYONE)
def support(request: HttpRequest, number: str) -> HttpResponse:
    """Add one's voice to an open case: with more words, photos and a contact, or with none of them."""
    shown = queries.published().filter(number=number).first()
    if shown is None:
        raise Http404
    definition = case_definition()
    form = PublicForm.of(definition, "support", shown.state)
    if request.method == "POST":
        form.read(request)
        limits.spend(request, "send")
        sender = services.Sender(form.key, identity.browser_of(request))
        try:
            return _sent(services.support(number, sender, form.check().carried, form.given_pictures), sender)
        except Refused as refused:
            form.refuse(refused.reasons)
    context = {"form": form, "trap": TRAP, "edition": EDITION, "row": case_rows([shown], definition)[0]}
    return render(request, "public/support.html", context, status=422 if form.is_faulty else 200)
