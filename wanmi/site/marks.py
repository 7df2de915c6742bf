"""Where a page of a list begins, as an address says it."""

from __future__ import annotations

from django.http import QueryDict

DIGITS = 14  # of a row's number, at most


def before(query: QueryDict, name: str = "before") -> int | None:
    """The number where the rows of the page begin; None for the first page, also where the address is nonsense."""
    told = query.get(name, "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= DIGITS else None
