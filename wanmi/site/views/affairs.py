"""The procedures of a street and its communities: what waits, what runs, opening one, acting on one."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.acts import snapshots
from wanmi.cases.wording import word
from wanmi.consultations.commitments import commitments_of
from wanmi.joint.queries import year_span
from wanmi.joint.standings import Marks, marks
from wanmi.proceedings import queries, services
from wanmi.proceedings.errors import UnknownProceeding
from wanmi.proceedings.models import LOOK, Proceeding
from wanmi.proceedings.procedures import UnknownProcedure, definition_of
from wanmi.process.engine import Actor, Offer, offers
from wanmi.site.actform import ActForm
from wanmi.site.listing import COMMITMENTS as WORDS
from wanmi.site.marks import before
from wanmi.site.navigation import PARTIES
from wanmi.site.pictures import as_shown
from wanmi.site.procedureforms import form_of, with_choices
from wanmi.site.proceedings import (
    opening_of,
    openings,
    procedure_word,
    proceeding_file,
    rows_of,
    sentence,
)
from wanmi.site.views.acting import actor, offered, taken
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.queries import city_today

SIZE = 50


@allow(*PARTIES)
@require_safe
def affairs(request: ActingRequest) -> HttpResponse:
    """What waits on the desk, and the newest proceedings that the post may see."""
    asked, mark = actor(request), before(request.GET)
    key = request.GET.get("procedure", "")
    found = queries.listed(asked, key, mark, SIZE)
    shown = found[:SIZE]
    context = {
        "desk": rows_of(queries.desk(asked.post)) if mark is None else [],
        "late": rows_of(queries.late_for(asked)) if mark is None else [],
        "rows": rows_of(shown),
        "more": shown[-1].pk if len(found) > SIZE else None,
        "openings": openings(asked),
        "procedures": [(key, word(definition.label)) for key, definition in queries.procedures_of(asked)],
        "chosen": key,
    }
    return render(request, "console/affairs.html", context)


@allow(*PARTIES)
@require_safe
def commitments(request: ActingRequest) -> HttpResponse:
    """What departments have promised at the invitation of the organisation one acts for, or what it has promised."""
    mine, today = actor(request).organisation, city_today()
    found = commitments_of(mine, today, before(request.GET), SIZE + 1)
    context = {
        "rows": [(each, WORDS[each.word]) for each in found[:SIZE]],
        "more": found[SIZE - 1].part.pk if len(found) > SIZE else None,
        "standing": marks(*year_span(today.year), mine).get(mine, Marks()),
        "year": today.year,
    }
    return render(request, "console/commitments.html", context)


@allow(*PARTIES)
@require_safe
def affair(request: ActingRequest, pk: int) -> HttpResponse:
    """One proceeding: what is known of it, its history, and what one may do."""
    shown = _shown(request, pk)
    return render(request, "console/affair.html", {"file": proceeding_file(shown, actor(request))})


@allow(*PARTIES)
def begin(request: ActingRequest, key: str) -> HttpResponse:
    """Open a proceeding."""
    try:
        offer = opening_of(key, actor(request))
    except UnknownProcedure as error:
        raise Http404 from error
    form = _form(key, offer, actor(request))
    if row := taken(request, form, partial(services.begin, key)):
        return redirect("affair", row.pk)
    return _answer(request, form, offer, reverse("affairs"), _("Street and community"), procedure_word(key))


@allow(*PARTIES)
def act(request: ActingRequest, pk: int, action: str) -> HttpResponse:
    """Take one action on a proceeding."""
    shown, asked = _shown(request, pk), actor(request)
    definition = definition_of(shown.procedure)
    known = offers(definition, snapshots.from_json(shown.snapshot), asked, timezone.now())
    offer = offered(known, action)
    form = _form(shown.procedure, offer, asked, shown)
    if taken(request, form, partial(services.act, pk)):
        return _revealed(request, pk) if action.startswith(LOOK) else redirect("affair", pk)
    return _answer(request, form, offer, reverse("affair", args=[pk]), str(shown))


@allow(*PARTIES)
@require_safe
def picture(request: ActingRequest, pk: int, digest: str) -> HttpResponse:
    """A picture that an act carried."""
    return as_shown(get_object_or_404(_shown(request, pk).evidence, digest=digest))


def _revealed(request: ActingRequest, pk: int) -> HttpResponse:
    """The page with what lies sealed, once, in answer to the look that was journaled."""
    shown = _shown(request, pk)
    labels = definition_of(shown.procedure).fields
    sealed = [(word(labels[key].label), value) for key, value in queries.sealed_values(shown).items()]
    return render(request, "console/affair.html", {"file": proceeding_file(shown, actor(request)), "sealed": sealed})


def _shown(request: ActingRequest, pk: int) -> Proceeding:
    try:
        return queries.one(actor(request), pk)
    except UnknownProceeding as error:
        raise Http404 from error


def _form(key: str, offer: Offer, asked: Actor, row: Proceeding | None = None) -> ActForm:
    return form_of(key, offer, asked, row.version if row else None)


def _answer(
    request: ActingRequest, form: ActForm, offer: Offer, back: str, subject: str, about: str = ""
) -> HttpResponse:
    context = {
        "form": with_choices(form),
        "closed": [sentence(reason, form.definition) for reason in offer.reasons],
        "back": back,
        "subject": subject,
        "about": about,
    }
    status = 422 if form.is_faulty else 403 if offer.reasons else 200
    return render(request, "console/address_act.html", context, status=status)
