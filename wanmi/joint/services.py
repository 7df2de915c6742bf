"""The only place that writes obligations. An act and all that follows from it are one transaction.

The obligation is locked first, whatever part the act is on, so that two parts never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanmi.acts import pictures as files
from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Done, Order, carry_out, prepared
from wanmi.acts.system import system_actor
from wanmi.codes.place import covers
from wanmi.joint.carrying import ObligationProcess, PartProcess, locked
from wanmi.joint.errors import UnknownObligation
from wanmi.joint.meaning import called_in, is_place
from wanmi.joint.models import Obligation, Part
from wanmi.joint.projecting import around_of
from wanmi.joint.repeats import propose_if_repeated
from wanmi.joint.roles import Around, in_role
from wanmi.joint.rules.access import acting_rules
from wanmi.joint.rules.definition import Kind, Rules
from wanmi.joint.rules.proving import ENDED
from wanmi.joint.rules.store import book_with, rules_of
from wanmi.process.definition import PLACE, SYSTEM, Definition, FieldKind
from wanmi.process.engine import Actor, Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import current_city, today
from wanmi.workforce.models import Organisation

__all__ = ["Done", "Order", "act", "act_on_part", "open_obligation"]


def open_obligation(kind: str, order: Order) -> Done[Obligation]:
    """Open an obligation of a kind that is in force. Raises UnknownKind, KeyUsed or Refused; nothing is kept then."""
    book, found = book_with(kind, today())
    rules = rules_of(book)
    pictures = files.checked(order.pictures)
    carried = _carried(order, pictures, rules.obligation) | {"kind": kind}
    caller = order.actor.organisation
    with transaction.atomic():
        _may_call(found, order.actor, str(carried.get(PLACE, "")))
        around = Around(str(carried.get(PLACE, "")), caller=caller)
        asked = _as(rules, rules.obligation, order, around, Snapshot(), rules.obligation.opens_with)
        process = ObligationProcess(book, kind, pictures, caller)
        done = carry_out(process, prepared(asked, None, carried, current_city()), None)
        if not done.repeated:
            _follow(done.row, rules, order, carried)
            _propose(done.row, "", rules, order)
    return done


def act(number: str, order: Order) -> Done[Obligation]:
    """Take one action on an obligation, with all that follows for its parts.

    Raises UnknownObligation, MovedOn, KeyUsed or Refused; then nothing has changed.
    """
    pictures = files.checked(order.pictures)
    with transaction.atomic():
        row = locked(number)
        rules = acting_rules(row.rules)
        carried = _carried(order, pictures, rules.obligation)
        asked = _as(rules, rules.obligation, order, around_of(row, rules), _where(row), order.action)
        process = ObligationProcess(row.rules, row.kind, pictures)
        done = carry_out(process, prepared(asked, number, carried, current_city()), number)
        if not done.repeated:
            _follow(done.row, rules, order, carried)
            _propose(done.row, row.matter, rules, order)
    return done


def act_on_part(number: str, serial: int, order: Order) -> Done[Part]:
    """Take one action on a part; where it was the last one to come so far, the obligation moves on too.

    Raises UnknownObligation, MovedOn, KeyUsed or Refused; then nothing has changed.
    """
    pictures = files.checked(order.pictures)
    with transaction.atomic():
        row = locked(number)
        part = row.parts.filter(serial=serial).first()
        if part is None:
            raise UnknownObligation(f"{number}-{serial}")
        done = _on_part(row, part, order, pictures)
        if not done.repeated:
            _gathered(row, rules_of(row.rules), order)
    return done


def _on_part(row: Obligation, part: Part, order: Order, pictures: Sequence[files.Picture] = ()) -> Done[Part]:
    rules = acting_rules(row.rules)
    assert rules.part is not None, "what has parts has a process for them"
    carried = _carried(order, pictures, rules.part)
    part.obligation = row
    around = around_of(row, rules, part.organisation_id)
    asked = _as(rules, rules.part, order, around, _where(part), order.action)
    process = PartProcess(row, pictures)
    return carry_out(process, prepared(asked, part.name, carried, current_city()), part.name)


def _carried(order: Order, pictures: Iterable[files.Picture], process: Definition) -> dict[str, Any]:
    """What is carried, without what is empty, as a text of blanks is, and with the digests of the pictures."""
    carried = {key: value for key, value in order.carried.items() if not _is_blank(value)}
    return files.carried_with(pictures, carried, process)


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _where(row: Obligation | Part) -> Snapshot:
    return snapshots.from_json(row.snapshot)


def _as(rules: Rules, process: Definition, order: Order, around: Around, snapshot: Snapshot, action: str) -> Order:
    actor = in_role(rules, process, order.actor, around, snapshot, action)
    return replace(order, action=action, actor=actor)


def _may_call(kind: Kind, actor: Actor, place: str) -> None:
    """Raises Refused where organisations of this sort do not open this kind, or not there."""
    if actor.post_kind == SYSTEM:
        return
    found = Organisation.objects.filter(code=actor.organisation).values_list("kind", flat=True).first()
    if found not in kind.callers:
        raise Refused([Reason("may_not_call", {"callers": sorted(kind.callers)})])
    if is_place(place) and not covers(actor.region, place):
        raise Refused([Reason("outside_region", {"region": actor.region})])


def _follow(row: Obligation, rules: Rules, order: Order, carried: Mapping[str, Any]) -> None:
    """What an act on an obligation means for its parts, and then for itself."""
    action = order.action
    for at, code in enumerate(called_in(rules, action, {**_where(row).facts, **carried})):
        _call(row, rules, order, code, is_lead=at == 0 and not row.parts.exists())
    if action in rules.with_parts:
        _with_parts(row, rules, replace(order, action=rules.with_parts[action]), carried)
    _gathered(row, rules, order)
    if not row.is_open and row.parts.filter(is_open=True).exists():
        raise Refused([Reason("parts_open")])


def _propose(row: Obligation, before: str, rules: Rules, order: Order) -> None:
    """Where an act has said what the matter is, or said it otherwise than ``before``, count how often it came."""
    if row.matter != before:
        propose_if_repeated(row, rules, dict(_where(row).facts), order.at or timezone.now())


def _call(row: Obligation, rules: Rules, order: Order, code: str, *, is_lead: bool) -> None:
    if row.parts.filter(organisation=code).exists():
        raise Refused([Reason("called_already", {"value": code})])
    assert rules.part is not None, "what calls has a process of parts"
    carried = {PLACE: row.place, "kind": row.kind}
    around = around_of(row, rules, code)
    asked = _as(rules, rules.part, _bare(order), around, Snapshot(), rules.part.opens_with)
    process = PartProcess(row, (), code, is_lead=is_lead)
    carry_out(process, prepared(asked, None, carried, current_city()), None)


def _with_parts(row: Obligation, rules: Rules, order: Order, carried: Mapping[str, Any]) -> None:
    """The same actor takes the matching act on each open part from whose state it leads, with what it carries."""
    assert rules.part is not None, "what has parts has a process for them"
    for part in row.parts.filter(is_open=True).order_by("serial"):
        lines = rules.part.transitions_for(part.state, order.action)
        if lines:
            asked = {key for line in lines for key in (*line.carries, *line.may_carry) if key in carried}
            texts = {key for key in asked if rules.part.fields[key].kind is not FieldKind.PHOTOS}
            fitting = {key: carried[key] for key in texts}
            _on_part(row, part, replace(_bare(order), carried=fitting))


def _gathered(row: Obligation, rules: Rules, order: Order) -> None:
    """Once all parts stand where the rules say, the system takes the act that follows."""
    states = list(row.parts.values_list("state", flat=True)) if rules.part else []
    if not states or not row.is_open:
        return
    assert rules.part is not None, "there are parts"
    stages = {rules.part.states[state].stage for state in states}
    for stage, action in rules.when_all.items():
        if stages <= {stage, ENDED} and rules.obligation.transitions_for(row.state, action):
            asked = Order(action, system_actor(), at=order.at)
            process = ObligationProcess(row.rules, row.kind)
            done = carry_out(process, prepared(asked, row.number, {}, current_city()), row.number)
            row.refresh_from_db()
            assert done.row.pk == row.pk


def _bare(order: Order) -> Order:
    """The order without what belongs to the first act alone."""
    return replace(order, carried={}, pictures={}, key="", seen=None)
