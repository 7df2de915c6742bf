"""Giving codes and public ids, none of them ever twice."""

from __future__ import annotations

import secrets

from wanmi.addresses.base.elements import BUILDING, PLACE
from wanmi.addresses.base.models import Address, AddressCode, CodeSeries

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without what is easily misread
_LENGTH = 12
NO_BASE_GRID = "00"  # stands for the base grid in a building's code: the unit grid is a dated column of its own
_DIGITS = {PLACE: 5, BUILDING: 5, "room": 6}


def new_public_id() -> str:
    """Sixty random bits: who knows one plate cannot find the next."""
    bits = int.from_bytes(secrets.token_bytes(8))
    return "".join(_ALPHABET[(bits >> 5 * at) & 31] for at in range(_LENGTH))


def next_code(level: str, community: str, parent: Address | None) -> str:
    """The next free unified code. Call it inside the transaction that uses it: the series is locked until then."""
    prefix = _prefix(level, community, parent)
    CodeSeries.objects.get_or_create(prefix=prefix)
    series = CodeSeries.objects.select_for_update().get(prefix=prefix)
    while True:
        series.last += 1
        code = f"{prefix}{series.last:0{_DIGITS[level]}d}"
        if not AddressCode.objects.filter(scheme="unified", value=code).exists():  # an import may have given it
            series.save(update_fields=["last"])
            return code


def _prefix(level: str, community: str, parent: Address | None) -> str:
    if level == PLACE:
        return f"{community}-"
    if level == BUILDING:
        return community + NO_BASE_GRID
    assert parent is not None, "a room has a building"
    return parent.codes.get(scheme="unified").value
