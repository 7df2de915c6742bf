"""Looking at a pillar that tells of people: for a purpose, and as an entry of the journal."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.addresses.base.models import Address
from wanmi.journal.writing import Draft, append
from wanmi.pillars.queries import Listed, listed
from wanmi.pillars.registry import Pillar
from wanmi.process.engine import Actor

SUBJECT = "pillar"
LOOK = "look_pillar"
PURPOSES: Mapping[str, str | Promise] = {
    "service": _("A service for the person"),
    "check": _("Checking what is registered"),
    "emergency": _("An emergency"),
}


class NoPurpose(ValueError):
    """People are not listed without saying what for."""


@transaction.atomic
def look(pillar: Pillar, address: Address, purpose: str, by: Actor, source: str = "", after: int = 0) -> list[Listed]:
    """What a pillar lists at an address. Raises NoPurpose; then nothing was read."""
    if purpose not in PURPOSES:
        raise NoPurpose(purpose)
    found = listed(pillar, address, source, after)
    shown = {each.source: [row.id for row in each.rows] for each in found}
    append(
        Draft(
            subject_kind=SUBJECT,
            subject=address.public_id,
            action=LOOK,
            actor=by.id,
            post=by.post,
            at=timezone.now(),
            place=address.community,
            body={"pillar": pillar.key, "purpose": purpose, "shown": shown},
        )
    )
    return found
