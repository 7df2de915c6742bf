"""Joint obligations: what lies with one's organisation, blowing a whistle, acting on one and on its parts."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.cases.queries import BadCursor
from wanmi.cases.wording import word
from wanmi.joint import queries, services
from wanmi.joint.copies import copies_at
from wanmi.joint.errors import UnknownKind, UnknownObligation
from wanmi.joint.models import Obligation, Part
from wanmi.joint.personal import seen_in
from wanmi.joint.rules.access import acting_rules
from wanmi.joint.rules.definition import LOOK, Rules
from wanmi.joint.rules.store import book_with, rules_of
from wanmi.linkage.rates import climbing_books
from wanmi.process.engine import Actor, Offer
from wanmi.site.actform import ActForm
from wanmi.site.callforms import beginning_below, form_for, ground_of, with_choices
from wanmi.site.calls import by_book, call_file, obligation_rows, open_offers, openings, part_rows
from wanmi.site.marks import before
from wanmi.site.navigation import CALLERS
from wanmi.site.pictures import as_shown
from wanmi.site.registers import registers
from wanmi.site.views.acting import actor, offered, taken
from wanmi.territory.queries import today
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

SHOWN = 25


@allow(*CALLERS)
@require_safe
def calls(request: ActingRequest) -> HttpResponse:
    """What lies with the organisation, the nearest deadline first; what it reads along and has called, newest first."""
    asked = actor(request)
    try:
        parts = queries.parts_at(asked.organisation, request.GET.get("parts", ""))
        rows = queries.desk(asked.organisation, request.GET.get("rows", ""))
    except BadCursor as error:
        raise Http404 from error
    mark = before(request.GET)
    copies = copies_at(asked.organisation, before(request.GET, "copies"), SHOWN + 1)
    called = queries.called_by(asked.organisation, mark, SHOWN + 1)
    context = {
        "parts": part_rows(parts.rows),
        "more_parts": parts.after,
        "rows": obligation_rows(rows.rows),
        "more_rows": rows.after,
        "copies": obligation_rows(copies[:SHOWN]),
        "more_copies": copies[SHOWN - 1].pk if len(copies) > SHOWN else None,
        "called": obligation_rows(called[:SHOWN]),
        "more_called": called[SHOWN - 1].pk if len(called) > SHOWN else None,
        "openings": by_book(openings(asked)),
        "case": request.GET.get("case", ""),
        "registers": registers(asked),
        "climbs": bool(climbing_books()),
    }
    return render(request, "console/calls.html", context)


@allow(*CALLERS)
@require_safe
def call(request: ActingRequest, number: str) -> HttpResponse:
    """One obligation with its parts, clocks, promises, evidence and scores, and what one may do."""
    asked = actor(request)
    return render(request, "console/call.html", {"file": call_file(_one(asked, number), asked)})


@allow(*CALLERS)
def open_call(request: ActingRequest, kind: str) -> HttpResponse:
    """Open an obligation of a kind, perhaps as the companion of a case."""
    asked = actor(request)
    try:
        book, found = book_with(kind, today())
    except UnknownKind as error:
        raise Http404 from error
    if kind not in {each.key for each, _rules in openings(asked)}:
        raise Http404
    rules = rules_of(book)
    fields = {field for named in rules.calls.values() for field in named}
    offer = Offer(rules.obligation.opening, ())
    form = form_for(offer, rules.obligation, asked, fields & set(_asked(offer)), None, rules.choices)
    form = beginning_below(form, rules, asked.region)
    if row := taken(request, form, partial(services.open_obligation, kind)):
        return redirect("call", row.number)
    for each in form.fields:
        each.value = each.value or request.GET.get(each.key, "")
    return _page(request, form, rules, asked.region, reverse("calls"), _("Joint handling"), word(found.label))


@allow(*CALLERS)
def act(request: ActingRequest, number: str, action: str) -> HttpResponse:
    """Take one action on an obligation."""
    asked = actor(request)
    row = _one(asked, number)
    rules = acting_rules(row.rules)
    offer = offered(open_offers(row, asked), action)
    form = form_for(offer, rules.obligation, asked, rules.calls.get(action, ()), row.version, rules.choices)
    if taken(request, form, partial(services.act, number)):
        return _done(request, action, number)
    return _page(request, form, rules, ground_of(asked, row.place), reverse("call", args=[number]), number)


@allow(*CALLERS)
def act_on_part(request: ActingRequest, number: str, serial: int, action: str) -> HttpResponse:
    """Take one action on the part of one organisation."""
    asked = actor(request)
    row = _one(asked, number)
    part = get_object_or_404(Part, obligation=row, serial=serial)
    rules = acting_rules(row.rules)
    process = rules.part
    assert process is not None, "there is a part"
    form = form_for(offered(open_offers(row, asked, part), action), process, asked, (), part.version)
    if taken(request, form, partial(services.act_on_part, number, serial)):
        return _done(request, action, number, part)
    return _page(request, form, rules, row.place, reverse("call", args=[number]), number)


@allow(*CALLERS)
@require_safe
def picture(request: ActingRequest, number: str, digest: str) -> HttpResponse:
    """A picture that an act carried."""
    evidence = _one(actor(request), number).evidence.filter(digest=digest).first()
    if evidence is None:
        raise Http404
    return as_shown(evidence)


def _one(asked: Actor, number: str) -> Obligation:
    try:
        return queries.one(asked, number)
    except UnknownObligation as error:
        raise Http404 from error


def _asked(offer: Offer) -> tuple[str, ...]:
    return (*offer.transition.carries, *offer.transition.may_carry)


def _done(request: ActingRequest, action: str, number: str, part: Part | None = None) -> HttpResponse:
    return _revealed(request, number, part) if action == LOOK else redirect("call", number)


def _revealed(request: ActingRequest, number: str, part: Part | None) -> HttpResponse:
    """The page with what lies sealed, once, in answer to the look that was journaled."""
    asked = actor(request)
    row = _one(asked, number)
    file = call_file(row, asked, seen_in(row, queries.parts_of(row), part))
    return render(request, "console/call.html", {"file": file, "is_revealed": True})


def _page(
    request: ActingRequest, form: ActForm, rules: Rules, place: str, back: str, subject: str, about: str = ""
) -> HttpResponse:
    context = {"form": with_choices(form, place, rules.answering), "back": back, "subject": subject, "about": about}
    return render(request, "console/address_act.html", context, status=422 if form.is_faulty else 200)
