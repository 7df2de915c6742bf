"""What this room says to people."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.cases import wording
from wanmi.cases.definition import case_definition
from wanmi.circles.definition import candidate_definition
from wanmi.circles.errors import GroupRefused
from wanmi.process.definition import Definition
from wanmi.process.errors import Reason, Refused

REFUSALS: Mapping[str, str | Promise] = {
    "address_too_wide": _("Please tell the building or the room: this address holds more than one grid."),
    "ended": _("This group has ended."),
    "has_group": _("This grid has its group already."),
    "no_author": _("Say who wrote it: only that person reports it."),
    "no_consent": _("Please agree to what is kept, or do not join."),
    "no_group_there": _("The grid of this address has no group yet."),
    "no_count": _("Expected a number of households of at most six digits, or nothing."),
    "no_name": _("A name of 1 to 60 characters is needed."),
    "no_purpose": _("Say what the look is for."),
    "no_room": _("His address is a building: a household is verified by its room."),
    "no_rules": _("This city has no neighbourhood groups."),
    "no_text": _("Please write what it is about."),
    "not_yours": _("This post may not do that here."),
    "too_long": _("This is too long."),
    "unknown_address": _("The address base does not know this address. Try street, number and building."),
    "unknown_grid": _("There is no such unit grid in force."),
    "unknown_kind": _("Choose a class of the list."),
    "unknown_level": _("Choose how far he is verified."),
    "unknown_platform": _("Choose where the group is."),
}


def refusal(refused: GroupRefused) -> str:
    return str(REFUSALS[refused.code])


def sentences(refused: Refused) -> list[str]:
    """Why an act on what was said was refused."""
    return [sentence(reason, candidate_definition()) for reason in refused.reasons]


def sentence(reason: Reason, definition: Definition) -> str:
    """A case that could not be opened tells it in its own words."""
    if reason.code == "not_yours":
        return str(REFUSALS["not_yours"])
    field = str(reason.about.get("field", ""))
    return wording.sentence(reason, case_definition() if field and field not in definition.fields else definition)
