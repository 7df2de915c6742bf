"""What hangs on an address: its pillars, those that tell of people by a look with a purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from wanmi.addresses.base.models import Address
from wanmi.pillars.queries import Listed, UnknownPillar, address_with, pillar_of
from wanmi.pillars.registry import POSTS
from wanmi.pillars.services import NoPurpose, look
from wanmi.site.pillars import PURPOSES, sections_of
from wanmi.site.views.acting import actor
from wanmi.workforce.access import allow
from wanmi.workforce.acting import ActingRequest

WHO = sorted(POSTS)


@allow(*WHO)
@require_safe
def pillars(request: ActingRequest) -> HttpResponse:
    """Find an address of one's ground by its code, and what hangs on it."""
    code = request.GET.get("code", "").strip()
    try:
        address = address_with(code, actor(request)) if code else None
    except UnknownPillar:
        return render(request, "console/pillars.html", {"code": code, "is_unknown": True}, status=404)
    return _shown(request, code, address)


@allow(*WHO)
@require_POST
def pillar_look(request: ActingRequest) -> HttpResponse:
    """The page with the people of one pillar, once, in answer to the look that was journaled."""
    code, key, purpose = (request.POST.get(name, "") for name in ("code", "pillar", "purpose"))
    try:
        address = address_with(code, actor(request))
        found = look(pillar_of(key, actor(request)), address, purpose, actor(request))
    except UnknownPillar as error:
        raise Http404 from error
    except NoPurpose:
        return _shown(request, code, address, status=422)
    return _shown(request, code, address, {key: found})


def _shown(
    request: ActingRequest,
    code: str,
    address: Address | None,
    looked: Mapping[str, Sequence[Listed]] | None = None,
    status: int = 200,
) -> HttpResponse:
    sections = sections_of(address, actor(request), looked) if address else []
    context = {"code": code, "address": address, "sections": sections, "purposes": PURPOSES.items()}
    return render(request, "console/pillars.html", context | {"lacks_purpose": status == 422}, status=status)
