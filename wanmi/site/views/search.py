"""Finding cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.cases import queries
from wanmi.cases.definition import case_definition
from wanmi.process.engine import Actor
from wanmi.site.choices import items_for
from wanmi.site.fields import FormField
from wanmi.site.navigation import READERS
from wanmi.site.rows import case_rows
from wanmi.site.searching import SearchForm
from wanmi.site.views.acting import actor
from wanmi.territory.models import DutyGrid
from wanmi.territory.queries import communities
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

NO_FILTERS = ("after", "find_item")


@allow(*READERS)
@require_safe
def search(request: ActingRequest) -> HttpResponse:
    """Cases that one may see, newest first; the filters stand in the address."""
    asked, definition = actor(request), case_definition()
    form = SearchForm(request.GET)
    valid = form.is_valid()
    page = queries.search(asked, form.filters(), request.GET.get("after", "")) if valid else None
    kept = request.GET.copy()
    for name in NO_FILTERS:
        kept.pop(name, None)
    context = {
        "form": form,
        "rows": case_rows(page.rows, definition) if page else [],
        "more": f"?{kept.urlencode()}&after={page.after}" if page and page.after else "",
        "is_filtered": any(kept.values()),
        "states": definition.states.values(),
        **_choices(request, asked),
    }
    return render(request, "console/search.html", context, status=200 if valid else 400)


def _choices(request: ActingRequest, asked: Actor) -> dict[str, object]:
    """What the filters offer; a department searches its own cases anyway."""
    key = request.GET.get("item", "")
    items = items_for(request.GET.get("find_item", "").strip(), key)
    return {
        "streets": communities(asked.region),
        "departments": [] if asked.post_kind == "handler" else list(queries.departments()),
        "duty_grids": list(DutyGrid.objects.order_by("code")),
        "item_field": FormField(case_definition().fields["item"], False, key, choices=items),
        "items": items,
    }
