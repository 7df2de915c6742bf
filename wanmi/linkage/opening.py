"""Opening a ticket beside a case: an act of the system like any other, once for a message of the outbox."""

from __future__ import annotations

from django.utils import timezone

from wanmi.acts.carrying_out import Order
from wanmi.acts.system import system_actor
from wanmi.cases.models import Case
from wanmi.joint.errors import UnknownKind
from wanmi.joint.rules.store import book_with, rules_of
from wanmi.joint.services import open_obligation
from wanmi.outbox.courier import Outcome, Verdict
from wanmi.process.errors import Refused
from wanmi.territory.queries import today


def open_ticket(case: Case, kind: str, place: str, key: str) -> Outcome:
    """Open a ticket of ``kind`` at ``place`` with the words of a case; the same ``key`` opens it once."""
    try:
        book, _kind = book_with(kind, today())
        carried = {"place": place, "text": case.text, "case": case.number}
        order = Order(rules_of(book).obligation.opens_with, system_actor(), carried, key=key, at=timezone.now())
        open_obligation(kind, order)
    except UnknownKind:
        return Outcome(Verdict.FAILED, answer=f"there is no kind {kind}")
    except Refused as refused:
        return Outcome(Verdict.FAILED, answer=", ".join(reason.code for reason in refused.reasons))
    return Outcome(Verdict.DELIVERED)
