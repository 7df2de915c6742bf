"""What a question is answered with. Light to import: nothing here needs the engine."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Element:
    """A part of the text (character positions) and what it was read as."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Explanation:
    """The elements that a candidate rests on, what the text lacks, what speaks against, and the evidence in bits."""

    elements: list[Element] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    contradicted: list[str] = field(default_factory=list)
    evidence: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A standard address that a text may mean.

    ``level`` is how deep it reaches (place, building, room); ``score`` is between 0 and 1, 0.5 just believable;
    ``position`` is longitude and latitude in degrees, if the base has them.
    """

    code: str
    level: str
    score: float
    text: str
    position: tuple[float, float] | None
    explanation: Explanation
