"""A running limit: a list of events from which its deadline follows, so that it can be recomputed and explained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wanmi.worktime.calendar import Deadline, WorkCalendar
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit


class Event(NamedTuple):
    """What happened to a clock: ``kind`` is start, stop, resume or extend."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """One clock of one subject. ``owner`` is the unit whose time it counts; ``paused`` tells a pause from an end.

    A clock without a limit runs to a fixed day (a suspension): its deadline never moves.
    """

    limit: Limit | None
    owner: str
    events: tuple[Event, ...]
    deadline: datetime
    provisional: bool = False
    paused: bool = False

    @property
    def stopped_at(self) -> datetime | None:
        """When it stopped or paused; only a running clock is extended, so the last event tells."""
        last = self.events[-1]
        return last.at if last.kind == "stop" else None

    def is_running(self) -> bool:
        return self.events[-1].kind != "stop"

    def is_late(self, now: datetime) -> bool:
        """Late once the deadline has passed, or when it was stopped after the deadline."""
        return (self.stopped_at or now) > self.deadline

    def after(self, kind: str, at: datetime, *, paused: bool = False) -> Running:
        """The clock after one more event, its deadline not moved yet."""
        events = (*self.events, Event(kind, at))
        return Running(self.limit, self.owner, events, self.deadline, self.provisional, paused)

    def as_json(self) -> dict[str, Any]:
        return {
            "limit": [self.limit.value, self.limit.unit.value] if self.limit else None,
            "owner": self.owner,
            "events": [[event.kind, event.at.isoformat()] for event in self.events],
            "deadline": self.deadline.isoformat(),
            "provisional": self.provisional,
            "paused": self.paused,
        }


def from_json(row: dict[str, Any]) -> Running:
    limit = row["limit"]
    return Running(
        limit=Limit(limit[0], Unit(limit[1])) if limit else None,
        owner=row["owner"],
        events=tuple(Event(kind, datetime.fromisoformat(at)) for kind, at in row["events"]),
        deadline=datetime.fromisoformat(row["deadline"]),
        provisional=row["provisional"],
        paused=row["paused"],
    )


def started(calendar: WorkCalendar, limit: Limit, at: datetime, owner: str = "") -> Running:
    deadline = calendar.deadline(at, limit)
    return Running(limit, owner, (Event("start", at),), deadline.at, deadline.provisional)


def started_until(zone: str, last_day: date, at: datetime, owner: str = "") -> Running:
    """A clock that ends with ``last_day`` in the city's own zone."""
    midnight = datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(zone))
    return Running(None, owner, (Event("start", at),), midnight.astimezone(UTC))


def stopped(clock: Running, at: datetime, *, paused: bool = False) -> Running:
    """Stop, or pause, a clock that runs. What rests already keeps its time, and a pause may become an end."""
    if clock.is_running():
        return clock.after("stop", at, paused=paused)
    return clock if clock.paused == paused else replace(clock, paused=paused)


def resumed(clock: Running, calendar: WorkCalendar, at: datetime) -> Running:
    """Go on after a pause, which is measured on the limit's own clock and put behind the deadline."""
    return recomputed(clock.after("resume", at), calendar)


def extended(clock: Running, calendar: WorkCalendar, at: datetime) -> Running:
    """Add the original limit once more to the present deadline of a clock that runs."""
    return recomputed(clock.after("extend", at), calendar)


def recomputed(clock: Running, calendar: WorkCalendar) -> Running:
    """The same events read with this calendar: nothing already granted is lost, whatever happened in between."""
    if clock.limit is None:
        return clock
    deadline = calendar.deadline(clock.events[0].at, clock.limit)
    stop: datetime | None = None
    for event in clock.events[1:]:
        deadline, stop = _after(event, deadline, stop, clock.limit, calendar)
    if (deadline.at, deadline.provisional) == (clock.deadline, clock.provisional):
        return clock
    return replace(clock, deadline=deadline.at, provisional=deadline.provisional)


def _after(
    event: Event, deadline: Deadline, stop: datetime | None, limit: Limit, calendar: WorkCalendar
) -> tuple[Deadline, datetime | None]:
    if event.kind == "extend":
        return calendar.extend(deadline, limit), stop
    if event.kind == "resume" and stop is not None:
        return calendar.shift(deadline, calendar.elapsed(limit.unit, stop, event.at)), None
    return deadline, event.at
