"""Under ``/api/`` every error is a problem document, also one that no operation has answered."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from wanmi.api.problems import TYPE, problem


class ProblemsMiddleware:
    """Outermost, so that it also sees what other middleware and Django itself answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/api/") or response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith(TYPE):
            return response
        with translation.override(translation.get_language_from_request(request)):
            found = problem(response.status_code)
        if "Allow" in response.headers:
            found.headers["Allow"] = response.headers["Allow"]
        return found
