"""Opening a ticket beside a case: an act of the system like any other, once for a message of the outbox."""

from __future__ import annotations

from django.utils import timezone

from wanmi.acts.carrying_out import Order
from wanmi.acts.system import system_actor
from wanmi.cases.models import Case
from wanmi.joint.errors import UnknownKind
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import book_with, rules_of
from wanmi.joint.services import open_obligation
from wanmi.outbox.courier import Outcome, Verdict
from wanmi.process.definition import PLACE, SYSTEM
from wanmi.process.errors import Refused
from wanmi.territory.queries import today

CHANNEL = "channel"
TOLD = frozenset({PLACE, "kind", "text", "case", CHANNEL})  # what a case tells the ticket beside it


def open_ticket(case: Case, kind: str, place: str, key: str) -> Outcome:
    """Open a ticket of ``kind`` at ``place`` with the words of a case; the same ``key`` opens it once."""
    try:
        book, _kind = book_with(kind, today())
        rules = rules_of(book)
        if len(place) < max(rules.levels.values(), default=0):
            return Outcome(Verdict.DROPPED, answer="it lies in no unit grid")
        carried = {PLACE: place, "text": case.text, "case": case.number}
        carried |= {CHANNEL: case.channel} if CHANNEL in _asked(rules) else {}
        open_obligation(kind, Order(rules.obligation.opens_with, system_actor(), carried, key=key, at=timezone.now()))
    except UnknownKind:
        return Outcome(Verdict.FAILED, answer=f"there is no kind {kind}")
    except Refused as refused:
        return Outcome(Verdict.FAILED, answer=", ".join(reason.code for reason in refused.reasons))
    return Outcome(Verdict.DELIVERED)


def is_openable(rules: Rules, channel: str) -> bool:
    """Whether the system can open something under this book with what a case of the channel tells."""
    opening, fields = rules.obligation.opening, rules.obligation.fields
    codes = fields[CHANNEL].codes if CHANNEL in _asked(rules) else {}
    knows_channel = not codes or channel in codes
    return SYSTEM in opening.by and set(opening.carries) <= TOLD and "case" in _asked(rules) and knows_channel


def _asked(rules: Rules) -> set[str]:
    return {*rules.obligation.opening.carries, *rules.obligation.opening.may_carry}
