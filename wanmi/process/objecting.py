"""Why somebody may not take a line of the table now, whatever he carries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from wanmi.codes.place import covers
from wanmi.process.clocks import Running
from wanmi.process.definition import DEPARTMENT, NOWHERE, PLACE, ClockState, Definition, Scope, Transition
from wanmi.process.errors import Reason
from wanmi.process.subject import Actor, Snapshot


def objections(
    definition: Definition, line: Transition, snapshot: Snapshot, actor: Actor, at: datetime
) -> Iterator[Reason]:
    """Every reason: the subject's facts, the post, its ground, the sides, how often, how late."""
    yield from unmet(line, snapshot)
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


def unmet(line: Transition, snapshot: Snapshot) -> Iterator[Reason]:
    """The line's conditions on facts that do not hold."""
    for fact, values in line.when.items():
        if snapshot.facts.get(fact) not in values:
            yield Reason("only_when", {"fact": fact, "values": list(values)})
    for fact, values in line.unless.items():
        if snapshot.facts.get(fact) in values:
            yield Reason("not_when", {"fact": fact, "values": list(values)})


def _outside(definition: Definition, snapshot: Snapshot, actor: Actor) -> Iterator[Reason]:
    if not covers(actor.region, str(snapshot.facts[PLACE])):
        yield Reason("outside_region", {"region": actor.region})
    department = snapshot.facts.get(DEPARTMENT)
    if definition.posts[actor.post_kind].scope is Scope.DEPARTMENT and actor.organisation != department:
        yield Reason("other_department", {"department": department})


def _clock_is(clock: Running | None, wanted: ClockState, at: datetime) -> bool:
    if clock is None:
        return False
    if wanted is ClockState.LATE:
        return clock.is_late(at)
    if wanted is ClockState.AHEAD:
        return at <= clock.deadline
    return clock.is_running() and not (wanted is ClockState.IN_TIME and clock.is_late(at))
