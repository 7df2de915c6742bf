"""Opening a case whose place may be told by its address in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from wanmi.addresses.base import remedies
from wanmi.addresses.base.answering import Found, best
from wanmi.addresses.base.models import BusinessRow
from wanmi.addresses.base.publishing import is_published
from wanmi.cases import services
from wanmi.cases.services import Order, Outcome

TABLE = "cases"  # under which the addresses of cases are linked


def report(order: Order) -> Outcome:
    """Open a case, and link it with the address that its words mean; what means none goes to the remedy queue.

    A position that was given stays as given, and so does a place, unless the address lies in it. Raises what
    :func:`wanmi.cases.services.report` raises.
    """
    words = str(order.carried.get("address") or "")
    if not words.strip() or not is_published():
        return services.report(order)
    found = best(words)
    with transaction.atomic():
        outcome = services.report(replace(order, carried=_placed(order.carried, found)))
        if not outcome.repeated:
            # The case keeps the words itself, where they can be erased.
            remedies.note(BusinessRow(table=TABLE, key=outcome.case.number), "", found, outcome.case.place)
    return outcome


def _placed(carried: Mapping[str, Any], found: Found | None) -> Mapping[str, Any]:
    """With community and position of the address, or its unit grid where it has no position; unless a position was
    given, or a place that is not around the address."""
    around = str(carried.get("place") or "")
    if found is None or carried.get("position") or not found.address.community.startswith(around):
        return carried
    address = found.address
    if address.lon is None or address.lat is None:
        return {**carried, "place": address.grid or address.community}
    return {**carried, "place": address.community, "position": {"lon": address.lon, "lat": address.lat}}


def linked(number: str) -> BusinessRow | None:
    """What the base says to the address of a case; None where it was reported without one."""
    rows = BusinessRow.objects.filter(table=TABLE, key=number)
    return rows.select_related("address").first()
