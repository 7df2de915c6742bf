"""The register of a rule book, page by page: the seven powers of streets, whistles, tickets."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.joint import queries
from wanmi.site.marks import before
from wanmi.site.navigation import CALLERS
from wanmi.site.registers import measured, records, registers
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

SIZE = 30


@allow(*CALLERS)
@require_safe
def register(request: ActingRequest, key: str) -> HttpResponse:
    """What was opened under a book and may be seen, newest first."""
    asked = actor(request)
    rules = next((each for each in registers(asked) if each.key == key), None)
    if rules is None:
        raise Http404
    kind, mark = request.GET.get("kind", ""), before(request.GET)
    if kind and kind not in rules.kinds:
        raise Http404
    found = queries.of_book(asked, key, kind, mark, SIZE + 1)
    context = {
        "rules": rules,
        "measured": measured(rules, asked.region),
        "kind": kind,
        "rows": records(found[:SIZE]),
        "more": found[SIZE - 1].pk if len(found) > SIZE else None,
    }
    return render(request, "console/register.html", context)
