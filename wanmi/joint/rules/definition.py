"""What a rule book of joint obligations says: who plays which role, which kinds there are, what follows from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from wanmi.process.definition import Definition, Json, Label

LOOK = "look_sealed"  # the act that shows what lies sealed
ERASE = "erase_personal"  # the act that erases it
# Clocks of a part: until when one has come, has answered in writing, or has said whether one helps.
ARRIVAL, ANSWER, REPLY = "arrival", "answer", "reply"


class Of(StrEnum):
    """What ties a post to an obligation, so that it plays a role there."""

    CALLER = "caller"  # its organisation has called
    CALLED = "called"  # its organisation is the one of the part
    HOLDER = "holder"  # its organisation has the obligation: the fact ``holder`` names it
    LEVEL = "level"  # its region is exactly the level at which the obligation stands
    GROUND = "ground"  # its region covers the place


@dataclass(frozen=True, slots=True)
class Role:
    """A post of the processes, and which posts of the city play it."""

    key: str
    posts: frozenset[str]
    of: Of


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. ``limits`` are the facts that give the clocks their limits, or shares of such (limits.py)."""

    key: str
    label: Label
    callers: frozenset[str]  # kinds of organisations whose posts may open one
    limits: Mapping[str, Json]
    organisations: frozenset[str] = frozenset()  # who may be called; empty: anyone


@dataclass(frozen=True, slots=True)
class Choice:
    """What a value of a code field means: limits of its own, and the organisation that then has the obligation."""

    limits: Mapping[str, Json] = field(default_factory=dict)
    holder: str = ""
    label: Label = field(default_factory=dict)  # where the field is a text and has no codes of its own
    to: frozenset[str] = frozenset()  # kinds of organisations to which it may go so; empty: any
    valid_from: date | None = None  # a campaign: it changes limits from this day
    valid_to: date | None = None  # to the day before this one

    def is_in_force(self, day: date) -> bool:
        """Whether it changes limits on this day; what has no dates always does."""
        return not (self.valid_from and day < self.valid_from) and not (self.valid_to and day >= self.valid_to)

    @property
    def is_dated(self) -> bool:
        return self.valid_from is not None or self.valid_to is not None


@dataclass(frozen=True, slots=True)
class Score:
    """How one part is scored, each from 0 to 1, and which part of a department's year the mean is."""

    weights: Mapping[str, Fraction]
    share: Fraction


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of the three rates (三率) out of all; ``fair``: which part of one a fairly satisfied answer counts."""

    response: Fraction
    solved: Fraction
    satisfied: Fraction
    fair: Fraction


@dataclass(frozen=True, slots=True)
class Repeats:
    """What makes two obligations the same: facts, and the place at a level; ``times`` within ``days`` are too many."""

    same: tuple[str, ...]
    level: int  # digits of the place code
    times: int
    days: int


@dataclass(frozen=True)
class Rules:
    """A whole rule book with its processes. ``calls`` names the acts that call organisations, and by which fields."""

    key: str
    version: str
    label: Label
    source: str
    valid_from: date
    valid_to: date | None
    letter: str
    posts: Mapping[str, Label]  # names of kinds of posts that only obligations know
    roles: Mapping[str, Role]
    obligation: Definition
    part: Definition | None
    calls: Mapping[str, tuple[str, ...]]
    with_parts: Mapping[str, str]
    when_all: Mapping[str, str]
    levels: Mapping[str, int]  # state -> how many digits of the place name the level at which the obligation stands
    choices: Mapping[str, Mapping[str, Choice]]  # field -> code -> what it means
    kinds: Mapping[str, Kind]
    score: Score | None = None
    rates: Weights | None = None
    repeats: Repeats | None = None
    guards: Mapping[str, str] = field(default_factory=dict)  # field that names organisations -> guard
    holds: frozenset[str] = frozenset()  # acts by which the actor's organisation comes to have the obligation
    tells: Mapping[str, str] = field(default_factory=dict)  # acts that answer the person -> the field with the words
    copies: Mapping[str, str] = field(default_factory=dict)  # kind of organisation that has it -> role with a copy
    marks: Mapping[str, Fraction] = field(default_factory=dict)  # end of a part -> what it counts, from 0 to 1
    fair: Fraction | None = None  # what "fairly satisfied" counts of one, where people rate the answer
    rated: Mapping[str, str] = field(default_factory=dict)  # how satisfied one is with the case beside it -> rating
    within_m: int = 0  # who arrives so many metres from the place has arrived there; 0: inside it alone
    promises: Mapping[str, str] = field(default_factory=dict)  # date of a part -> the clock that it may not outlast
    low: frozenset[str] = frozenset()  # values of the fact ``answered_at`` that are low levels

    @property
    def answering(self) -> frozenset[str]:
        """The kinds of posts by which an organisation works on what it has or is called to."""
        tied = (role.posts for role in self.roles.values() if role.of in (Of.HOLDER, Of.CALLED))
        return frozenset().union(*tied)

    @property
    def awaited(self) -> str:
        """The clock of a part whose missed deadline speaks against who was called: the arrival, else the answer."""
        clocks = self.part.clocks if self.part else {}
        return next((key for key in (ARRIVAL, ANSWER, REPLY) if key in clocks), "")

    @property
    def answers(self) -> frozenset[str]:
        """The acts by which who was called answers: his own that stop the awaited clock. None where he is to come."""
        if self.part is None or self.awaited == ARRIVAL:
            return frozenset()
        called = {role.key for role in self.roles.values() if role.of is Of.CALLED}
        lines = [line for line in self.part.transitions if self.awaited in line.stops]
        return frozenset(line.action for line in lines if called & set(line.by))

    @property
    def results(self) -> frozenset[str]:
        """Those of the acts that tell which move an obligation on; the others, such as an extension, end nothing."""
        moving = {line.action for line in self.obligation.transitions if line.target}
        return frozenset(self.tells.keys() & moving)

    @property
    def extensions(self) -> Mapping[str, tuple[str, ...]]:
        """Those of the acts that tell which extend a limit -> the clocks that they extend."""
        lines = [line for line in self.obligation.transitions if line.action in self.tells]
        return {line.action: line.extends for line in lines if line.extends}

    @property
    def level_posts(self) -> frozenset[str]:
        """The kinds of posts that work at a level by standing exactly there."""
        return frozenset(kind for role in self.roles.values() if role.of is Of.LEVEL for kind in role.posts)


def sealed_fields(process: Definition) -> tuple[str, ...]:
    """The fields whose values lie apart from the journal."""
    return tuple(key for key, field in process.fields.items() if field.sealed)
