"""The lists: who answers for what at a place on a day, and each version with what has changed in it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from wanmi.cases.wording import word
from wanmi.codes.errors import CodeError
from wanmi.codes.place import parse_place
from wanmi.proceedings.models import Proceeding
from wanmi.responsibility.models import ListVersion, Matter
from wanmi.responsibility.queries import Answer, NoList, answers, differences, find_matters, versions
from wanmi.site.listing import LABELS, ROLES, rule_word
from wanmi.site.proceedings import rows_of
from wanmi.territory.queries import communities, current_city, full_names
from wanmi.workforce import kinds
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest
from wanmi.workforce.queries import city_today

WORKING = sorted(kinds.ALL - kinds.ADMINISTRATION)


@allow(*WORKING)
@require_safe
def lists(request: ActingRequest) -> HttpResponse:
    """Search who answers for what; all versions of all lists."""
    words, place = request.GET.get("matter", "").strip(), _place(request)
    day = _day(request.GET.get("day", ""))
    found = find_matters(words) if words else list(Matter.objects.order_by("code")[:20])
    context = {
        "words": words,
        "place": place,
        "day": day.isoformat(),
        "answers": _answers(found, place, day),
        "streets": communities(current_city().code),
        "place_name": full_names([place])[place],
        "versions": versions(),
        "labels": LABELS,
        "roles": ROLES,
    }
    return render(request, "console/lists.html", context)


def _answers(matters: list[Matter], place: str, day: date) -> list[Answer]:
    try:
        return answers(matters, place, day)
    except NoList:
        return []


def _place(request: ActingRequest) -> str:
    assert request.acting is not None, "the page's @allow names kinds of posts"
    try:
        return parse_place(request.GET.get("place", "") or request.acting.post.region)
    except CodeError:
        return request.acting.post.region


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return city_today()


@allow(*WORKING)
@require_safe
def version(request: ActingRequest, pk: int) -> HttpResponse:
    """The rows of one version, and what it says otherwise than the version before."""
    shown = get_object_or_404(ListVersion, pk=pk)
    older = ListVersion.objects.filter(kind=shown.kind, valid_from__lt=shown.valid_from).order_by("-valid_from").first()
    entries = Proceeding.objects.filter(procedure="entry", state="in_force").order_by("-id")[:50]
    context = {
        "version": shown,
        "older": older,
        "changes": differences(older, shown) if older else [],
        "items": [(item, rule_word(item.rule)) for item in shown.items.order_by("id").select_related("organisation")],
        "duties": shown.duties.order_by("matter", "id").select_related("matter", "organisation"),
        "entries": rows_of(list(entries)) if shown.kind == ListVersion.Kind.ASSIST else [],
        "labels": LABELS,
        "roles": ROLES,
        "kind": word(LABELS[shown.kind]),
    }
    return render(request, "console/list_version.html", context)
