"""Cases that may be the same: what waits for a decision, and the decision."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wanmi.acts.carrying_out import Order
from wanmi.cases import queries as cases
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.cases.wording import word
from wanmi.merging import queries, services
from wanmi.merging.definition import merge_definition
from wanmi.merging.errors import UnknownMerge
from wanmi.merging.finding import likely, told_by
from wanmi.merging.models import Merge
from wanmi.merging.wording import sentence
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.site.actform import KEY_AT_MOST
from wanmi.site.navigation import MERGERS, WORKERS
from wanmi.site.same import Alike, alike
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

LISTED = ("suggested", "merged")
NOTE_AT_MOST = 2_000


@allow(*MERGERS)
@require_safe
def merges(request: ActingRequest) -> HttpResponse:
    """Pairs that may be the same, or were merged, newest first."""
    state = request.GET.get("state", LISTED[0])
    after = int(mark) if (mark := request.GET.get("after", "")).isdecimal() else None
    page = queries.waiting(actor(request), after, state if state in LISTED else LISTED[0])
    context = {
        "rows": page.rows,
        "after": page.after,
        "state": state,
        "states": case_definition().states,
        "listed": [(key, merge_definition().states[key].label) for key in LISTED],
    }
    return render(request, "console/merges.html", context)


@allow(*MERGERS)
@require_POST
def merge_act(request: ActingRequest, pk: int, action: str) -> HttpResponse:
    """Take an action on a pair; then back to the case that it was asked for from."""
    asked = actor(request)
    try:
        found = queries.one(asked, pk)
    except UnknownMerge as error:
        raise Http404 from error
    if action not in {offer.transition.action for offer in queries.offers_of(found, asked)}:
        raise Http404
    note = request.POST.get("note", "").strip()[:NOTE_AT_MOST]
    order = Order(action, asked, {"note": note}, key=request.POST.get("key", "")[:KEY_AT_MOST])
    try:
        done = services.act(pk, order).row
    except Refused as refused:
        _tell(request, refused)
    else:
        messages.success(request, _("Done: %(action)s.") % {"action": word(merge_definition().action_label(action))})
        found = done
    return redirect("case", _shown(found, request))


def _shown(found: Merge, request: ActingRequest) -> str:
    """The case that the person was looking at, of the two."""
    number = request.POST.get("from", "")
    return number if number in (found.duplicate.number, found.main.number) else found.main.number


@allow(*MERGERS)
@require_POST
def merge(request: ActingRequest, number: str) -> HttpResponse:
    """Let this case go into the one that was named."""
    main = request.POST.get("main", "").strip()[:30]
    note = request.POST.get("note", "").strip()[:NOTE_AT_MOST]
    try:
        services.merge(number, main, actor(request), note, request.POST.get("key", "")[:KEY_AT_MOST])
    except Refused as refused:
        _tell(request, refused)
    else:
        messages.success(request, _("Case %(number)s goes on as part of %(main)s.") % {"number": number, "main": main})
    return redirect("case", number)


@allow(*WORKERS)
@require_safe
def same(request: ActingRequest, number: str) -> HttpResponse:
    """A part of the page of a case: where it went, what went into it, and what may be the same."""
    asked = actor(request)
    shown = cases.one(asked, number)
    context = {
        "case": shown,
        "family": queries.family(shown),
        "likely": _likely(shown, asked),
        "may_merge": asked.post_kind in MERGERS,
        "may_go": shown.state in services.mergeable(),
        "key": uuid.uuid4().hex,
    }
    return render(request, "console/same.html", context)


def _likely(shown: Case, asked: Actor) -> list[Alike]:
    """What the finder proposes for a case that has not been decided on; pairs that were noted stand apart."""
    if not shown.is_open:
        return []
    noted = queries.noted_with(shown)
    found = likely(told_by(shown), cases.visible(asked).exclude(pk__in=noted))
    return alike(found)


def _tell(request: ActingRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, sentence(reason, merge_definition()))
