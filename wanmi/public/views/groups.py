"""The group of a grid for those who live there: joining by the code, writing, reporting, leaving; without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanmi.acts.carrying_out import Order
from wanmi.cases.actors import resident
from wanmi.cases.definition import case_definition
from wanmi.cases.residents import token_for
from wanmi.circles import membership, queries, services
from wanmi.circles.definition import candidate_definition
from wanmi.circles.errors import GroupRefused
from wanmi.circles.membership import Joining
from wanmi.circles.models import Candidate, Group, Member
from wanmi.circles.profiles import EDITION, profile_of
from wanmi.circles.rules import rules_in_force
from wanmi.circles.services import Heard, Said
from wanmi.circles.wording import refusal, sentences
from wanmi.process.errors import Refused
from wanmi.public import identity, limits
from wanmi.public.forms import TRAP
from wanmi.territory.queries import full_names
from wanmi.workforce.access import EVERYONE, allow


@dataclass(slots=True)
class GroupForm:
    """What a resident typed, and why it was not taken; ``key`` is the ticket that makes it act once."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    key: str = field(default_factory=identity.new_ticket)

    @property
    def is_faulty(self) -> bool:
        return bool(self.errors)


def _read(request: HttpRequest) -> GroupForm:
    """What was sent. Raises NoTicket or TooMany."""
    form = GroupForm(request.POST.dict(), key=request.POST.get("key", ""))
    identity.check_ticket(form.key)
    limits.spend(request, "send")
    if request.POST.get(TRAP):
        form.errors.append(_("A field was filled in that people do not see. Please empty it."))
    return form


@allow(EVERYONE)
def group(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the code opens: what a group is, its answers, and how one joins."""
    found = queries.public(public_id)
    if request.method != "POST":
        return _group_page(request, found, GroupForm())
    form = _read(request)
    told = Joining(
        address=request.POST.get("address", "").strip(),
        seed=form.key,
        agrees=request.POST.get("consent") == EDITION,
        phone=request.POST.get("phone", "").strip(),
        called=request.POST.get("called", "").strip(),
    )
    try:
        joined = membership.join(found, told) if not form.errors else None
    except GroupRefused as refused:
        form.errors.append(refusal(refused))
        joined = None
    if joined is not None and joined.member is not None:
        return redirect("public_member", token_for(joined.member.name))
    return _group_page(request, found, form, joined.group if joined else None)


def _group_page(request: HttpRequest, found: Group, form: GroupForm, right: Group | None = None) -> HttpResponse:
    context = {
        "group": found,
        "right": right,
        "place": full_names([found.grid])[found.grid],
        "postings": queries.postings(found),
        "emergency": rules_in_force().emergency,
        "keep_days": rules_in_force().keep_days,
        "form": form,
        "trap": TRAP,
        "edition": EDITION,
    }
    return render(request, "public/group.html", context, status=422 if form.errors else 200)


@allow(EVERYONE)
def member(request: HttpRequest, token: str) -> HttpResponse:
    """A member's own page: writing, what became of it, what is kept of him."""
    limits.spend(request, "open_link")
    found = queries.member_with(token)
    if request.method != "POST":
        return _member_page(request, token, found, GroupForm())
    form = _read(request)
    try:
        heard = _said(request, found, form) if not form.errors else None
    except (GroupRefused, Refused) as refused:
        form.errors += [refusal(refused)] if isinstance(refused, GroupRefused) else sentences(refused)
        heard = None
    if heard is not None and heard.candidate is not None:
        form = GroupForm()
    return _member_page(request, token, found, form, heard)


def _said(request: HttpRequest, found: Member, form: GroupForm) -> Heard:
    pictures = [upload.read() for upload in request.FILES.getlist("photos")]
    said = Said(request.POST.get("text", "").strip(), found.name, pictures, form.key)
    return services.tell(found.group, said) if "report" in request.POST else services.hear(found.group, said)


def _member_page(
    request: HttpRequest, token: str, found: Member, form: GroupForm, heard: Heard | None = None
) -> HttpResponse:
    context = {
        "token": token,
        "group": found.group,
        "place": full_names([found.group.grid])[found.group.grid],
        "heard": heard,
        "rows": [_written(row) for row in queries.written_by(found)],
        "postings": queries.postings(found.group),
        "told": profile_of(found.name),
        "emergency": rules_in_force().emergency,
        "form": form,
        "trap": TRAP,
    }
    return render(request, "public/member.html", context, status=422 if form.errors else 200)


def _written(row: Candidate) -> dict[str, Any]:
    states = candidate_definition().states
    stands = case_definition().states[row.case.state].label if row.case else None
    return {
        "said": row,
        "state": states[row.state].label,
        "case": stands,
        "is_open": row.ended_at is None,
        "may_tap": row.state == "candidate",
    }


@allow(EVERYONE)
@require_POST
def tap(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """I want to report it: what was written becomes a matter."""
    found = queries.member_with(token)
    limits.spend(request, "send")
    try:
        services.act(pk, Order("tap", resident(found.name)))
    except (GroupRefused, Refused) as refused:
        words = [refusal(refused)] if isinstance(refused, GroupRefused) else sentences(refused)
        return _member_page(request, token, found, GroupForm(errors=words))
    return redirect("public_member", token)


@allow(EVERYONE)
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the group: everything that tells of the person goes at once."""
    found = queries.member_with(token)
    membership.leave(found)
    return render(request, "public/left.html", {"group": found.group})
