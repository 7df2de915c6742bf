"""What a pillar may list. Each source reads rows of another room by an address and whatever lies inside it.

A source is named in a pack with what follows its colon: ``rows:water_accounts`` lists the rows of that business table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from wanmi.addresses.base.elements import UNIFIED
from wanmi.addresses.base.models import Address, AddressCode, BusinessRow
from wanmi.firms.queries import TABLE as FIRMS
from wanmi.firms.queries import names_of
from wanmi.residence.queries import people_of, stays_at
from wanmi.territory.models import Component
from wanmi.territory.queries import name_of
from wanmi.workforce.models import Post


@dataclass(frozen=True, slots=True)
class Hanging:
    """One row: ``id`` orders the rows of a source, ``name`` cites it, ``about`` says a little more."""

    id: int
    name: str
    about: str


Read = Callable[[Address, str, int, int], list[Hanging]]  # (address, what follows the colon, after id, how many)


@dataclass(frozen=True, slots=True)
class Source:
    """``takes``: whether something follows the colon; ``is_personal``: whether it tells of people."""

    read: Read
    takes: bool = False
    is_personal: bool = False


def _here(address: Address) -> QuerySet[Address, Any]:
    """The keys of the address, its buildings and their rooms. A union: one OR over the three reads the whole base."""
    inside = [Address.objects.filter(**{by: address.pk}).values("pk") for by in ("pk", "parent", "parent__parent")]
    return inside[0].union(*inside[1:], all=True)


def _rooms(address: Address, of: str, after: int, size: int) -> list[Hanging]:
    coded = AddressCode.objects.filter(address__in=_here(address), address__gt=after, scheme=UNIFIED)
    found = coded.filter(address__state="active").exclude(address=address).select_related("address")
    return [Hanging(each.address_id, each.address.text, each.value) for each in found.order_by("address")[:size]]


def _rows(address: Address, of: str, after: int, size: int) -> list[Hanging]:
    found = BusinessRow.objects.filter(table=of, address__in=_here(address), pk__gt=after).order_by("pk")
    return [Hanging(each.pk, each.key, each.code) for each in found[:size]]


def _firms(address: Address, of: str, after: int, size: int) -> list[Hanging]:
    """The firms that are registered here, with their names. Two queries, whatever the size."""
    rows = list(BusinessRow.objects.filter(table=FIRMS, address__in=_here(address), pk__gt=after).order_by("pk")[:size])
    names = names_of(row.key for row in rows)
    return [Hanging(row.pk, row.key, names.get(row.key, "")) for row in rows]


def _stays(address: Address, of: str, after: int, size: int) -> list[Hanging]:
    """People who stay here, by the number of the stay, their names veiled. Three queries, whatever the size."""
    codes = AddressCode.objects.filter(address__in=_here(address), scheme=UNIFIED).values("value")
    found = list(stays_at(codes).filter(pk__gt=after)[:size])
    names = people_of(found)
    return [Hanging(each.pk, each.number, veiled(names.get(each.pk, ""))) for each in found]


def _posts(address: Address, of: str, after: int, size: int) -> list[Hanging]:
    """The posts whose ground is the community or the unit grid: whose they are and of what kind; nobody's name."""
    ground = [each for each in (address.community, address.grid) if each]
    found = Post.objects.filter(region__in=ground, until=None).select_related("organisation").order_by("code")
    rows = [Hanging(number, name_of(each.organisation), each.kind) for number, each in enumerate(found, 1)]
    return [each for each in rows if each.id > after][:size]


def _components(address: Address, of: str, after: int, size: int) -> list[Hanging]:
    """The components in the unit grid of the address; none where it is in no grid."""
    if not address.grid:
        return []
    found = Component.objects.filter(grid=address.grid, pk__gt=after).order_by("pk")
    return [Hanging(each.pk, each.code, each.name_zh) for each in found[:size]]


SOURCES: Mapping[str, Source] = {
    "rooms": Source(_rooms),
    "rows": Source(_rows, takes=True),
    "firms": Source(_firms),
    "stays": Source(_stays, is_personal=True),
    "posts": Source(_posts),
    "components": Source(_components),
}


def source_in(named: str) -> tuple[Source, str]:
    """The source that a pack names, and what follows its colon. Raises KeyError where there is none such."""
    key, colon, of = named.partition(":")
    found = SOURCES[key]
    if found.takes != bool(of) or bool(colon) != found.takes:
        raise KeyError(named)
    return found, of


def veiled(name: str) -> str:
    """A name of which the first letter shows.

    >>> veiled("王小明")
    '王＊＊'
    """
    return name[:1] + "＊" * min(len(name[1:]), 2)
