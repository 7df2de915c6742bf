"""What is said in groups and what becomes of it. Each act is one transaction with its entry of the journal.

What the finder passes over is not stored, not even that it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanmi.acts import pictures as files
from wanmi.acts.carrying_out import Done, Order, carry_out, prepared
from wanmi.acts.system import system_actor
from wanmi.advice.learned import likely_items
from wanmi.cases import services as cases
from wanmi.cases.actors import resident
from wanmi.cases.models import Case
from wanmi.cases.numbers import lock_series
from wanmi.cases.residents import name_for
from wanmi.circles import postings
from wanmi.circles.carrying import CandidateProcess
from wanmi.circles.errors import GroupRefused
from wanmi.circles.finder import Finding, find
from wanmi.circles.models import Candidate, Group
from wanmi.circles.profiles import contact_of
from wanmi.circles.queries import open_nearby, ticket_kinds
from wanmi.circles.rules import URGENT, USUAL, rules_in_force
from wanmi.journal.models import Entry
from wanmi.process.engine import Actor
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import current_city

TEXT_AT_MOST = 2_000  # characters
# The channel of the case: what a grid worker confirmed needs no look on site, what somebody reports himself does.
CHANNELS = {"confirm": "group", "tap": "group_own"}
SPOKEN = ("report", "support")  # acts on a case by which a resident counts as a voice


@dataclass(frozen=True, slots=True)
class Said:
    """One line as it was entered. ``author`` is a member's name; ``key`` makes it count once."""

    text: str
    author: str = ""
    pictures: Sequence[bytes] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a line: the message that was noted, or none, and whether its words are urgent."""

    candidate: Candidate | None
    finding: Finding


def hear(group: Group, said: Said) -> Heard:
    """Take a line of the group; what may be a matter is noted, and urgent words ring at the duty post at once.

    Raises GroupRefused, KeyUsed or Refused; nothing is kept then.
    """
    _fitting(group, said.text)
    found = finder()(said.text)
    if not found.is_matter:
        return Heard(None, found)
    with transaction.atomic():
        return Heard(_noted(group, said, found, system_actor()), found)


def finder() -> Callable[[str], Finding]:
    """The finder with the city's words and with what it has learned, for any number of lines. Raises NoRules."""
    words = rules_in_force().words
    return lambda text: find(words, text, _taught)


def _taught(text: str) -> float:
    """How sure the city's own model is, once it has learned one."""
    return max((each.confidence for each in likely_items(text, 1)), default=0.0)


def tell(group: Group, said: Said) -> Heard:
    """Whoever wrote the line reports it: it becomes a matter whatever the finder says.

    Urgent words ring first: they become a matter once a person has attended to them.
    Raises GroupRefused, KeyUsed or Refused; nothing is kept then.
    """
    _fitting(group, said.text)
    found = finder()(said.text)
    with transaction.atomic():
        lock_series(current_city(), timezone.now())
        row = _noted(group, said, found, system_actor())
        if found.urgent:
            return Heard(row, found)
        return Heard(become(row.pk, Order("tap", resident(said.author), key=said.key)).row, found)


def enter(group: Group, said: Said, by: Actor, carried: Mapping[str, Any]) -> Candidate:
    """A grid worker enters a line that he has read: noted and confirmed at once.

    Raises GroupRefused, KeyUsed or Refused; nothing is kept then.
    """
    _fitting(group, said.text)
    with transaction.atomic():
        lock_series(current_city(), timezone.now())
        row = _noted(group, said, finder()(said.text), by)
        return become(row.pk, Order("confirm", by, carried, key=said.key and f"{said.key}:matter")).row


def _fitting(group: Group, text: str) -> None:
    if group.ended_at is not None:
        raise GroupRefused("ended")
    if not text.strip():
        raise GroupRefused("no_text")
    if len(text) > TEXT_AT_MOST:
        raise GroupRefused("too_long")


