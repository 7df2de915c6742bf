"""What a process definition says, once it has been read: posts, states, clocks, fields and transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from wanmi.process.sources import place_of
from wanmi.worktime.limits import Limit

Label = Mapping[str, str]  # language code ("zh", "en") -> text
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

ANY_STATE = "*"
NOWHERE = ""  # the state of a subject that has not been opened yet
LANGUAGES = ("zh", "en")

# Facts and a post that the engine itself looks at.
PLACE = "place"  # the place code that the posts' regions must cover
DEPARTMENT = "department"  # the organisation that has the subject
REQUEST = "request"  # the key of the open request, or ""
SYSTEM = "system"  # the post in which the program acts by itself


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
    AHEAD = "ahead"  # its deadline has not passed, though it may have stopped


class Scope(StrEnum):
    """Where a post may act: on its ground, or there on what its own organisation has."""

    REGION = "region"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of post. ``side`` is where it stands: it takes no act on a side that is separated from that one."""

    key: str
    label: Label
    side: str
    scope: Scope


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
    not_before: str = ""  # fact that may hold a moment (ISO 8601): the clock begins then, where that is still to come


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
    gives: tuple[str, ...] = ()  # facts that the rooms above find from the value
    at_least: int = 1  # photos
    within_days: int = 0  # dates: so many days ahead at most; 0 sets no bound
    codes: Mapping[str, Code] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Transition:
    """One line of the table: who may take which action from where to where, carrying what, with which clocks."""

    action: str
    label: Label
    sources: frozenset[str]
    by: frozenset[str]
    side: str
    place: str  # where the line stands, for error messages: "process.toml line 83, transition accept"
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
    share: float = 1.0  # share of the limit that a started clock gets, rounded up to whole units

    @property
    def touches(self) -> frozenset[str]:
        """The clocks that the line moves."""
        return frozenset((*self.starts, *self.stops, *self.pauses, *self.resumes, *self.extends))

    def leaves(self, state: str) -> bool:
        return self.target is not None and self.target != state


@dataclass(frozen=True)
class Definition:
    """A whole process. Read one with :func:`wanmi.process.reading.read_definition`, which also checks it."""

    key: str
    edition: str
    label: Label
    opens_with: str
    sides: Mapping[str, Label]
    separation: Mapping[str, frozenset[str]]  # side -> sides it is separated from, in both directions
    stages: Mapping[str, Label]
    counters: Mapping[str, Label]
    posts: Mapping[str, Post]
    states: Mapping[str, State]
    requests: Mapping[str, Request]
    clocks: Mapping[str, Clock]
    fields: Mapping[str, Field]
    transitions: tuple[Transition, ...]
    places: Mapping[str, str]  # "clocks.review" -> "process.toml line 211", for error messages; "" -> the file

    def place(self, path: str) -> str:
        """Where the table or key at ``path`` stands, or else the nearest table around it."""
        return f"{place_of(self.places, path)}, {path}"

    @cached_property
    def leaving(self) -> Mapping[str, tuple[Transition, ...]]:
        """State -> the transitions that may be taken there, in the order of the table; NOWHERE -> the opening one."""
        leaving = {
            state: tuple(t for t in self.transitions if state in t.sources or ANY_STATE in t.sources)
            for state in self.states
        }
        return {NOWHERE: (self.opening,), **leaving}

    @cached_property
    def opening(self) -> Transition:
        return next(t for t in self.transitions if t.action == self.opens_with)

    def transitions_for(self, state: str, action: str) -> tuple[Transition, ...]:
        return self._lines.get((state, action), ())

    def action_label(self, action: str) -> Label:
        return self._labels[action]

    def is_final(self, state: str) -> bool:
        return state in self.states and self.states[state].final

    @cached_property
    def sealed_fields(self) -> tuple[str, ...]:
        """The fields that are kept apart from the journal."""
        return tuple(key for key, field in self.fields.items() if field.sealed)

    def looks_up(self, line: Transition, fact: str) -> bool:
        """Whether the rooms above find this fact from a field that the line needs."""
        return any(fact in self.fields[key].gives for key in line.carries if key in self.fields)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str], tuple[Transition, ...]]:
        lines: dict[tuple[str, str], tuple[Transition, ...]] = {}
        for state, leaving in self.leaving.items():
            for t in leaving:
                lines[state, t.action] = (*lines.get((state, t.action), ()), t)
        return lines

    @cached_property
    def _labels(self) -> Mapping[str, Label]:
        return {t.action: t.label for t in self.transitions}
