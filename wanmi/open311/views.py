"""The resources of Open311 GeoReport v2, and FixMyStreet's list of updates beside them. Thin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.open311 import asking, finding, offering
from wanmi.open311.answering import document, resource
from wanmi.open311.commenting import update_of
from wanmi.open311.errors import fault
from wanmi.open311.models import Client
from wanmi.open311.queries import client_with, readable, receipt_with
from wanmi.open311.receiving import order_of
from wanmi.open311.services import add_to, send_in
from wanmi.open311.showing import as_requests, as_updates
from wanmi.territory.queries import current_city, name_of

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
KEPT_S = 300  # seconds for which lists of services may be kept


@resource("GET", "HEAD")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where the service is and what it speaks; ``changeset`` changes with every load of the city's data."""
    city, root = current_city(), request.build_absolute_uri("/")
    changed = city.loaded_at.isoformat(timespec="seconds")
    content = {
        "changeset": changed,
        "contact": f"{name_of(city)}: {root}",
        "key_service": _("The city's system administrator gives keys: %(url)s") % {"url": f"{root}admin/open311/"},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri("/open311/v2"),
                "changeset": changed,
                "type": "test" if city.is_demo else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return _kept(document(form, "discovery", content))


@resource("GET", "HEAD")
def services(request: HttpRequest, form: str) -> HttpResponse:
    client = _client(request)
    response = document(form, "services", offering.services(client))
    return response if client else _kept(response)


@resource("GET", "HEAD")
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    return _kept(document(form, "service_definition", offering.definition(offering.item_with(code))))


@resource("GET", "HEAD", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    if request.method == "POST":
        return _sent(request, form)
    asked = asking.asked(request.GET)
    page = finding.found(asked, _client(request))
    response = document(form, "service_requests", as_requests(page.rows, extended=asked.extended))
    if page.after:
        response.headers["Link"] = f'<{_next(request, page.after)}>; rel="next"'
    return response


def _next(request: HttpRequest, after: str) -> str:
    kept = {name: value for name, value in request.GET.items() if name not in ("page", "after")}
    return request.build_absolute_uri(f"{request.path}?{urlencode(kept | {'after': after})}")


@resource("GET", "HEAD")
def request_one(request: HttpRequest, form: str, number: str) -> HttpResponse:
    extended = asking.asked(request.GET).extended
    case = finding.one(number, _client(request))
    return document(form, "service_requests", as_requests([case], extended=extended))


@resource("GET", "HEAD")
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """The number behind a token, once somebody has looked at the report; empty until then."""
    receipt = receipt_with(token)
    if receipt is None:
        raise fault(404, _("There is no token %(token)s") % {"token": token})
    answer = {"service_request_id": receipt.case.number if _is_looked_at(receipt.case) else None, "token": token}
    return document(form, "service_requests", [answer])


@resource("GET", "HEAD", "POST")
def updates(request: HttpRequest, form: str) -> HttpResponse:
    """What has happened to the requests that may be read, oldest first, or what is added (FixMyStreet's extension)."""
    if request.method == "POST":
        return _added(request, form)
    moved = finding.moved_within(asking.window(request.GET))
    moved = moved.filter(subject__in=readable(_client(request)).values("number"))
    return document(form, "service_request_updates", as_updates(list(moved.order_by("seq")[: asking.MOST])))


@resource("GET", "HEAD", "POST")
def nothing(request: HttpRequest, form: str, path: str) -> HttpResponse:
    raise fault(404, _("There is no resource %(path)s") % {"path": path})


def _added(request: HttpRequest, form: str) -> HttpResponse:
    client = _sender(request)
    case, order = update_of(request, client)
    update_id = str(add_to(client, case, order))
    return document(form, "service_request_updates", [{"update_id": update_id}])


def _sender(request: HttpRequest) -> Client:
    """Whoever posts: only with a key."""
    key = request.POST.get("api_key") or request.GET.get("api_key", "")
    client = client_with(key)
    if client is None:
        raise fault(403, _("The API key is wrong") if key else _("An API key is needed: api_key is missing"))
    return client


def _sent(request: HttpRequest, form: str) -> HttpResponse:
    client = _sender(request)
    receipt = send_in(client, order_of(request, client))
    by_token = client.answer == Client.Answer.LATER
    named: dict[str, Any] = {"token": receipt.token} if by_token else {"service_request_id": receipt.case.number}
    notice = _("Test: the report was judged and is not kept.") if client.is_test else None
    return document(form, "service_requests", [{**named, "service_notice": notice, "account_id": None}])


def _is_looked_at(case: Case) -> bool:
    return case.state != case_definition().opening.target


def _client(request: HttpRequest) -> Client | None:
    """Reading needs no key; a program that shows its own reads its own requests too."""
    return client_with(request.GET.get("api_key", ""))


def _kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    return response
