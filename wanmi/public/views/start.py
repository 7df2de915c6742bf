"""The public start page, and the privacy notice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.public.identity import BROWSER
from wanmi.public.notice import EDITION
from wanmi.public.queries import is_published
from wanmi.territory.queries import current_city
from wanmi.topics.numbers import topics_told
from wanmi.workforce.access import EVERYONE, allow


@allow(EVERYONE)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    context = {"is_published": is_published("cases"), "has_topics": topics_told().exists()}
    return render(request, "public/start.html", context)


@allow(EVERYONE)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a resident, what for, how long, and what he may do about it."""
    settings = current_city().settings
    context = {
        "edition": EDITION,
        "keep_days": settings.get("keep_contact_days"),
        "reopen_days": settings.get("reopen_days", 0),
        "cookie": BROWSER,
    }
    return render(request, "public/privacy.html", context)
