"""Addresses: finding, proposing, acting, and the door plate that everybody may open."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.addresses.base import answering, queries, services
from wanmi.addresses.base.answering import Found
from wanmi.addresses.base.definition import address_definition
from wanmi.addresses.base.publishing import is_published
from wanmi.codes.place import covers
from wanmi.pillars.services import PURPOSES
from wanmi.process.engine import offers
from wanmi.site.actform import ActForm
from wanmi.site.addressing import address_file, sentence
from wanmi.site.navigation import PARTIES, PROPOSERS, READERS, REPORTERS, WORKERS
from wanmi.site.pictures import as_shown, preview
from wanmi.site.pillars import sections_of
from wanmi.site.plates import plate
from wanmi.site.views.acting import actor, offered, taken
from wanmi.territory.queries import full_names
from wanmi.workforce.access import EVERYONE, allow
from wanmi.workforce.acting import ActingRequest

READ_FOR = 600  # seconds for which a browser may keep a picture
TEXT_AT_MOST = 200  # characters that are looked at while one types


@allow(*WORKERS)
@require_safe
def find(request: ActingRequest) -> HttpResponse:
    """What an address in words, or a code, means; and what lies on the desk of one's post."""
    asked, text = actor(request), request.GET.get("text", "").strip()
    context = {
        "text": text,
        "found": found_for(text),
        "is_published": is_published(),
        "desk": queries.desk(asked.post),
        "remedies": queries.remedies(asked.post),
        "states": address_definition().states,
        "may_propose": asked.post_kind in PROPOSERS,
    }
    return render(request, "console/addresses.html", context)


def found_for(text: str) -> list[Found]:
    """The address with this code, else those that the words may mean; nothing without a published index."""
    by_code = queries.with_code(text) if text else None
    if by_code is not None:
        return [Found(text, 1, by_code)]
    return answering.resolve(text) if text and is_published() else []


@allow(*sorted({*WORKERS, *PARTIES}))
@require_safe
def found(request: ActingRequest) -> HttpResponse:
    """Completions of what was typed so far and what it means by now: a part of forms that ask for an address."""
    text = request.GET.get("address", "")[:TEXT_AT_MOST].strip()
    is_asked = bool(text and is_published())
    context = {
        "is_asked": is_asked,
        "is_reporting": request.acting is not None and request.acting.post.kind in REPORTERS,
        "texts": answering.complete(text) if is_asked else [],
        "best": answering.best(text) if is_asked else None,
    }
    return render(request, "console/address_found.html", context)


@allow(*PROPOSERS)
def propose(request: ActingRequest) -> HttpResponse:
    """Propose a new address; a collector of its ground then looks at it."""
    definition = address_definition()
    form = ActForm(definition, definition.opening, actor(request), say=sentence)
    if row := taken(request, form, services.propose):
        return redirect("address", row.public_id)
    return _form_page(request, form, [], reverse("addresses"), _("Addresses"))


@allow(*READERS)
@require_safe
def address(request: ActingRequest, public_id: str) -> HttpResponse:
    """Everything about one address, in force or not, and what one may do with it now."""
    definition = address_definition()
    asked = actor(request)
    shown = address_file(queries.one(public_id), definition, asked)
    context = {"file": shown, "states": definition.states, "code": queries.code_of(shown.address)}
    if context["code"] and covers(asked.region, shown.address.community):
        context |= {"sections": sections_of(shown.address, asked), "purposes": PURPOSES.items()}
    return render(request, "console/address.html", context)


@allow(*READERS)
@require_safe
def picture(request: ActingRequest, public_id: str, digest: str, size: str = "") -> HttpResponse:
    """A picture that an act on an address carried: as it came, or small."""
    found = queries.one(public_id).pictures.filter(digest=digest).first()
    if found is None:
        raise Http404
    response = preview(found) if size else as_shown(found)
    response.headers["Cache-Control"] = f"private, max-age={READ_FOR}"
    return response


@allow(*WORKERS)
def act(request: ActingRequest, public_id: str, action: str) -> HttpResponse:
    """Show the form of an action, or why it is not open; take the action and go back to the address."""
    definition, asked = address_definition(), actor(request)
    shown = queries.one(public_id)
    known = offers(definition, services.snapshot_of(shown), asked, timezone.now())
    offer = offered(known, action)
    form = ActForm(definition, offer.transition, asked, seen=shown.version, say=sentence)
    if taken(request, form, partial(services.act, public_id)):
        return redirect("address", public_id)
    closed = [sentence(reason, definition) for reason in offer.reasons]
    return _form_page(request, form, closed, reverse("address", args=[public_id]), shown.text)


def _form_page(request: ActingRequest, form: ActForm, closed: list[str], back: str, subject: str) -> HttpResponse:
    context = {"form": form.offer_choices({}), "closed": closed, "back": back, "subject": subject}
    status = 422 if form.is_faulty else 403 if closed else 200
    return render(request, "console/address_act.html", context, status=status)


@allow(EVERYONE)
@require_safe
def door_plate(request: ActingRequest, public_id: str) -> HttpResponse:
    """What a door plate shows to everybody: the address, its successors, services; nothing about people."""
    shown = queries.one(public_id)
    if shown.state not in queries.IN_THE_BASE:
        raise Http404
    context = {
        "address": shown,
        "place": full_names([shown.community])[shown.community],
        "successors": queries.descendants(shown) if shown.state == "void" else [],
        "is_staff": request.acting is not None and request.acting.post.kind in READERS,
    }
    return render(request, "door_plate.html", context)


@allow(*READERS)
@require_safe
def plate_image(request: ActingRequest, public_id: str) -> HttpResponse:
    """The QR code for the plate, to be printed."""
    url = request.build_absolute_uri(reverse("door_plate", args=[queries.one(public_id).public_id]))
    return HttpResponse(plate(url), content_type="image/svg+xml")
