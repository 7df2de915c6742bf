"""What an act does to the clocks of its subject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import ceil

from wanmi.process import clocks
from wanmi.process.clocks import Running
from wanmi.process.definition import Clock, Definition, Json, Transition
from wanmi.process.subject import Snapshot
from wanmi.worktime.calendar import WorkCalendar
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit


def moved(
    definition: Definition,
    line: Transition,
    snapshot: Snapshot,
    facts: Mapping[str, Json],
    at: datetime,
    calendar: WorkCalendar,
) -> dict[str, Running]:
    """The clocks that the line changes, as they are afterwards; ``facts`` are those after the act."""
    ends = line.target is not None and definition.states[line.target].final
    everything = ends or line.recomputes
    moving = {}
    for key in dict.fromkeys((*snapshot.clocks, *line.starts)) if everything else line.touches:
        present = snapshot.clocks.get(key)
        clock = present and _moved(present, key, line, ends, at, calendar)
        if key in line.starts:
            clock = _started(definition.clocks[key], clock, line.share, facts, at, calendar)
        if clock is not None and clock is not present:
            moving[key] = clock
    return moving


def _moved(clock: Running, key: str, line: Transition, ends: bool, at: datetime, calendar: WorkCalendar) -> Running:
    """A clock that is there already. A line moves it in one way only; an end stops every clock."""
    if ends or key in line.stops:
        return clocks.stopped(clock, at)
    if key in line.resumes and clock.paused:
        return clocks.resumed(clock, calendar, at)
    if not clock.is_running():
        return clock
    if key in line.pauses:
        return clocks.stopped(clock, at, paused=True)
    if key in line.extends:
        return clocks.extended(clock, calendar, at)
    return clocks.recomputed(clock, calendar) if line.recomputes else clock


def _started(
    clock: Clock,
    present: Running | None,
    share: float,
    facts: Mapping[str, Json],
    at: datetime,
    calendar: WorkCalendar,
) -> Running:
    """A new limit, perhaps from a later moment on; but a paused clock of the same owner goes on."""
    owner = str(facts.get(clock.belongs_to, "")) if clock.belongs_to else ""
    if present is not None and present.paused and present.owner == owner:
        return clocks.resumed(present, calendar, at)
    if clock.not_before and (later := facts.get(clock.not_before)):
        at = max(at, datetime.fromisoformat(str(later)))
    if clock.until_from:
        return clocks.started_until(calendar.zone, date.fromisoformat(str(facts[clock.until_from])), at, owner)
    return clocks.started(calendar, shared(clock.limit or _limit_in(facts[clock.limit_from]), share), at, owner)


def shared(limit: Limit, share: float) -> Limit:
    """A share of the limit, rounded up to whole units: half of 5 days is 3 days."""
    return limit if share == 1 else Limit(ceil(round(limit.value * share, 6)), limit.unit)


def _limit_in(fact: Json) -> Limit:
    """A limit kept as a fact: ``{"value": 4, "unit": "work_hour"}``."""
    assert isinstance(fact, dict)
    assert isinstance(fact["value"], int)
    return Limit(fact["value"], Unit(str(fact["unit"])))
