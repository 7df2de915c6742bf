"""Addresses on pages: what the two processes say to people, and what the page of an address shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wanmi.addresses.base import queries
from wanmi.addresses.base.elements import ELEMENTS
from wanmi.addresses.base.models import Address, AddressCode, Alias, FormerArea, Picture
from wanmi.addresses.base.services import SUBJECT, snapshot_of
from wanmi.cases import wording
from wanmi.cases.wording import word
from wanmi.journal.reading import entries_of
from wanmi.process.definition import Definition
from wanmi.process.engine import Actor, Offer, Snapshot, offers
from wanmi.process.errors import Reason
from wanmi.territory.queries import full_names
from wanmi.workforce.models import Staff

CHILDREN_SHOWN = 60
PICTURES_SHOWN = 12
About = Mapping[str, Any]


def _separated(about: About, definition: Definition) -> str:
    return _("You have acted here in %(other)s, so you may not act in %(side)s: who checks is not who decides") % {
        "other": word(definition.sides[about["other"]]),
        "side": word(definition.sides[about["side"]]),
    }


_SENTENCES: Mapping[str, Callable[[About, Definition], str]] = {
    "not_from_here": lambda about, d: _("This has moved on: it cannot be done in the present state"),
    "separated": _separated,
    "address_exists": lambda about, d: _("“%(value)s” is in the base already") % dict(about),
    "unknown_address": lambda about, d: _("No address in force has the code “%(value)s”") % dict(about),
    "address_elsewhere": lambda about, d: (
        _("That address lies in %(place)s; expected one of the community") % dict(about)
    ),
    "code_taken": lambda about, d: _("The code “%(value)s” belongs to another address for all time") % dict(about),
    "not_a_code": lambda about, d: (
        _("%(field)s: expected %(expected)s") % {"field": wording.field_name(about, d), "expected": about["expected"]}
    ),
    "parent_of_other_level": lambda about, d: _("“%(value)s” is not of the level above") % dict(about),
    "too_few_successors": lambda about, d: _("A split leads to two addresses or more; give their codes"),
    "own_successor": lambda about, d: _("An address cannot take its own place"),
    "place_without_name": lambda about, d: _("Give a compound, a hamlet, or a road and a door number"),
    "element_missing": lambda about, d: _("%(field)s is missing") % {"field": wording.field_name(about, d)},
    "element_of_other_level": lambda about, d: (
        _("%(field)s belongs to an address of another level") % {"field": wording.field_name(about, d)}
    ),
    "not_an_element": lambda about, d: (
        _("%(field)s: a name has at most 60 characters, without blanks or symbols")
        % {"field": wording.field_name(about, d)}
    ),
}


def sentence(reason: Reason, definition: Definition) -> str:
    """Why an act on an address or a remedy was refused, and what would be right."""
    own = _SENTENCES.get(reason.code)
    return own(reason.about, definition) if own else wording.sentence(reason, definition)


@dataclass(frozen=True, slots=True)
class Line:
    """One act on an address."""

    at: datetime
    label: str
    actor: str


@dataclass(frozen=True, slots=True)
class AddressFile:
    """Everything that the staff's page of an address shows, in a fixed number of queries."""

    address: Address
    place: str
    elements: Sequence[tuple[str, str]]
    codes: Sequence[AddressCode]
    aliases: Sequence[Alias]
    former: Sequence[FormerArea]
    successors: Sequence[Address]
    children: Sequence[Address]
    pictures: Sequence[Picture]
    business_rows: int
    lines: Sequence[Line]
    open_acts: Sequence[Offer]


def address_file(address: Address, definition: Definition, actor: Actor) -> AddressFile:
    labels = definition.fields
    return AddressFile(
        address=address,
        place=full_names([address.community])[address.community],
        elements=[(word(labels[name].label), address.elements[name]) for name in ELEMENTS if name in address.elements],
        codes=list(address.codes.order_by("id")),
        aliases=list(address.aliases.order_by("id")),
        former=list(address.former_areas.order_by("-until")),
        successors=queries.descendants(address) if address.state == "void" else [],
        children=list(address.children.order_by("id")[:CHILDREN_SHOWN]),
        pictures=list(address.pictures.order_by("-id")[:PICTURES_SHOWN]),
        business_rows=address.business_rows.count(),
        lines=_lines(address, definition),
        open_acts=open_offers(definition, snapshot_of(address), actor),
    )


def _lines(address: Address, definition: Definition) -> list[Line]:
    entries = list(entries_of(SUBJECT, address.public_id))
    people = Staff.objects.in_bulk([int(entry.actor) for entry in entries if entry.actor.isdecimal()])
    return [
        Line(
            entry.at,
            word(definition.action_label(entry.action)),
            people[int(entry.actor)].display_name if entry.actor.isdecimal() else entry.actor,
        )
        for entry in entries
    ]


def open_offers(definition: Definition, snapshot: Snapshot, actor: Actor) -> list[Offer]:
    return [offer for offer in offers(definition, snapshot, actor, timezone.now()) if offer.is_open]
