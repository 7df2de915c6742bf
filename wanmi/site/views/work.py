"""The work list of the post one acts in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wanmi.cases import queries
from wanmi.cases.definition import case_definition
from wanmi.site.navigation import HOMES, REPORTERS
from wanmi.site.rows import task_rows
from wanmi.workforce.access import SIGNED_IN, allow
from wanmi.workforce.acting import ActingRequest


@allow(SIGNED_IN)
def work(request: ActingRequest) -> HttpResponse:
    """The tasks on the desk, the nearest deadline first. Administrators have a page of their own."""
    if request.acting is None:
        return render(request, "console/no_post.html")
    kind = request.acting.post.kind
    if kind in HOMES:
        return redirect(HOMES[kind])
    page = queries.work_list(request.acting.post_id, request.GET.get("after", ""))
    context = {
        "rows": task_rows(page.rows, case_definition()),
        "more": f"?after={page.after}" if page.after else "",
        "is_first": "after" not in request.GET,
        "may_report": kind in REPORTERS,
        "now": timezone.now(),
    }
    return render(request, "console/work.html", context)
