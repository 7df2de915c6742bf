"""Neighbourhood groups: what was said and waits for a decision, and what rings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wanmi.acts.carrying_out import Order
from wanmi.cases.wording import word
from wanmi.circles import queries, services
from wanmi.circles.definition import candidate_definition
from wanmi.circles.errors import GroupRefused, UnknownCandidate, UnknownGroup
from wanmi.circles.finder import words_shown
from wanmi.circles.models import Candidate, Group, Photo
from wanmi.circles.services import Said
from wanmi.circles.wording import refusal, sentences
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.site.actform import KEY_AT_MOST
from wanmi.site.navigation import CIRCLES, DUTY
from wanmi.site.pictures import preview
from wanmi.site.views.acting import actor
from wanmi.territory.queries import full_names
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

CARRIED = ("case", "answer", "knowledge", "ground", "kind")  # what the forms of a message may send
CHOSEN_FROM = 50  # groups that one list still offers; on a larger ground a line is entered on the page of its group
RING_EVERY_S = 5  # seconds between two looks of a duty post's page for what rings: promised within ten


@dataclass(slots=True)
class Typed:
    """A form as it was typed, and why it was not taken."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def is_faulty(self) -> bool:
        return bool(self.errors)


@allow(*CIRCLES)
@require_safe
def circles(request: ActingRequest) -> HttpResponse:
    """What was said on one's ground and waits for a decision, each with its acts."""
    return _waiting(request, Typed())


def _waiting(request: ActingRequest, typed: Typed) -> HttpResponse:
    asked = actor(request)
    page = queries.waiting(asked, request.GET.get("after", ""))
    context = {
        "rows": _rows(page.rows, asked),
        "after": page.after,
        "groups": _chosen_from(asked),
        "form": typed,
        "grounds": candidate_definition().fields["ground"].codes.values(),
        "states": candidate_definition().states,
        "kinds": queries.ticket_kinds(),
    }
    return render(request, "console/circles.html", context, status=422 if typed.errors else 200)


def _chosen_from(asked: Actor) -> list[Group]:
    """The groups into which the page enters lines; none where they are too many for a list."""
    found = queries.groups(asked, size=CHOSEN_FROM + 1) if queries.may_enter(asked) else []
    return found if len(found) <= CHOSEN_FROM else []


def _rows(rows: Sequence[Candidate], asked: Actor) -> list[dict[str, Any]]:
    """Each message with its place, why it was found, what may be done and what it may repeat; few queries for all."""
    names, open_to = full_names({row.place for row in rows}), queries.open_to(rows, asked)
    same, find = queries.proposals(rows), services.finder() if rows else None
    shown = []
    for row in rows:
        reasons = words_shown(find(row.text)) if find else []
        proposals = same[row.pk] if "merge" in open_to[row.pk] else []
        place = names[row.place]
        shown.append(
            {"said": row, "place": place, "open_to": open_to[row.pk], "reasons": reasons, "proposals": proposals}
        )
    return shown


@allow(*DUTY)
@require_safe
def alarms(request: ActingRequest) -> HttpResponse:
    """What rings now, as a part of every page of a duty post, which asks for it again and again."""
    rows = queries.alarms(actor(request))
    context = {"rows": rows, "names": full_names({row.place for row in rows}), "every": RING_EVERY_S}
    return render(request, "console/alarms.html", context)


@allow(*CIRCLES)
@require_POST
def circle_act(request: ActingRequest, pk: int, action: str) -> HttpResponse:
    """One act on what was said; one tap is enough to make it a matter."""
    _candidate(request, pk)
    lines = candidate_definition().transitions
    if action not in {line.action for line in lines if not line.by <= {"system", "resident"}}:
        raise Http404
    carried = {name: request.POST[name].strip() for name in CARRIED if request.POST.get(name)}
    order = Order(action, actor(request), carried, key=request.POST.get("key", "")[:KEY_AT_MOST])
    typed = tried(lambda: services.act(pk, order), request)
    if typed.errors:
        return _waiting(request, typed)
    messages.success(request, _("Done: %(action)s.") % {"action": word(candidate_definition().action_label(action))})
    return redirect("circles")


@allow(*CIRCLES)
@require_POST
def circle_enter(request: ActingRequest) -> HttpResponse:
    """A line that the grid worker has read himself becomes a matter."""
    group = group_of(request, request.POST.get("group", ""))
    pictures = [upload.read() for upload in request.FILES.getlist("photos")]
    said = Said(request.POST.get("text", "").strip(), "", pictures, request.POST.get("key", "")[:KEY_AT_MOST])
    typed = tried(lambda: services.enter(group, said, actor(request), {}), request)
    if typed.errors:
        return _waiting(request, typed)
    messages.success(request, _("It has become a matter."))
    return redirect("circles")


@allow(*CIRCLES)
@require_safe
def circle_photo(request: ActingRequest, pk: int, digest: str) -> HttpResponse:
    return preview(get_object_or_404(Photo, candidate=_candidate(request, pk), digest=digest))


def tried(run: Callable[[], object], request: ActingRequest) -> Typed:
    """What was typed, with the refusal in words where ``run`` was refused."""
    try:
        run()
    except GroupRefused as refused:
        return Typed(request.POST.dict(), [refusal(refused)])
    except Refused as refused:
        return Typed(request.POST.dict(), sentences(refused))
    return Typed()


def _candidate(request: ActingRequest, pk: int) -> Candidate:
    try:
        return queries.candidate(actor(request), pk)
    except UnknownCandidate as error:
        raise Http404 from error


def group_of(request: ActingRequest, public_id: str) -> Group:
    """A group of one's ground. Raises Http404."""
    try:
        return queries.one(actor(request), public_id)
    except UnknownGroup as error:
        raise Http404 from error
