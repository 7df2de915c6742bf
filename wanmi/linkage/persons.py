"""What a resident does about the tickets beside a case: confirms an answer, rates it, or has it taken up again.

The rule book says whether he may: the post of a resident plays a role there. That the case is his own, its secret link
says; the rooms above ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from wanmi.cases.models import Case
from wanmi.joint.errors import UnknownObligation
from wanmi.joint.models import Obligation
from wanmi.joint.queries import of_case, roles_in, snapshot_of
from wanmi.joint.rules.access import acting_rules
from wanmi.joint.rules.store import rules_of
from wanmi.joint.services import Order, act
from wanmi.process.definition import Transition
from wanmi.process.engine import Actor, offers

CONFIRM, REOPEN = "confirm", "reopen"
RATE = "rate"  # an answer that is not confirmed, or was already: it stays where it is
ACTS = (CONFIRM, REOPEN, RATE)


def open_to(row: Obligation, person: Actor) -> dict[str, Transition]:
    """Which of these acts the person may take on a ticket now, each with its line of the process."""
    process, snapshot, now = acting_rules(row.rules).obligation, snapshot_of(row), timezone.now()
    found = [
        offer
        for role in roles_in(row, person)
        for offer in offers(process, snapshot, replace(person, post_kind=role), now)
    ]
    lines = [offer.transition for offer in found if offer.is_open]
    return {line.action: line for line in lines if line.action in ACTS}


def decide(case: Case, number: str, order: Order) -> Obligation:
    """One of these acts on a ticket beside the case. Raises UnknownObligation where it is none, and Refused."""
    if order.action not in ACTS or number not in {row.number for row in of_case(case)}:
        raise UnknownObligation(number)
    return act(number, order).row


def locked(case: Case) -> list[Obligation]:
    """The tickets beside a case, locked: before the case itself, so that two acts never wait for each other."""
    held = Obligation.objects.select_for_update().filter(case=case).order_by("pk")
    return of_case(case) if list(held.values_list("pk")) else []


@transaction.atomic
def reopen(rows: Iterable[Obligation], person: Actor, note: str) -> None:
    """Take up again what the person may have taken up; the others keep their way."""
    for row in rows:
        if REOPEN in open_to(row, person):
            act(row.number, Order(REOPEN, person, {"note": note}))


@transaction.atomic
def rate(rows: Iterable[Obligation], person: Actor, satisfied: str, *, is_solved: bool) -> None:
    """What the person has said of the case counts for its tickets: who finds it solved confirms their answer.

    ``satisfied`` is a code of the case; the rule book says which rating of a ticket it is.
    """
    for row in rows:
        found, rating = open_to(row, person), rules_of(row.rules).rated.get(satisfied)
        line = (found.get(CONFIRM) if is_solved else None) or (found.get(RATE) if rating else None)
        if line is not None:
            act(row.number, Order(line.action, person, {"rating": rating} if rating else {}))
