"""Reading the address base."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from wanmi.addresses.base.elements import UNIFIED
from wanmi.addresses.base.errors import UnknownAddress
from wanmi.addresses.base.models import Address, AddressCode, Lineage, Remedy

PAGE = 25
IN_THE_BASE = ("active", "void")  # states in which an address has a code


def one(public_id: str) -> Address:
    """The address that a door plate names, whatever has become of it. Raises UnknownAddress."""
    found = Address.objects.select_related("parent", "post").filter(public_id=public_id).first()
    if found is None:
        raise UnknownAddress(public_id)
    return found


def with_code(value: str, scheme: str = UNIFIED) -> Address | None:
    """The address that has this code, in force or not."""
    found = AddressCode.objects.select_related("address").filter(scheme=scheme, value=value).first()
    return found.address if found else None


def with_codes(values: Iterable[str], scheme: str = UNIFIED) -> dict[str, Address]:
    """Code -> address; one query."""
    found = AddressCode.objects.select_related("address").filter(scheme=scheme, value__in=set(values))
    return {code.value: code.address for code in found}


def named(words: str) -> Address | None:
    """The address in force that has this code, or just this as its text; None where there is none.

    Raises UnknownAddress where the code is that of an address that is not in force.
    """
    found = with_code(words)
    if found is not None and found.state != "active":
        raise UnknownAddress(words)
    return found or Address.objects.filter(text=words, state="active").first()


def code_of(address: Address) -> str:
    """The unified code; empty for an address that is not in the base yet."""
    found = address.codes.filter(scheme=UNIFIED).values_list("value", flat=True).first()
    return found or ""


def same_text(text: str) -> QuerySet[Address]:
    """Addresses with this text that are in force or on their way into the base."""
    return Address.objects.filter(text=text, state__in=("proposed", "checked", "active"))


def listed(region: str, after: int = 0, size: int = PAGE) -> list[Address]:
    """Addresses in a region of any level, as they came; ``after``: the last id of the page before."""
    rows = Address.objects.filter(community__startswith=region, id__gt=after).order_by("id")
    return list(rows[:size])


def desk(post: str, size: int = PAGE) -> list[Address]:
    """What lies on the desk of a post, the nearest deadline first."""
    return list(Address.objects.filter(post_id=post).order_by("due_at", "id")[:size])


def remedies(post: str, size: int = PAGE) -> list[Remedy]:
    """The business rows whose address somebody must find, the nearest deadline first."""
    found = Remedy.objects.filter(post_id=post).select_related("row").order_by("due_at", "id")
    return list(found[:size])


def descendants(address: Address) -> list[Address]:
    """The addresses in force today that have taken the place of ``address``, through every split and merger between."""
    seen, front, found = {address.pk}, [address.pk], list[Address]()
    while front:
        steps = Lineage.objects.filter(before_id__in=front).select_related("after").order_by("id")
        after = {step.after_id: step.after for step in steps if step.after_id not in seen}
        seen |= after.keys()
        found += [each for each in after.values() if each.state == "active"]
        front = [key for key, each in after.items() if each.state != "active"]
    return found


def inside(address: Address) -> QuerySet[Address]:
    """Everything below an address: the buildings of a place and their rooms."""
    return Address.objects.filter(Q(parent=address) | Q(parent__parent=address)).order_by("level", "id")