def _noted(group: Group, said: Said, found: Finding, by: Actor) -> Candidate:
    carried = {"place": group.grid, "text": said.text, "urgency": URGENT if found.urgent else USUAL}
    carried |= {"author": said.author} if said.author else {}
    key = f"said:{group.public_id}:{said.key}" if said.key else ""
    order = Order("note", by, carried, {"photos": said.pictures} if said.pictures else {}, key=key)
    done = _carry_out(order, None, group)
    if found.urgent and not done.repeated:
        return _carry_out(Order("ring", system_actor()), str(done.row.pk)).row
    return done.row


def act(pk: int, order: Order) -> Done[Candidate]:
    """Take one act on what was said, with all that follows from it.

    Raises UnknownCandidate, MovedOn, KeyUsed, GroupRefused or Refused; then nothing has changed.
    """
    if order.action in CHANNELS:
        return become(pk, order)
    if order.action == "merge":
        return add(pk, order)
    with transaction.atomic():
        done = _carry_out(order, str(pk))
        if order.action == "consult" and not done.repeated:
            words = str(order.carried["answer"]), str(order.carried.get("knowledge") or "")
            postings.post(done.row.group, *words, order.actor)
        return done


@transaction.atomic
def become(pk: int, order: Order) -> Done[Candidate]:
    """Make it a matter: a case with its words, place and photos, reported by whoever wrote them.

    Where the city has a kind of ticket for it, the courier opens that beside the case. Raises as :func:`act`.
    """
    row = CandidateProcess().lock(str(pk), order.seen)
    kind = str(order.carried.get("kind") or "")
    if kind and kind not in ticket_kinds():
        raise GroupRefused("unknown_kind")
    case = row.case or _reported(row, order)
    return _carry_out(replace(order, carried={"case": case.number, "kind": kind}), str(pk))


def _reported(row: Candidate, order: Order) -> Case:
    told = {"channel": CHANNELS[order.action], "place": row.place, "text": row.text, "item": order.carried.get("item")}
    told |= {"reporter": contact} if (contact := contact_of(row.author)) else {}
    return cases.report(Order("report", _voice(row), told, _pictures(row), key=f"candidate:{row.pk}")).case


@transaction.atomic
def add(pk: int, order: Order) -> Done[Candidate]:
    """Add it to an open matter of the grid: whoever wrote it supports that, once. Raises as :func:`act`."""
    row = CandidateProcess().lock(str(pk), order.seen)
    number = str(order.carried.get("case") or "")
    main = open_nearby(row).select_for_update(of=("self",)).filter(number=number).first()
    done = _carry_out(order, str(pk))
    if not done.repeated:
        if main is None:
            raise Refused([Reason("unknown_case", {"field": "case", "value": number})])
        action = "supplement" if _has_spoken(main, _voice(row)) else "support"
        told = Order(action, _voice(row), {"note": row.text}, _pictures(row), key=f"candidate:{pk}")
        cases.act(main.number, told)
    return done


def _has_spoken(case: Case, voice: Actor) -> bool:
    spoken = Entry.objects.filter(subject_kind=cases.SUBJECT, subject=case.number, action__in=SPOKEN)
    return spoken.filter(actor=voice.id).exists()


def _voice(row: Candidate) -> Actor:
    """Whoever wrote it; where the platform did not say who, somebody who is known by this message alone."""
    return resident(row.author or name_for(f"candidate {row.pk}"))


def _pictures(row: Candidate) -> dict[str, list[bytes]]:
    found = [files.path_of(each.digest).read_bytes() for each in row.photos.order_by("pk")]
    return {"photos": found} if found else {}


def _carry_out(order: Order, name: str | None, group: Group | None = None) -> Done[Candidate]:
    pictures = files.checked(order.pictures)
    process = CandidateProcess(group, pictures)
    carried = {key: value for key, value in order.carried.items() if value not in (None, "")}
    carried = files.carried_with(pictures, carried, process.definition)
    return carry_out(process, prepared(order, name, carried, current_city()), name)
