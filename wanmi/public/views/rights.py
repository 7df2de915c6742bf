"""A resident's rights over what he told: to see, copy, correct, withdraw and delete it, by his secret link alone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.process.errors import Refused
from wanmi.public import limits, queries, services
from wanmi.public.forms import PublicForm
from wanmi.public.models import Voice
from wanmi.public.notice import EDITION
from wanmi.public.telling import happenings, say
from wanmi.public.views.receipt import open_acts
from wanmi.workforce.access import EVERYONE, allow


@allow(EVERYONE)
@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    limits.spend(request, "open_link")
    return _page(request, token, queries.voice_with(token))


def _page(request: HttpRequest, token: str, voice: Voice, form: PublicForm | None = None) -> HttpResponse:
    """What is kept of the owner of the link, and the forms to change it."""
    told = queries.own_data(voice)
    shown = form or PublicForm.of(case_definition(), "correct_contact", voice.case.state)
    contact = shown.by["reporter"]
    if form is None:
        contact.value = told.get("reporter")
    context = {
        "token": token,
        "voice": voice,
        "told": told,
        "form": shown,
        "pictures": queries.own_pictures(voice),
        "possible": open_acts(voice, voice.case),
        "edition": EDITION,
    }
    return render(request, "public/data.html", context, status=422 if shown.is_faulty else 200)


@allow(EVERYONE)
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is kept, as a file that programs read too."""
    limits.spend(request, "open_link")
    voice = queries.voice_with(token)
    definition = case_definition()
    told = {
        "case": voice.case.number,
        "joined_at": voice.joined_at.isoformat(),
        "language": voice.language,
        "told": queries.own_data(voice),
        "photos": [
            request.build_absolute_uri(f"/public/r/{token}/photos/{each.digest}/")
            for each in queries.own_pictures(voice)
        ],
        "acts": [
            {"at": each.at.isoformat(), "what": each.what}
            for each in happenings(voice.case, definition, voice.name)
            if each.is_own
        ],
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="wanmi-{voice.case.number}.json"'
    return response


@allow(EVERYONE)
@require_POST
def correct(request: HttpRequest, token: str) -> HttpResponse:
    limits.spend(request, "send")
    voice = queries.voice_with(token)
    form = PublicForm.of(case_definition(), "correct_contact", voice.case.state).read(request)
    try:
        services.correct_contact(voice, form.check().carried.get("reporter") or {})
    except Refused as refused:
        return _page(request, token, voice, form.refuse(refused.reasons))
    messages.success(request, _("Your contact was changed."))
    return redirect("receipt_data", token)


@allow(EVERYONE)
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    return _erased(request, token, services.withdraw_contact, _("Your contact was erased. The case goes on."))


@allow(EVERYONE)
@require_POST
def erase(request: HttpRequest, token: str) -> HttpResponse:
    return _erased(request, token, services.erase_report, _("What you told was erased for good."))


def _erased(request: HttpRequest, token: str, take: Callable[[Voice], Case], done: str) -> HttpResponse:
    limits.spend(request, "send")
    try:
        take(queries.voice_with(token))
    except Refused as refused:
        messages.error(request, " ".join(say(reason, case_definition()) for reason in refused.reasons))
    else:
        messages.success(request, done)
    return redirect("receipt_data", token)
