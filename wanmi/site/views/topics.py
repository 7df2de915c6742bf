"""Topics of the month: those that one may see, and what people demand by tag (七有/五性)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.cases.wording import word
from wanmi.proceedings.queries import listed
from wanmi.process.definition import Label
from wanmi.site.marks import before
from wanmi.site.navigation import TOPICS
from wanmi.site.proceedings import openings, rows_of
from wanmi.site.views.acting import actor
from wanmi.topics.demands import tags
from wanmi.topics.meaning import KEY, month_of
from wanmi.topics.numbers import Counted, by_tag
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.queries import city_today

SIZE = 50


@allow(*TOPICS)
@require_safe
def topics(request: ActingRequest) -> HttpResponse:
    """The topics, newest first, and the demands of a month by tag on the ground of the post."""
    asked = actor(request)
    found = listed(asked, KEY, before(request.GET), SIZE)
    typed = request.GET.get("month", "")
    month = month_of(typed) if typed else city_today().replace(day=1)
    labels = tags()
    context = {
        "rows": rows_of(found[:SIZE]),
        "more": found[SIZE - 1].pk if len(found) > SIZE else None,
        "may_choose": KEY in dict(openings(asked)),
        "month": month,
        "typed": typed,
        "tags": _by_tag(asked.region, month, labels) if month and labels else [],
    }
    return render(request, "console/topics.html", context, status=200 if month else 422)


def _by_tag(region: str, month: date, labels: Mapping[str, Label]) -> list[tuple[str, Counted]]:
    counted = by_tag(region, month, labels)
    return [(word(labels[tag]) if tag else _("Without a tag"), each) for tag, each in counted.items()]
