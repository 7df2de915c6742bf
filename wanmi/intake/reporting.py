"""Cases whose place may be told by their address in words: at once, or when a remedy has found the address."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Done
from wanmi.acts.system import system_actor
from wanmi.addresses.base import remedies
from wanmi.addresses.base.answering import Found, best
from wanmi.addresses.base.models import BusinessRow, Remedy
from wanmi.addresses.base.publishing import is_published
from wanmi.cases import services
from wanmi.cases.models import Case
from wanmi.cases.services import Order, Outcome
from wanmi.process.errors import Refused

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


def act_on_remedy(remedy: int, order: Order) -> Done[Remedy]:
    """Take one action on a remedy. An address that is found for a case places it as if its words had been known, in the
    same transaction and as an act of its own. Raises what :func:`wanmi.addresses.base.remedies.act` raises.
    """
    with transaction.atomic():
        case = _case_of(remedy)
        done = remedies.act(remedy, order)
        if case is not None and not done.repeated:
            _locate(case, remedies.found_by(snapshots.from_json(done.row.snapshot)), order.at)
    return done


def _case_of(remedy: int) -> Case | None:
    """The case whose words a remedy is about, locked: a case comes before its remedy in the order of locks."""
    key = BusinessRow.objects.filter(table=TABLE, remedies=remedy).values_list("key", flat=True).first()
    return Case.objects.select_for_update(of=("self",)).filter(number=key).first() if key else None


def _locate(case: Case, found: Found | None, at: datetime | None) -> None:
    """Where it has ended, has a position, or its place is not around the address, a case stays where it is; so does
    one for which nobody would answer there.
    """
    known = {"place": case.place}
    placed = _placed(known, found)
    if placed == known or case.lon is not None or not case.is_open:
        return
    with suppress(Refused):
        services.act(case.number, Order("locate", system_actor(), placed, at=at))


def linked(number: str) -> BusinessRow | None:
    """What the base says to the address of a case; None where it was reported without one."""
    rows = BusinessRow.objects.filter(table=TABLE, key=number)
    return rows.select_related("address").first()
