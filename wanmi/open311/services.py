"""The only place that writes: keys of programs, and reports that they send in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanmi.cases import services as cases
from wanmi.cases.models import Case
from wanmi.cases.services import Order, Outcome
from wanmi.intake import reporting
from wanmi.journal.writing import COMMAND_LINE, Draft, append
from wanmi.open311.errors import fault
from wanmi.open311.models import Client, Receipt
from wanmi.open311.queries import added_since, digest_of, entry_of, sent_since
from wanmi.process.definition import SYSTEM
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.territory.queries import current_city
from wanmi.workforce.models import Appointment

PREFIX = "open311_"  # so that a key left in a log or a repository can be recognised


@dataclass(frozen=True, slots=True)
class Terms:
    """How a program is served."""

    is_test: bool = False
    answer: str = Client.Answer.AT_ONCE
    per_minute: int = 60


@transaction.atomic
def issue_key(name: str, terms: Terms, by: Appointment | None) -> tuple[Client, str]:
    """Give a program a key, told this once; ``by`` is who decided it (None: the command line)."""
    key = PREFIX + secrets.token_urlsafe(24)
    client = Client.objects.create(
        name=name, digest=digest_of(key), is_test=terms.is_test, answer=terms.answer, per_minute=terms.per_minute
    )
    _record("issue_key", client, by)
    return client, key


@transaction.atomic
def revoke_key(client: Client, by: Appointment | None) -> None:
    """From now on the key is worth nothing; once more does no harm."""
    if Client.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=timezone.now()):
        _record("revoke_key", client, by)


def _record(action: str, client: Client, by: Appointment | None) -> None:
    append(
        Draft(
            subject_kind="open311_client",
            subject=str(client.pk),
            action=action,
            actor=str(by.staff_id) if by else COMMAND_LINE,
            post=by.post_id if by else "",
            at=timezone.now(),
            place=current_city().code,
            body={"name": client.name, "is_test": client.is_test, "answer": client.answer},
        )
    )


def actor_of(client: Client) -> Actor:
    """A program reports as the system does, under a name of its own: its keys of repetition are its own."""
    return Actor(f"open311.{client.pk}", SYSTEM, SYSTEM, "", current_city().code)


@transaction.atomic
def send_in(client: Client, order: Order) -> Receipt:
    """Open a case and give the receipt; of a program in test mode nothing is kept. Raises Refused, KeyUsed, Faulty."""
    _refuse_too_many(sent_since(client, timezone.now() - timedelta(minutes=1)), client)
    case = _reported(order).case
    receipt, _made = Receipt.objects.get_or_create(
        case=case, defaults={"client": client, "token": secrets.token_urlsafe(16)}
    )
    if client.is_test:
        transaction.set_rollback(True)
    return receipt


def _refuse_too_many(sent: int, client: Client) -> None:
    if sent >= client.per_minute:
        raise fault(
            429, _("This key may send %(most)d reports a minute; try again later") % {"most": client.per_minute}
        )


@transaction.atomic
def add_to(client: Client, case: Case, order: Order) -> int:
    """Add what a resident tells to a case, and return its entry; nothing is kept of a program in test mode.

    Raises Refused, KeyUsed, Faulty.
    """
    _refuse_too_many(added_since(client, order.actor.id, timezone.now() - timedelta(minutes=1)), client)
    cases.act(case.number, order)
    made = entry_of(order, case.number)
    if client.is_test:
        transaction.set_rollback(True)
    return made.seq


def _reported(order: Order) -> Outcome:
    """A report whose words mean no place of the base goes to the whole city, where somebody asks or looks."""
    try:
        return reporting.report(order)
    except Refused as refused:
        if [(reason.code, reason.about.get("field")) for reason in refused.reasons] != [("missing", "place")]:
            raise
        return reporting.report(replace(order, carried={**order.carried, "place": current_city().code}))
