"""Who is in a group: joining by the address, being verified, being looked up, leaving.

What somebody tells of himself lies sealed beside the entry of his joining. When he leaves, all of it goes in the same
transaction: profile, contact in his cases, the words of his messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.acts.carrying_out import Order
from wanmi.addresses.base.answering import best
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.publishing import is_published
from wanmi.addresses.base.queries import code_of
from wanmi.cases import personal
from wanmi.cases import services as cases
from wanmi.cases.actors import resident
from wanmi.cases.models import Case
from wanmi.cases.residents import digest_of, keyed, name_for, token_for
from wanmi.circles.errors import GroupRefused, UnknownMember
from wanmi.circles.models import Candidate, Group, Member
from wanmi.circles.profiles import EDITION, PROFILE, SUBJECT, profile_of
from wanmi.circles.services import act
from wanmi.journal import writing
from wanmi.journal.models import Entry
from wanmi.journal.writing import Draft, append
from wanmi.process.engine import Actor
from wanmi.territory.queries import locate

VERIFIERS = frozenset({"collector", "committee"})  # who knows the households of a grid
PURPOSES: Mapping[str, str | Promise] = {
    "handling": _("To handle a matter"),
    "verifying": _("To verify the member"),
    "rights": _("Asked for by the person"),
}
ADDRESS_AT_MOST, PHONE_AT_MOST, CALLED_AT_MOST = 200, 30, 40


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody tells who joins. ``seed`` is what he is known again by: the ticket of a form, or the platform and
    his id there.
    """

    address: str
    seed: str
    agrees: bool
    phone: str = ""
    called: str = ""
    phone_is_verified: bool = False  # by the platform's bridge


@dataclass(frozen=True, slots=True)
class Joined:
    """``member`` is None where the address lies in the ground of another group, which is then ``group``."""

    group: Group
    member: Member | None


def placed(words: str) -> tuple[Address, Group]:
    """The address that the words mean, a building or a room, and the group of its grid. Raises GroupRefused."""
    found = best(words) if words.strip() and is_published() else None
    if found is None:
        raise GroupRefused("unknown_address")
    address = found.address
    if address.level not in ("building", "room"):
        raise GroupRefused("address_too_wide")
    group = Group.objects.filter(grid=_grid_of(address), ended_at=None).first()
    if group is None:
        raise GroupRefused("no_group_there")
    return address, group


def _grid_of(address: Address) -> str:
    if address.grid or address.lon is None or address.lat is None:
        return address.grid
    return locate(address.lon, address.lat) or ""


def join(scanned: Group, told: Joining) -> Joined:
    """Place somebody who has scanned a code in the group of the grid that holds his address.

    Where that is another group, nothing is kept and it is offered. Raises GroupRefused.
    """
    if not told.agrees:
        raise GroupRefused("no_consent")
    for value, most in ((told.address, ADDRESS_AT_MOST), (told.phone, PHONE_AT_MOST), (told.called, CALLED_AT_MOST)):
        if len(value) > most:
            raise GroupRefused("too_long")
    address, group = placed(told.address)
    if group != scanned:
        return Joined(group, None)
    name = name_for(f"circle {group.public_id} {told.seed}")
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)  # one joining at a time: the same form acts once
        present = Member.objects.filter(name=name).first()
        return Joined(group, present or _joined(group, name, told, address))


def _joined(group: Group, name: str, told: Joining, address: Address) -> Member:
    verified = Member.Level.PHONE if told.phone and told.phone_is_verified else Member.Level.NONE
    member = Member.objects.create(
        group=group,
        name=name,
        secret=digest_of(token_for(name)),
        level=verified,
        household=keyed("household", code_of(address)) if address.level == "room" else "",
        joined_at=timezone.now(),
    )
    profile = {"address": address.text, "phone": told.phone, "called": told.called}
    _write("join", member, resident(name), {"consent": EDITION, "level": verified}, {PROFILE: profile})
    return member


def verify(member: Member, level: str, by: Actor) -> Member:
    """Note how far a grid worker has seen who it is. Raises GroupRefused."""
    _may(by, member)
    if level not in Member.Level.values:
        raise GroupRefused("unknown_level")
    if level == Member.Level.HOUSEHOLD and not member.household:
        raise GroupRefused("no_room")
    with transaction.atomic():
        found = Member.objects.select_for_update().filter(pk=member.pk).first()
        if found is None:
            raise UnknownMember(member.pk)
        found.level = level
        found.save(update_fields=["level"])
        _write("verify", found, by, {"level": level})
    return found


def look(member: Member, by: Actor, purpose: str) -> Mapping[str, str]:
    """What a member has told of himself: each look is an entry of the journal with its purpose. Raises GroupRefused."""
    _may(by, member)
    if purpose not in PURPOSES:
        raise GroupRefused("no_purpose")
    with transaction.atomic():
        _write("look_member", member, by, {"purpose": purpose})
        return profile_of(member.name)


def _may(by: Actor, member: Member) -> None:
    if by.post_kind not in VERIFIERS or not member.group.grid.startswith(by.region):
        raise GroupRefused("not_yours")


@transaction.atomic
def leave(member: Member) -> None:
    """Leave, or withdraw the consent: nothing that tells of the person is kept or used from now on.

    Matters that are under way go on without him.
    """
    author = resident(member.name)
    rows = list(Candidate.objects.select_for_update().filter(author=member.name).order_by("pk"))
    spoken = Case.objects.select_for_update().filter(pk__in={row.case_id for row in rows}).order_by("pk")
    numbers = [case.number for case in spoken]
    for row in rows:
        if row.ended_at is None:
            act(row.pk, Order("withdraw", author))
        elif row.text:
            act(row.pk, Order("erase", author))
    for number in numbers:
        if member.name in personal.contacts(number):
            cases.act(number, Order("erase_contact", author, {"erasure": "withdrawn"}))
    _write("leave", member, author)
    writing.erase(SUBJECT, member.name, (PROFILE,))
    member.delete()


def _write(
    action: str,
    member: Member,
    by: Actor,
    body: Mapping[str, str] | None = None,
    sealed: Mapping[str, Any] | None = None,
) -> Entry:
    return append(
        Draft(
            subject_kind=SUBJECT,
            subject=member.name,
            action=action,
            actor=by.id,
            post=by.post,
            at=timezone.now(),
            place=member.group.grid,
            body=body or {},
            sealed=sealed or {},
        )
    )
