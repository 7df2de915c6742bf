"""What a page answers when a case is unknown, has moved on, or a page mark is no mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanmi.acts import errors as acts
from wanmi.acts.errors import KeyUsed
from wanmi.addresses.base.errors import UnknownAddress, UnknownRemedy
from wanmi.cases.definition import case_definition
from wanmi.cases.errors import MovedOn, UnknownCase
from wanmi.cases.queries import BadCursor
from wanmi.cases.timeline import timeline
from wanmi.circles.rules import NoRules

Answer = tuple[str, int, dict[str, Any]]


class AnswersMiddleware:
    """Turns the refusals that any view may meet into pages that say what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        for kind, answer in _ANSWERS.items():
            if isinstance(error, kind):
                template, status, context = answer(error)
                return render(request, template, context, status=status)
        return None


def _moved_on(error: MovedOn) -> Answer:
    """Each act raises the version by one, so those after the version that was seen happened meanwhile."""
    definition = case_definition()
    meanwhile = timeline(error.case, definition)[error.seen :]
    state = definition.states[error.case.state]
    return "409.html", 409, {"case": error.case, "meanwhile": meanwhile, "state": state}


_ANSWERS: dict[type[Exception], Callable[[Any], Answer]] = {
    UnknownCase: lambda error: ("404.html", 404, {}),
    BadCursor: lambda error: ("400.html", 400, {}),
    MovedOn: _moved_on,
    acts.MovedOn: lambda error: ("409_other.html", 409, {}),
    NoRules: lambda error: ("404.html", 404, {}),
    UnknownAddress: lambda error: ("404.html", 404, {}),
    UnknownRemedy: lambda error: ("404.html", 404, {}),
    KeyUsed: lambda error: ("409_key.html", 409, {}),
}
