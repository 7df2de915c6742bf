"""The neighbourhood groups of one's ground, and who is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wanmi.circles import grouping, membership, queries
from wanmi.circles.errors import GroupRefused, UnknownMember
from wanmi.circles.models import Group, Member
from wanmi.site.navigation import CIRCLES
from wanmi.site.plates import plate
from wanmi.site.views.acting import actor
from wanmi.site.views.circles import Typed, group_of, tried
from wanmi.territory.queries import full_names
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest


@allow(*CIRCLES)
@require_safe
def circle_groups(request: ActingRequest) -> HttpResponse:
    """The groups of one's ground, and how many households each reaches."""
    return _groups(request, Typed())


def _groups(request: ActingRequest, typed: Typed) -> HttpResponse:
    asked = actor(request)
    found = queries.groups(asked, request.GET.get("after", ""))
    covered, names = queries.coverage(found), full_names({each.grid for each in found})
    context = {
        "rows": [(each, names[each.grid], covered[each.pk]) for each in found],
        "after": found[-1].grid if len(found) == queries.PAGE else "",
        "may_open": asked.post_kind in grouping.KEEPERS,
        "platforms": _platforms(),
        "form": typed,
    }
    return render(request, "console/circle_groups.html", context, status=422 if typed.errors else 200)


def _platforms() -> dict[str, str]:
    names = (_("This page alone"), _("WeChat"), _("WeCom"), _("Another one"))
    return dict(zip(Group.Platform.values, names, strict=True))


@allow(*CIRCLES)
@require_POST
def circle_open(request: ActingRequest) -> HttpResponse:
    """Open the group of a unit grid."""
    told = {name: request.POST.get(name, "").strip() for name in ("grid", "name_zh", "name_en", "platform")}

    def run() -> Group:
        return grouping.open_group(grouping.Opening(**told, households=_number(request)), actor(request))

    typed = tried(run, request)
    return _groups(request, typed) if typed.errors else redirect("circle_groups")


@allow(*CIRCLES)
@require_safe
def circle_group(request: ActingRequest, public_id: str) -> HttpResponse:
    """One group: its code, its answers, who is in it and how far that is verified."""
    return _one(request, group_of(request, public_id), Typed())


def _one(
    request: ActingRequest, group: Group, typed: Typed, told: tuple[int, Mapping[str, str]] | None = None
) -> HttpResponse:
    asked, after = actor(request), request.GET.get("after", "")
    members = queries.members_of(group, int(after) if after.isdecimal() else 0)
    context = {
        "group": group,
        "place": full_names([group.grid])[group.grid],
        "covered": queries.coverage([group])[group.pk],
        "members": members,
        "after": members[-1].pk if len(members) == queries.PAGE else "",
        "may_enter": group.ended_at is None and queries.may_enter(asked),
        "may_keep": asked.post_kind in grouping.KEEPERS,
        "may_verify": asked.post_kind in membership.VERIFIERS,
        "levels": _levels(),
        "purposes": membership.PURPOSES,
        "postings": queries.postings(group),
        "address": request.build_absolute_uri(reverse("public_group", args=[group.public_id])),
        "told": told,
        "form": typed,
    }
    return render(request, "console/circle_group.html", context, status=422 if typed.errors else 200)


def _levels() -> dict[str, str]:
    return dict(zip(Member.Level.values, (_("not verified"), _("phone"), _("household")), strict=True))


@allow(*CIRCLES)
@require_safe
def circle_plate(request: ActingRequest, public_id: str) -> HttpResponse:
    """The QR code of a group, to be printed."""
    url = request.build_absolute_uri(reverse("public_group", args=[group_of(request, public_id).public_id]))
    return HttpResponse(plate(url), content_type="image/svg+xml")


@allow(*CIRCLES)
@require_POST
def circle_keep(request: ActingRequest, public_id: str, action: str) -> HttpResponse:
    """End a group, or say how many households its grid has."""
    group, by = group_of(request, public_id), actor(request)
    acts: dict[str, Callable[[], object]] = {
        "end": lambda: grouping.end_group(group, by),
        "households": lambda: grouping.count_households(group, _number(request), by),
    }
    if action not in acts:
        raise Http404
    typed = tried(acts[action], request)
    if typed.errors:
        return _one(request, group, typed)
    return redirect("circle_groups") if action == "end" else redirect("circle_group", public_id)


@allow(*CIRCLES)
@require_POST
def circle_verify(request: ActingRequest, pk: int) -> HttpResponse:
    member = _member(request, pk)
    typed = tried(lambda: membership.verify(member, request.POST.get("level", ""), actor(request)), request)
    return _one(request, member.group, typed) if typed.errors else redirect("circle_group", member.group.public_id)


@allow(*CIRCLES)
@require_POST
def circle_look(request: ActingRequest, pk: int) -> HttpResponse:
    """What a member has told of himself, for a purpose; the look is an entry of the journal."""
    member = _member(request, pk)
    found: list[Mapping[str, str]] = []
    purpose = request.POST.get("purpose", "")
    typed = tried(lambda: found.append(membership.look(member, actor(request), purpose)), request)
    return _one(request, member.group, typed, (member.pk, found[0]) if found else None)


def _number(request: ActingRequest) -> int | None:
    """The households that were typed; None where nothing was. Raises GroupRefused."""
    typed = request.POST.get("households", "").strip()
    if typed and not (typed.isdecimal() and len(typed) < 7):
        raise GroupRefused("no_count")
    return int(typed) if typed else None


def _member(request: ActingRequest, pk: int) -> Member:
    try:
        return queries.member(actor(request), pk)
    except UnknownMember as error:
        raise Http404 from error
