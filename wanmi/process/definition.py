"""What a process definition says, once it has been read: posts, states, clocks, fields and transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from wanmi.worktime.limits import Limit

Label = Mapping[str, str]  # language code ("zh", "en") -> text
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

ANY_STATE = "*"


class FieldKind(StrEnum):
    """What an act may carry. The engine checks presence and shape, the rooms above check what the value means."""

    TEXT = "text"
    CODE = "code"
    PHOTOS = "photos"  # list of attachment digests
    POSITION = "position"  # {"lon": float, "lat": float}
    PLACE = "place"
    ITEM = "item"
    CONDITION = "condition"
    ORGANISATION = "organisation"
    DATE = "date"  # ISO 8601
    CASE = "case"
    REPORTER = "reporter"


class ClockState(StrEnum):
    """What a transition may ask of a clock."""

    RUNNING = "running"
    IN_TIME = "in_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Post:
    key: str
    label: Label
    side: str
    scope: str  # "region" or "department"


@dataclass(frozen=True, slots=True)
class State:
    key: str
    label: Label
    stage: str
    desk: str | None = None
    clock: str = ""  # the clock that says when its desk is late
    final: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked for beside the state; it lies on a desk of its own."""

    key: str
    label: Label
    desk: str
    clock: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock with a limit of its own, a limit taken from a fact, or an end date taken from a fact."""

    key: str
    label: Label
    limit: Limit | None = None
    limit_from: str = ""
    until_from: str = ""
    belongs_to: str = ""  # fact whose change makes a paused clock start anew instead of going on
    on_due: str = ""  # action that the system takes when the clock has run out


@dataclass(frozen=True, slots=True)
class Code:
    key: str
    label: Label
    sets: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    label: Label
    kind: FieldKind
    sealed: bool = False
    fact: bool = False
    at_least: int = 1
    within_days: int = 0
    codes: Mapping[str, Code] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: who may take which action from where to where, carrying what, with which clocks."""

    action: str
    label: Label
    sources: frozenset[str]
    by: frozenset[str]
    side: str
    place: str  # where the line stands, for error messages: "transition 7, line 83"
    target: str | None = None  # None: the state stays
    when: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    clock_is: Mapping[str, ClockState] = field(default_factory=dict)
    at_most: Mapping[str, int] = field(default_factory=dict)
    carries: tuple[str, ...] = ()
    may_carry: tuple[str, ...] = ()
    sets: Mapping[str, Json] = field(default_factory=dict)
    counts: str = ""
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    recomputes: bool = False
    share: float = 1.0  # share of the limit that a started clock gets


@dataclass(frozen=True)
class Definition:
    """A whole process. Read one with :func:`wanmi.process.reading.read_definition`, which also checks it."""

    key: str
    edition: str
    label: Label
    opens_with: str
    stages: Mapping[str, Label]
    posts: Mapping[str, Post]
    states: Mapping[str, State]
    requests: Mapping[str, Request]
    clocks: Mapping[str, Clock]
    fields: Mapping[str, Field]
    transitions: tuple[Transition, ...]
    separation: Mapping[str, frozenset[str]]  # side -> sides it is separated from, in both directions

    @cached_property
    def leaving(self) -> Mapping[str, tuple[Transition, ...]]:
        """State -> the transitions that may be taken there, in the order of the table."""
        return {
            state: tuple(t for t in self.transitions if state in t.sources or ANY_STATE in t.sources)
            for state in self.states
        }

    @cached_property
    def opening(self) -> Transition:
        return next(t for t in self.transitions if t.action == self.opens_with)

    def transitions_for(self, state: str, action: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.leaving[state] if t.action == action)

    def action_label(self, action: str) -> Label:
        return next(t.label for t in self.transitions if t.action == action)
