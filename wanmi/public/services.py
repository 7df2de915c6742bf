"""What residents do: report, add a voice, rate, have it reopened, correct, erase; each an act of the case process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from wanmi.cases import personal, services
from wanmi.cases.actors import resident
from wanmi.cases.errors import UnknownCase
from wanmi.cases.models import Case
from wanmi.cases.services import Order
from wanmi.intake.reporting import report as open_case
from wanmi.joint.errors import UnknownObligation
from wanmi.joint.models import Obligation
from wanmi.linkage import persons
from wanmi.process.errors import Reason, Refused
from wanmi.public import identity, queries
from wanmi.public.models import Voice

CHANNEL = "web"
Carried = Mapping[str, Any]
Pictures = Mapping[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a resident gets: the case, and the token of his link; none where his voice had been counted before."""

    case: Case
    token: str | None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a form: its ticket, which makes it count once, and the browser that it came from."""

    ticket: str
    browser: str


@transaction.atomic
def report(sender: Sender, carried: Carried, pictures: Pictures) -> Receipt:
    """Open a case. Raises Refused with every reason, and KeyUsed where the ticket has opened another one."""
    name = identity.name_for(sender.ticket)
    order = Order("report", resident(name), {**carried, "channel": CHANNEL}, pictures, key="report")
    outcome = open_case(order)
    if not outcome.repeated:
        _join(outcome.case, name, sender.browser, carried, is_reporter=True)
    return Receipt(outcome.case, identity.token_for(name))


@transaction.atomic
def support(number: str, sender: Sender, carried: Carried, pictures: Pictures) -> Receipt:
    """Add a voice to an open case, once for each browser and each contact. Raises Refused, UnknownCase or KeyUsed."""
    name = identity.name_for(sender.ticket)
    case = Case.objects.select_for_update().filter(number=number).first()
    if case is None:
        raise UnknownCase(number)
    if not Voice.objects.filter(name=name).exists():
        if not case.is_open:
            raise Refused([Reason("not_from_here", {"action": "support", "state": case.state})])
        if queries.has_spoken(case, sender.browser, personal.contact_key(carried.get("reporter") or {})):
            return Receipt(case, None)
        _join(case, name, sender.browser, carried, is_reporter=False)
    outcome = services.act(number, Order("support", resident(name), carried, pictures, key="support"))
    return Receipt(outcome.case, identity.token_for(name))


def _join(case: Case, name: str, browser: str, carried: Carried, *, is_reporter: bool) -> Voice:
    return Voice.objects.create(
        case=case,
        name=name,
        secret=identity.digest_of(identity.token_for(name)),
        is_reporter=is_reporter,
        language=get_language() or "zh-hans",
        browser=identity.once(case.number, browser),
        contact=_contact_mark(case, carried),
    )


def _contact_mark(case: Case, carried: Carried) -> str | None:
    key = personal.contact_key(carried.get("reporter") or {})
    return identity.once(case.number, key) if key else None


@transaction.atomic
def rate(voice: Voice, carried: Carried) -> Case:
    """Say whether it was solved and how satisfied one is, once after each end: of the tickets too, where one reported.

    Raises Refused or KeyUsed; then neither has moved.
    """
    tickets, person = persons.locked(voice.case) if voice.is_reporter else [], resident(voice.name)
    counts = voice.case.snapshot["counts"]
    ends = counts.get("reopenings", 0) + counts.get("asked_reopenings", 0)
    outcome = services.act(voice.case.number, Order("rate", person, carried, key=f"rate {ends}"))
    if not outcome.repeated:
        persons.rate(tickets, person, str(carried["satisfied"]), is_solved=carried["solved"] == "yes")
    return outcome.case


@transaction.atomic
def ask_reopening(voice: Voice, carried: Carried, pictures: Pictures) -> Case:
    """Have a case taken up again that was closed but is not fixed, and with it the answered tickets beside it.

    Raises Refused, also after the city's days; then neither has moved.
    """
    if not queries.may_ask_reopening(voice.case, timezone.now()):
        raise Refused([Reason("too_late_to_reopen")])
    tickets = persons.locked(voice.case)
    case = _act(voice, "ask_reopening", carried, pictures)
    persons.reopen(tickets, resident(voice.name), str(carried.get("note", "")))
    return case


def decide_on_ticket(voice: Voice, number: str, action: str, carried: Carried) -> Obligation:
    """Confirm the answer of a ticket beside one's case, or have it reopened; only who reported it may.

    Raises UnknownObligation for a ticket that is not beside it, and Refused.
    """
    if not voice.is_reporter:
        raise UnknownObligation(number)
    return persons.decide(voice.case, number, Order(action, resident(voice.name), carried))


@transaction.atomic
def correct_contact(voice: Voice, reporter: Mapping[str, Any]) -> Case:
    """Put another contact in place of the one that was told. Raises Refused."""
    case = _act(voice, "correct_contact", {"reporter": reporter})
    mark = _contact_mark(voice.case, {"reporter": reporter})
    if not Voice.objects.filter(case=voice.case, contact=mark).exclude(pk=voice.pk).exists():
        Voice.objects.filter(pk=voice.pk).update(contact=mark)
    return case


@transaction.atomic
def withdraw_contact(voice: Voice) -> Case:
    """Withdraw the consent: the contact is erased, the case goes on. Raises Refused."""
    case = _act(voice, "erase_contact", {"erasure": "withdrawn"})
    Voice.objects.filter(pk=voice.pk).update(contact=None)
    return case


@transaction.atomic
def erase_report(voice: Voice) -> Case:
    """Erase words, pictures and contact of an ended case for good. Raises Refused."""
    case = _act(voice, "erase_report", {"erasure": "request"})
    Voice.objects.filter(pk=voice.pk).update(contact=None)
    return case


def _act(voice: Voice, action: str, carried: Carried, pictures: Pictures | None = None) -> Case:
    order = Order(action, resident(voice.name), carried, pictures or {})
    return services.act(voice.case.number, order).case
