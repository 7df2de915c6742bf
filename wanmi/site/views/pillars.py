"""What hangs on an address: its pillars, those that tell of people by a look with a purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from wanmi.addresses.base.models import Address
from wanmi.pillars.queries import Listed, UnknownPillar, address_with, meant_by, pillar_of
from wanmi.pillars.registry import POSTS
from wanmi.pillars.services import PURPOSES, NoPurpose, look
from wanmi.site.pillars import Turned, sections_of
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

WHO = sorted(POSTS)


@allow(*WHO)
@require_safe
def pillars(request: ActingRequest) -> HttpResponse:
    """What hangs on an address of one's ground, found by its code; other words offer what they may mean."""
    code = request.GET.get("code", "").strip()
    try:
        address = address_with(code, actor(request)) if code else None
    except UnknownPillar:
        offered = meant_by(code, actor(request))
        context = {"code": code, "offered": offered, "is_unknown": not offered}
        return render(request, "console/pillars.html", context, status=200 if offered else 404)
    return _shown(request, code, address, Turned.to(request.GET))


@allow(*WHO)
@require_POST
def pillar_look(request: ActingRequest) -> HttpResponse:
    """The page with the people of one pillar, once, in answer to the look that was journaled."""
    code, key, purpose = (request.POST.get(name, "") for name in ("code", "pillar", "purpose"))
    turned = Turned.to(request.POST)
    try:
        address = address_with(code, actor(request))
        found = look(pillar_of(key, actor(request)), address, purpose, actor(request), turned.source, turned.after)
    except UnknownPillar as error:
        raise Http404 from error
    except NoPurpose:
        return _shown(request, code, address, turned, status=422)
    return _shown(request, code, address, turned, {key: found})


def _shown(
    request: ActingRequest,
    code: str,
    address: Address | None,
    turned: Turned,
    looked: Mapping[str, Sequence[Listed]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "code": code,
        "address": address,
        "sections": sections_of(address, actor(request), turned, looked) if address else [],
        "turned": turned,
        "purposes": PURPOSES.items(),
        "looked": next(iter(looked or {}), ""),
        "purpose": request.POST.get("purpose", ""),
        "lacks_purpose": status == 422,
    }
    return render(request, "console/pillars.html", context, status=status)
