"""Parts of the public report page that change while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.addresses.base import answering
from wanmi.addresses.base.publishing import is_published
from wanmi.cases.definition import case_definition
from wanmi.codes.place import Level
from wanmi.public import limits, queries
from wanmi.public.rows import case_rows
from wanmi.site.choices import items_for
from wanmi.site.fields import FormField
from wanmi.site.same import position_in, told_in
from wanmi.territory.queries import full_names, locate
from wanmi.workforce.access import EVERYONE, allow

TEXT_AT_MOST = 200  # characters that are looked at


@allow(EVERYONE)
@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """Open cases that may be the same, once place and item are known."""
    found = queries.near(told_in(request.GET))
    return render(request, "public/near.html", {"near": case_rows(found, case_definition())})


@allow(EVERYONE)
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Three suggestions from the words of the report, and what the words of the search find."""
    limits.spend(request, "look_up")
    query, key = request.GET.get("find_item", "")[:TEXT_AT_MOST].strip(), request.GET.get("item", "")
    text = request.GET.get("text", "")[:TEXT_AT_MOST]
    context = {
        "field": FormField(case_definition().fields["item"], required=False, value=key),
        "items": items_for(query, key) if query or key else None,
        "guesses": [] if query else queries.suggestions(text),
    }
    return render(request, "public/items.html", context)


@allow(EVERYONE)
@require_safe
def address(request: HttpRequest) -> HttpResponse:
    """Completions of what was typed so far, and the address that it means by now."""
    limits.spend(request, "look_up")
    text = request.GET.get("address", "")[:TEXT_AT_MOST].strip()
    is_asked = bool(text and is_published())
    context = {
        "is_asked": is_asked,
        "texts": answering.complete(text) if is_asked else [],
        "best": answering.best(text) if is_asked else None,
    }
    return render(request, "public/address.html", context)


@allow(EVERYONE)
@require_safe
def place_at(request: HttpRequest) -> HttpResponse:
    """The community around a point, in words."""
    point = position_in(request.GET)
    code = (locate(*point) or "")[: Level.COMMUNITY] if point else ""
    name = full_names([code])[code] if code else ""
    return render(request, "console/place_at.html", {"is_point": point is not None, "code": code, "name": name})
