"""The map of the city, and the card of a grid on it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.addresses.base import queries as base
from wanmi.addresses.base.definition import address_definition
from wanmi.addresses.base.errors import UnknownAddress
from wanmi.atlas.filters import DAYS_OF_CLOSED
from wanmi.cases import queries
from wanmi.cases.definition import case_definition
from wanmi.catalogue.models import Item
from wanmi.process.engine import Actor
from wanmi.site.navigation import READERS, WORKERS
from wanmi.site.rows import case_rows
from wanmi.site.views.acting import actor
from wanmi.territory.models import Component, Grid
from wanmi.territory.queries import city_bounds, duty_grids_of, full_names, grid, predecessors, today
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.queries import on_duty

CASES_ON_CARD = 6
DAYS = (1, 7, 30, 90, 366)
ROOMS_COUNTED = 1_000  # at most, for a card


@allow(*READERS)
@require_safe
def city_map(request: ActingRequest) -> HttpResponse:
    """The whole city; what is shown is fetched in tiles."""
    majors = Item.objects.filter(edition__is_current=True, valid_to=None).order_by("kind", "code")
    context = {
        "bounds": city_bounds(),
        "states": case_definition().states.values(),
        "majors": list(dict.fromkeys((f"{each.kind}-{each.code[:2]}", each.major_zh) for each in majors)),
        "days": DAYS,
        "days_of_closed": DAYS_OF_CLOSED,
        "may_see_addresses": request.acting is not None and request.acting.post.kind in WORKERS,
        "base_map": settings.BASE_MAP,
    }
    return render(request, "console/map.html", context)


@allow(*READERS)
@require_safe
def grid_card(request: ActingRequest, code: str) -> HttpResponse:
    """What is known of a unit grid: its size, what stands in it, what is open, who walks it, how it came to be."""
    shown = grid(code)
    if shown is None:
        raise Http404
    return render(request, "console/grid_card.html", _card(shown, actor(request), today()))


@allow(*WORKERS)
@require_safe
def address_card(request: ActingRequest, public_id: str) -> HttpResponse:
    """What the map tells of an address: its text and codes, its grid, what lies in it, and the way to its page."""
    try:
        shown = base.one(public_id)
    except UnknownAddress as error:
        raise Http404 from error
    inside = list(base.inside(shown).filter(state="active").values_list("level", flat=True)[:ROOMS_COUNTED])
    context = {
        "address": shown,
        "state": address_definition().states[shown.state],
        "codes": shown.codes.order_by("id"),
        "aliases": shown.aliases.order_by("id"),
        "place": full_names([shown.community])[shown.community],
        "inside": Counter(inside),
        "is_more": len(inside) == ROOMS_COUNTED,
    }
    return render(request, "console/address_card.html", context)


def _card(shown: Grid, asked: Actor, day: date) -> dict[str, Any]:
    near = queries.visible(asked).filter(grid=shown.code, is_open=True)
    rows = list(near.select_related("item", "department").order_by("-id")[: CASES_ON_CARD + 1])
    names = Component.objects.filter(grid=shown.code).values_list("name_zh", flat=True)
    duties = on_duty([member.duty_grid_id for member in duty_grids_of([shown.code], day)], day)
    return {
        "grid": shown,
        "place": full_names([shown.community])[shown.community],
        "components": Counter(names).most_common(),
        "rows": case_rows(rows[:CASES_ON_CARD], case_definition()),
        "has_more": len(rows) > CASES_ON_CARD,
        "duties": duties,
        "predecessors": predecessors(shown),
    }
