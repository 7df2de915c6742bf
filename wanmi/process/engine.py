"""The engine: given a definition, a snapshot and an act, it decides what changes. Deterministic, no database.

``decide`` judges an act and returns the change it makes; ``apply`` makes it. Only the change is journaled, so a
snapshot can be folded again from the journal whatever has become of the definition or the calendar since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from wanmi.codes.place import covers
from wanmi.process import clocks
from wanmi.process.carrying import faults_in
from wanmi.process.definition import Clock, ClockState, Definition, Json, Transition
from wanmi.process.errors import Reason, Refused
from wanmi.worktime.calendar import WorkCalendar
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

NOWHERE = ""  # the state of a subject that has not been opened yet


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person (or program) in one post. ``region`` and ``organisation`` are those of the post."""

    id: str
    post_kind: str
    post: str
    organisation: str
    region: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a subject stands. ``parts`` says who has acted on which side so far."""

    state: str = NOWHERE
    facts: Mapping[str, Json] = field(default_factory=dict)
    clocks: Mapping[str, clocks.Running] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    action: str
    actor: Actor
    at: datetime
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What one act changes; it is what the journal keeps."""

    action: str
    before: str
    after: str
    side: str
    actor: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    clocks: Mapping[str, clocks.Running] = field(default_factory=dict)
    counts: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "before": self.before,
            "after": self.after,
            "side": self.side,
            "actor": self.actor,
            "facts": dict(self.facts),
            "clocks": {key: clock.as_json() for key, clock in self.clocks.items()},
            "counts": self.counts,
        }


def change_from_json(row: Mapping[str, Any]) -> Change:
    running = {key: clocks.from_json(clock) for key, clock in row["clocks"].items()}
    return Change(**{**row, "clocks": running})


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
        reasons += tuple(faults_in(definition, line, act.carried, act.at))
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
        clocks=_clock_changes(definition, line, snapshot, seen, act.at, calendar),
        counts=line.counts,
    )


def apply(snapshot: Snapshot, change: Change) -> Snapshot:
    """The snapshot after ``change``; knows no rules."""
    counts = snapshot.counts
    if change.counts:
        counts = {**counts, change.counts: counts.get(change.counts, 0) + 1}
    parts = snapshot.parts
    if change.actor not in parts.get(change.side, ()):
        parts = {**parts, change.side: (*parts.get(change.side, ()), change.actor)}
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
    if request := str(snapshot.facts.get("request") or ""):
        asked = definition.requests[request]
        lying.append(Desk(request, asked.desk, asked.clock))
    return lying


def _applicable(
    definition: Definition, snapshot: Snapshot, action: str, actor: Actor, at: datetime
) -> tuple[Transition | None, tuple[Reason, ...]]:
    """The line of the table that speaks for this action here, and why the actor may not take it."""
    lines = _lines(definition, snapshot.state, action)
    if not lines:
        return None, (Reason("not_from_here", {"action": action, "state": snapshot.state}),)
    fitting = [line for line in lines if not any(_unmet(line, snapshot))]
    line = (fitting or list(lines))[0]
    return line, tuple(_objections(definition, line, snapshot, actor, at))


def _lines(definition: Definition, state: str, action: str) -> tuple[Transition, ...]:
    if state == NOWHERE:
        return (definition.opening,) if action == definition.opens_with else ()
    return definition.transitions_for(state, action)


def _objections(
    definition: Definition, line: Transition, snapshot: Snapshot, actor: Actor, at: datetime
) -> Iterator[Reason]:
    yield from _unmet(line, snapshot)
    if actor.post_kind not in line.by:
        yield Reason("other_post", {"posts": sorted(line.by)})
    elif snapshot.state != NOWHERE:
        yield from _outside(definition, snapshot, actor)
    for side in sorted(definition.separation.get(line.side, ())):
        if actor.id in snapshot.parts.get(side, ()):
            yield Reason("separated", {"side": line.side, "other": side})
    for counter, most in line.at_most.items():
        if snapshot.counts.get(counter, 0) >= most:
            yield Reason("used_up", {"counter": counter, "most": most})
    for clock, wanted in line.clock_is.items():
        if not _clock_is(snapshot.clocks.get(clock), wanted, at):
            yield Reason("clock", {"clock": clock, "wanted": wanted.value})


