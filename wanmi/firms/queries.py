"""Reading where firms are: the row of each in the address base, and how many are at one address."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from wanmi.addresses.base.models import BusinessRow, Remedy
from wanmi.proceedings.models import Proceeding

FIRM = "firm"  # key of the procedure
TABLE = "firms"  # under which the addresses of firms are linked, by their credit codes


def row_of(credit_code: str) -> BusinessRow | None:
    """The row of a firm; its code is the one that was picked or found, empty as long as none is."""
    return BusinessRow.objects.select_related("address").filter(table=TABLE, key=credit_code).first()


def is_sought(credit_code: str) -> bool:
    """Whether somebody is still looking for the address of a firm."""
    return Remedy.objects.filter(row__table=TABLE, row__key=credit_code, post__isnull=False).exists()


def names_of(credit_codes: Iterable[str]) -> dict[str, str]:
    """Credit code -> name of a firm that is registered. One query."""
    found = Proceeding.objects.filter(procedure=FIRM, title__in=list(credit_codes), state="registered")
    return {each.title: str(each.snapshot["facts"]["name"]) for each in found}


def firms_at(addresses: Iterable[int]) -> dict[int, int]:
    """Address -> how many firms are registered there; a fact about the room, from which nothing follows. One query."""
    rows = BusinessRow.objects.filter(table=TABLE, address__in=list(addresses)).values_list("address")
    return dict(rows.annotate(Count("pk")).order_by())
