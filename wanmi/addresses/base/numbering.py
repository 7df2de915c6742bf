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
    series = _locked(prefix)
    while True:
        series.last += 1
        code = f"{prefix}{series.last:0{_DIGITS[level]}d}"
        if not AddressCode.objects.filter(scheme="unified", value=code).exists():  # an import may have given it
            series.save(update_fields=["last"])
            return code


def next_temporary(community: str) -> str:
    """The next temporary code of a community, such as T110101001001-00001. It is no code of the base: none looks so.

    Call it inside the transaction that uses it: the series is locked until then.
    """
    prefix = f"T{community}-"
    series = _locked(prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}{series.last:05d}"


def _locked(prefix: str) -> CodeSeries:
    CodeSeries.objects.get_or_create(prefix=prefix)
    return CodeSeries.objects.select_for_update().get(prefix=prefix)


def _prefix(level: str, community: str, parent: Address | None) -> str:
    if level == PLACE:
        return f"{community}-"
    if level == BUILDING:
        return community + NO_BASE_GRID
    assert parent is not None, "a room has a building"
    return parent.codes.get(scheme="unified").value