def _unmet(line: Transition, snapshot: Snapshot) -> Iterator[Reason]:
    for fact, values in line.when.items():
        if snapshot.facts.get(fact) not in values:
            yield Reason("only_when", {"fact": fact, "values": list(values)})
    for fact, values in line.unless.items():
        if snapshot.facts.get(fact) in values:
            yield Reason("not_when", {"fact": fact, "values": list(values)})


def _outside(definition: Definition, snapshot: Snapshot, actor: Actor) -> Iterator[Reason]:
    if not covers(actor.region, str(snapshot.facts["place"])):
        yield Reason("outside_region", {"region": actor.region})
    scope = definition.posts[actor.post_kind].scope
    if scope == "department" and actor.organisation != snapshot.facts.get("department"):
        yield Reason("other_department", {"department": snapshot.facts.get("department")})


def _clock_is(clock: clocks.Running | None, wanted: ClockState, at: datetime) -> bool:
    if clock is None:
        return False
    if wanted is ClockState.LATE:
        return clock.is_late(at)
    return clock.is_running() and not (wanted is ClockState.IN_TIME and clock.is_late(at))


def _facts_of(definition: Definition, line: Transition, carried: Mapping[str, Any]) -> dict[str, Json]:
    facts: dict[str, Json] = dict(line.sets)
    for key, value in carried.items():
        spec = definition.fields[key]
        if spec.fact:
            facts[key] = value
        if value in spec.codes if spec.codes else False:
            facts |= spec.codes[value].sets
    return facts


def _clock_changes(
    definition: Definition,
    line: Transition,
    snapshot: Snapshot,
    facts: Mapping[str, Json],
    at: datetime,
    calendar: WorkCalendar,
) -> dict[str, clocks.Running]:
    """New values of the clocks that this act touches; an end stops every clock."""
    now = dict(snapshot.clocks)
    for key in _stopping(definition, line, now):
        now[key] = clocks.stopped(now[key], at)
    for key in _held(line.pauses, now, running=True):
        now[key] = clocks.stopped(now[key], at, paused=True)
    for key in _held(line.resumes, now, running=False):
        now[key] = clocks.resumed(now[key], calendar, at)
    for key in line.extends:
        now[key] = clocks.extended(now[key], calendar, at)
    for key in line.starts:
        now[key] = _start(definition.clocks[key], now.get(key), line.share, facts, at, calendar)
    if line.recomputes:
        now |= {key: clocks.recomputed(clock, calendar) for key, clock in now.items() if clock.is_running()}
    return {key: clock for key, clock in now.items() if clock != snapshot.clocks.get(key)}


def _stopping(definition: Definition, line: Transition, now: Mapping[str, clocks.Running]) -> list[str]:
    ends = line.target is not None and definition.states[line.target].final
    return [key for key in now if ends or key in line.stops]


def _held(keys: tuple[str, ...], now: Mapping[str, clocks.Running], *, running: bool) -> list[str]:
    return [key for key in keys if key in now and (now[key].is_running() if running else now[key].paused)]


def _start(
    clock: Clock,
    present: clocks.Running | None,
    share: float,
    facts: Mapping[str, Json],
    at: datetime,
    calendar: WorkCalendar,
) -> clocks.Running:
    owner = str(facts.get(clock.belongs_to, "")) if clock.belongs_to else ""
    if present is not None and present.paused and present.owner == owner:
        return clocks.resumed(present, calendar, at)
    if clock.until_from:
        return clocks.started_until(calendar.zone, date.fromisoformat(str(facts[clock.until_from])), at, owner)
    limit = clock.limit or _limit_in(facts[clock.limit_from])
    return clocks.started(calendar, replace(limit, value=max(1, round(limit.value * share))), at, owner)


def _limit_in(fact: Json) -> Limit:
    """A limit kept as a fact: ``{"value": 4, "unit": "work_hour"}``."""
    assert isinstance(fact, dict)
    return Limit(int(str(fact["value"])), Unit(str(fact["unit"])))
