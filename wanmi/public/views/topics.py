"""What became of the topics of the month: their results, told to everyone once they are published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.public.topics import shown
from wanmi.site.marks import before
from wanmi.topics.numbers import months, topics_told
from wanmi.workforce.access import EVERYONE, allow

SIZE = 20


@allow(EVERYONE)
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The published topics, newest first, one page after the other."""
    mark = before(request.GET)
    rows = topics_told() if mark is None else topics_told().filter(pk__lt=mark)
    found = list(rows[: SIZE + 1])
    context = {"topics": found[:SIZE], "more": found[SIZE - 1].pk if len(found) > SIZE else None}
    return render(request, "public/topics.html", context)


@allow(EVERYONE)
@require_safe
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: its problems, who took it up, what was done and found, and the demands month by month."""
    row = topics_told().filter(pk=pk).first()
    if row is None:
        raise Http404
    return render(request, "public/topic.html", {"topic": row, "facts": shown(row), "months": months(row)})
