"""What all resources share: the form asked for, errors in that form, methods, and other sites' pages (CORS)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wanmi.acts.errors import KeyUsed
from wanmi.cases.definition import case_definition
from wanmi.cases.queries import BadCursor
from wanmi.cases.wording import sentence
from wanmi.open311.encoding import TYPES, encoded
from wanmi.open311.errors import Fault, Faulty
from wanmi.process.errors import Refused
from wanmi.territory.queries import current_city
from wanmi.workforce.access import EVERYONE, allow

View = Callable[..., HttpResponse]


def document(form: str, root: str, value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(encoded(form, root, value), status=status, content_type=TYPES[form])


def resource(*methods: str) -> Callable[[View], View]:
    """A resource of GeoReport: open to everyone, its view is given the form (``xml`` or ``json``) first."""

    def wrap(view: View) -> View:
        @csrf_exempt  # it admits by key alone, never by a browser's cookie
        @allow(EVERYONE)
        @wraps(view)
        def answer(request: HttpRequest, form: str = "xml", **parts: Any) -> HttpResponse:
            response = _answered(view, request, form, parts, methods)
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Allow-Methods"] = ", ".join((*methods, "OPTIONS"))
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key"
            response.headers["Access-Control-Expose-Headers"] = "Link"
            patch_vary_headers(response, ("Accept-Language",))
            return response

        return answer

    return wrap


def _answered(
    view: View, request: HttpRequest, form: str, parts: dict[str, Any], methods: tuple[str, ...]
) -> HttpResponse:
    shape = form if form in TYPES else "xml"
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    try:
        if form not in TYPES:
            raise Faulty(400, [Fault(400, _("There is no form “%(form)s”; expected xml or json") % {"form": form})])
        if request.method not in methods:
            raise Faulty(405, [Fault(405, _("This resource allows: %(methods)s") % {"methods": ", ".join(methods)})])
        _check_jurisdiction(request)
        return view(request, form, **parts)
    except Exception as error:
        faulty = as_faulty(error)
        if faulty is None:
            raise
        return _errors(shape, faulty)


def _errors(form: str, error: Faulty) -> HttpResponse:
    response = document(form, "errors", [asdict(each) for each in error.faults], error.status)
    if error.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def as_faulty(error: Exception) -> Faulty | None:
    """The errors that an answer tells; None for what nobody expected."""
    if isinstance(error, Faulty):
        return error
    if isinstance(error, Refused):
        definition = case_definition()
        return Faulty(400, [Fault(400, sentence(reason, definition)) for reason in error.reasons])
    if isinstance(error, KeyUsed):
        text = _("This number or key of yours belongs to another report already")
        return Faulty(400, [Fault(422, text)])
    if isinstance(error, BadCursor):
        return Faulty(400, [Fault(400, _("after: expected the mark of a link “next”"))])
    return None


def _check_jurisdiction(request: HttpRequest) -> None:
    """One jurisdiction is served here, so nobody need name it; another one does not exist."""
    asked = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id")
    if asked and asked != current_city().code:
        text = _("There is no jurisdiction “%(asked)s” here; it is %(code)s")
        raise Faulty(404, [Fault(404, text % {"asked": asked, "code": current_city().code})])
