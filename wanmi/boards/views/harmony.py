"""The index of the six harmonies (or another that the city's pack brings): table, radar, two weightings."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.boards.asking import AskForm
from wanmi.boards.index import chosen, index_table
from wanmi.boards.scope import OVERSEERS, Scope
from wanmi.boards.wording import MARKS
from wanmi.schemes import queries
from wanmi.schemes.definition import Kind
from wanmi.site.views.acting import actor
from wanmi.territory.queries import today
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*sorted(OVERSEERS))
@require_safe
def table(request: ActingRequest) -> HttpResponse:
    """Regions by the index; one of them is drawn, beside the weighting that was chosen."""
    scope = Scope(actor(request))
    if Kind.REGION not in scope.kinds:
        raise PermissionDenied
    form = AskForm(request.GET, scope)
    valid = form.is_valid()
    indices = queries.indices(form.cleaned_data["period"].last if valid else today())
    context: dict[str, object] = {"form": form, "indices": indices, "is_index": True}
    if valid and indices:
        key = request.GET.get("index", "") or indices[0].key
        index = next((each for each in indices if each.key == key), None)
        if index is None:
            raise Http404
        weighting = chosen(index.weightings, request.GET.get("weighting", ""))
        found = index_table(index, weighting, form.question(Kind.REGION), scope)
        drawn = next((each for each in found.places if each.subject == request.GET.get("subject")), None)
        context |= {
            "table": found,
            "question": found.question,
            "drawn": drawn or next(iter(found.places), None),
            "query": found.question.query(index=index.key, weighting=weighting.key if weighting else ""),
            "mark": MARKS[index.mark](),
        }
    return render(request, "boards/harmony.html", context, status=200 if valid else 400)
