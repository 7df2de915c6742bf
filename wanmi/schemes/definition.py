"""What a scoring scheme says, once it has been read and proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from wanmi.schemes.numbers import Rounding

Label = Mapping[str, str]  # language code ("zh", "en") -> text


class Kind(StrEnum):
    """What may be scored: work, by the ground, the department or the post it was done on or by. Never a person."""

    REGION = "region"
    DEPARTMENT = "department"
    POST = "post"


class Mark(StrEnum):
    """How far a preset's figures are known; shown wherever the scheme is."""

    SEEN = "seen"  # read in a document or a working system that ``source`` names
    MEMORY = "memory"  # remembered, not verified
    PROPOSAL = "proposal"  # proposed here, in use nowhere


class Missing(StrEnum):
    """What a line does where its figure has no value, as with a denominator of zero."""

    LEAVE_OUT = "leave_out"  # its points drop out and the others are scaled up to the total
    ZERO = "zero"
    FULL = "full"
    NO_SCORE = "no_score"  # the whole score is withheld


class Worse(StrEnum):
    """On which side of the full-score line points are lost."""

    BELOW = "below"
    ABOVE = "above"


class Run(StrEnum):
    """Whether better points go with higher figures; bands that go neither way say so."""

    RISING = "rising"
    FALLING = "falling"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Linear:
    """No points at ``zero``, all at ``full``, in proportion between; ``zero`` above ``full`` turns it round."""

    zero: Fraction
    full: Fraction


@dataclass(frozen=True, slots=True)
class Lost:
    """All points at the full-score line, ``each`` of them lost for each unit beyond it.

    A unit that has only begun counts in proportion, or whole where ``whole``.
    """

    full: Fraction
    each: Fraction
    worse: Worse
    whole: bool


@dataclass(frozen=True, slots=True)
class Band:
    """``points`` for figures from ``start`` up to, not including, ``end``; the last band includes its end."""

    start: Fraction
    end: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    rows: tuple[Band, ...]
    run: Run


@dataclass(frozen=True, slots=True)
class Deduction:
    """``each`` point off for every one counted in ``value`` past the first ``after`` of them."""

    value: str
    each: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Counted:
    rows: tuple[Deduction, ...]


Rule = Linear | Lost | Bands | Counted


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scheme: which figure earns or costs how many points, and by which rule."""

    key: str
    label: Label
    value: str  # name of an indicator or of a given figure; empty where the rule counts several
    points: Fraction  # the most it earns
    least: Fraction  # the least it earns, below zero where it may cost points of others
    rule: Rule
    missing: Missing
    group: str = ""
    is_bonus: bool = False
    note: Label = field(default_factory=dict)

    @property
    def values(self) -> tuple[str, ...]:
        """The figures that the line looks at."""
        return (
            tuple(dict.fromkeys(row.value for row in self.rule.rows))
            if isinstance(self.rule, Counted)
            else (self.value,)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together, with their sum and a cap of their own."""

    key: str
    label: Label
    points: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Given:
    """A figure that no journal holds: somebody enters it, with its source. It speaks of work, in ``unit``."""

    key: str
    label: Label
    unit: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A band of a score, in per cent of the total; its letter and pattern say what its colour says."""

    key: str
    label: Label
    start: Fraction
    end: Fraction
    colour: str  # "#1a6238"
    pattern: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scoring scheme in one version. Its total is what the lines without the bonuses add up to."""

    key: str
    version: str
    label: Label
    by: frozenset[Kind]
    source: str
    mark: Mark
    valid_from: date
    valid_to: date | None  # first day on which it is no longer in force
    total: Fraction
    least: Fraction
    most: Fraction
    places: int
    rounding: Rounding
    rounds_lines: bool  # whether each line is rounded before the sum, or the sum alone
    lines: tuple[Line, ...]
    groups: Mapping[str, Group]
    given: Mapping[str, Given]
    grades: tuple[Grade, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """Every figure that the scheme looks at, indicators and given ones."""
        return tuple(dict.fromkeys(name for line in self.lines for name in line.values))

    @property
    def indicators(self) -> tuple[str, ...]:
        """Those of them that are measured from the journal."""
        return tuple(name for name in self.values if name not in self.given)

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
