"""What the secret link opens: the receipt, and where the case stands."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wanmi.acts import snapshots
from wanmi.cases.actors import resident
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.process.engine import offers
from wanmi.public import limits, queries
from wanmi.public.forms import PublicForm
from wanmi.public.models import Voice
from wanmi.public.rows import case_rows
from wanmi.public.telling import happenings, standing
from wanmi.public.tickets import Forms, cards
from wanmi.site.pictures import as_shown
from wanmi.workforce.access import EVERYONE, allow


@allow(EVERYONE)
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    limits.spend(request, "open_link")
    return page(request, token, queries.voice_with(token))


def page(
    request: HttpRequest,
    token: str,
    voice: Voice,
    forms: dict[str, PublicForm] | None = None,
    status: int = 200,
    tickets: Forms | None = None,
) -> HttpResponse:
    """Where the case stands, with the forms of what its owner may do now.

    ``forms`` are those that were refused, ``tickets`` those of the tickets beside it.
    """
    definition, case = case_definition(), voice.case
    possible = open_acts(voice, case)
    context: dict[str, Any] = {
        "token": token,
        "voice": voice,
        "row": case_rows([case], definition)[0],
        "standing": standing(case, definition),
        "happenings": happenings(case, definition, voice.name),
        "pictures": queries.pictures_for(voice),
        "was_sent": "sent" in request.GET,
        "tickets": cards(voice, tickets or {}),
        "link": request.build_absolute_uri(request.path) if "sent" in request.GET else "",
    }
    for action in ("rate", "ask_reopening"):
        fresh = PublicForm.of(definition, action, case.state) if action in possible else None
        context[action] = (forms or {}).get(action) or fresh
    return render(request, "public/receipt.html", context, status=status)


def open_acts(voice: Voice, case: Case) -> set[str]:
    """The actions that are open to the owner of a voice: by the process, and by the days of the city."""
    definition, now = case_definition(), timezone.now()
    found = offers(definition, snapshots.from_json(case.snapshot), resident(voice.name), now)
    possible = {offer.transition.action for offer in found if offer.is_open}
    return possible if queries.may_ask_reopening(case, now) else possible - {"ask_reopening"}


@allow(EVERYONE)
@require_safe
def photo(request: HttpRequest, token: str, digest: str) -> HttpResponse:
    """A picture of one's own, or of the work that was done; never an original."""
    found = queries.pictures_for(queries.voice_with(token)).filter(digest=digest).select_related("case").first()
    if found is None:
        raise Http404
    return as_shown(found)
