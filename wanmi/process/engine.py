"""The engine: given a definition, a snapshot and an act, it decides what changes. Deterministic, no database.

``decide`` judges an act and returns the change it makes; ``apply`` makes it. Only the change is journaled, so a
snapshot can be folded again from the journal whatever has become of the definition or the calendar since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wanmi.process.carrying import faults_in, is_empty
from wanmi.process.definition import NOWHERE, REQUEST, Definition, Json, Transition
from wanmi.process.errors import Reason, Refused
from wanmi.process.moving import moved
from wanmi.process.objecting import objections, unmet
from wanmi.process.subject import Act, Actor, Change, Snapshot, change_from_json
from wanmi.worktime.calendar import WorkCalendar

__all__ = [
    "NOWHERE",
    "Act",
    "Actor",
    "Change",
    "Desk",
    "Offer",
    "Snapshot",
    "apply",
    "change_from_json",
    "decide",
    "desks",
    "effect",
    "judge",
    "offers",
]


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that leads on from here: open to the actor where ``reasons`` is empty."""

    transition: Transition
    reasons: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        return not self.reasons


def decide(
    definition: Definition,
    snapshot: Snapshot,
    act: Act,
    calendar: WorkCalendar,
    facts: Mapping[str, Json] | None = None,
) -> Change:
    """What ``act`` changes; raises Refused with every reason. ``facts`` are those that the room above looked up."""
    return effect(definition, judge(definition, snapshot, act), snapshot, act, calendar, facts or {})


def judge(definition: Definition, snapshot: Snapshot, act: Act) -> Transition:
    """The line of the table by which ``act`` may be taken; raises Refused with every reason why it may not."""
    line, reasons = _applicable(definition, snapshot, act.action, act.actor, act.at)
    if line is not None:
        reasons += tuple(faults_in(definition, line, act.carried, snapshot.facts, act.at))
    if line is None or reasons:
        raise Refused(reasons)
    return line


def effect(
    definition: Definition,
    line: Transition,
    snapshot: Snapshot,
    act: Act,
    calendar: WorkCalendar,
    facts: Mapping[str, Json],
) -> Change:
    """What an act that was judged to be allowed changes."""
    new_facts = _facts_of(definition, line, act.carried) | dict(facts)
    seen = {**snapshot.facts, **new_facts}
    return Change(
        action=act.action,
        before=snapshot.state,
        after=line.target or snapshot.state,
        side=line.side,
        actor=act.actor.id,
        facts=new_facts,
        clocks=moved(definition, line, snapshot, seen, act.at, calendar),
        counts=line.counts,
    )


def apply(snapshot: Snapshot, change: Change) -> Snapshot:
    """The snapshot after ``change``; knows no rules."""
    counts, parts = snapshot.counts, snapshot.parts
    if change.counts:
        counts = {**counts, change.counts: counts.get(change.counts, 0) + 1}
    actors = parts.get(change.side, ())
    if change.actor not in actors:
        parts = {**parts, change.side: (*actors, change.actor)}
    return Snapshot(
        state=change.after,
        facts={**snapshot.facts, **change.facts},
        clocks={**snapshot.clocks, **change.clocks},
        counts=counts,
        parts=parts,
        version=snapshot.version + 1,
    )


def offers(definition: Definition, snapshot: Snapshot, actor: Actor, at: datetime) -> list[Offer]:
    """Each action that the table knows from this state, with the reasons why it is not open to ``actor``."""
    actions = dict.fromkeys(t.action for t in definition.leaving[snapshot.state])
    found = (_applicable(definition, snapshot, action, actor, at) for action in actions)
    return [Offer(transition, reasons) for transition, reasons in found if transition is not None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Why a subject lies on a desk (key of a state or request), whose desk it is, and which clock runs for it."""

    reason: str
    post_kind: str
    clock: str


def desks(definition: Definition, snapshot: Snapshot) -> list[Desk]:
    """The desks that have to act now: that of the state, and that of an open request."""
    state = definition.states[snapshot.state]
    lying = [Desk(state.key, state.desk, state.clock)] if state.desk else []
    if request := str(snapshot.facts.get(REQUEST) or ""):
        asked = definition.requests[request]
        lying.append(Desk(request, asked.desk, asked.clock))
    return lying


def _applicable(
    definition: Definition, snapshot: Snapshot, action: str, actor: Actor, at: datetime
) -> tuple[Transition | None, tuple[Reason, ...]]:
    """The line of the table that speaks for this action here, and why the actor may not take it."""
    lines = definition.transitions_for(snapshot.state, action)
    if not lines:
        return None, (Reason("not_from_here", {"action": action, "state": snapshot.state}),)
    line = next((line for line in lines if not any(unmet(line, snapshot))), lines[0])
    return line, tuple(objections(definition, line, snapshot, actor, at))


def _facts_of(definition: Definition, line: Transition, carried: Mapping[str, Any]) -> dict[str, Json]:
    """The facts that the line sets, and those among what is carried; an empty value says nothing."""
    facts: dict[str, Json] = dict(line.sets)
    for key, value in carried.items():
        if is_empty(value):
            continue
        spec = definition.fields[key]
        if spec.fact:
            facts[key] = value
        if spec.codes:
            facts |= spec.codes[value].sets
    return facts
