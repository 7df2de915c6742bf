"""What a public page answers when a link is unknown, something is not published, or too much was sent."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanmi.circles.errors import UnknownCandidate, UnknownGroup, UnknownMember
from wanmi.circles.rules import NoRules
from wanmi.public.identity import NoTicket
from wanmi.public.limits import TooMany
from wanmi.public.queries import NotPublished, UnknownLink

_ANSWERS: dict[type[Exception], tuple[str, int]] = {
    UnknownLink: ("public/404.html", 404),
    UnknownGroup: ("public/404.html", 404),
    UnknownMember: ("public/404.html", 404),
    UnknownCandidate: ("public/404.html", 404),
    NoRules: ("public/404.html", 404),
    NotPublished: ("public/404.html", 404),
    NoTicket: ("public/stale.html", 409),
    TooMany: ("429.html", 429),
}


class PublicAnswersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        for kind, (template, status) in _ANSWERS.items():
            if isinstance(error, kind):
                return render(request, template, status=status)
        return None
