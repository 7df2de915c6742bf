"""The public list as a feed: RSS 2.0 and Atom, with the filters of the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.cases.definition import case_definition
from wanmi.public import queries
from wanmi.public.rows import case_rows
from wanmi.public.views.cases import filters_of
from wanmi.territory.queries import current_city, name_of
from wanmi.workforce.access import EVERYONE, allow


@allow(EVERYONE)
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    return _answer(request, Rss201rev2Feed)


@allow(EVERYONE)
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    return _answer(request, Atom1Feed)


def _answer(request: HttpRequest, kind: type[Rss201rev2Feed | Atom1Feed]) -> HttpResponse:
    """The newest published cases. An item has another mark in each state of its case, so that readers see it move."""
    rows = case_rows(queries.search(filters_of(request)).rows, case_definition())
    feed = kind(
        title=_("Cases in %(city)s") % {"city": name_of(current_city())},
        link=request.build_absolute_uri(reverse("public_cases")),
        description=_("What was reported and where it stands, newest first."),
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for row in rows:
        feed.add_item(
            title=f"{row.what or _('Not classed yet')} · {row.state}",
            link=request.build_absolute_uri(reverse("public_case", args=[row.case.number])),
            description=f"{row.place} · {row.case.number}",
            unique_id=f"{row.case.number}:{row.case.state}",
            unique_id_is_permalink=False,
            pubdate=row.case.reported_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
