"""Answers of the published index, joined with what the base knows of each address today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wanmi.addresses.answers import Candidate, Explanation
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.publishing import is_published, resolver
from wanmi.addresses.base.queries import with_codes

BATCH_AT_MOST = 10_000  # texts of one request


@dataclass(frozen=True, slots=True)
class Found:
    """An address of the base and how sure the text means it (0 to 1, 0.5 just believable)."""

    code: str
    score: float
    address: Address
    metres: float | None = None  # distance, where a position was asked for
    why: Explanation = field(default_factory=Explanation)

    @property
    def is_in_force(self) -> bool:
        return self.address.state == "active"


def resolve(
    text: str, near: tuple[float, float] | None = None, within: str | None = None, limit: int = 5
) -> list[Found]:
    """What ``text`` means, the likeliest first; empty rather than a guess. Raises NotPublished. One query."""
    candidates = {each.code: each for each in reversed(resolver().resolve(text, near, within, limit))}
    known = with_codes(candidates)
    found = [_found(code, each, known[code]) for code, each in candidates.items() if code in known]
    return sorted(found, key=lambda each: -each.score)


def _found(code: str, candidate: Candidate, address: Address) -> Found:
    return Found(code, candidate.score, address, why=candidate.explanation)


def meant(text: str, within: str | None = None, limit: int = 5) -> list[Found]:
    """The addresses in force that ``text`` may mean, the likeliest first; none as long as nothing is published."""
    found = resolve(text, within=within, limit=limit) if text and is_published() else []
    return [each for each in found if each.is_in_force]


def best(text: str) -> Found | None:
    """The address in force that ``text`` means, None where it means none. Raises NotPublished."""
    return next((each for each in resolve(text, limit=1) if each.is_in_force), None)


def resolve_many(texts: Sequence[str]) -> list[Found | None]:
    """The best answer to each text; one query for all."""
    answers = [(code or "", score) for code, _, score in resolver().answers(texts)]
    known = with_codes(code for code, _ in answers if code)
    return [Found(code, score, known[code]) if code in known else None for code, score in answers]


def reverse(lon: float, lat: float, limit: int = 1) -> list[Found]:
    """The addresses nearest to a position within a kilometre."""
    neighbours = {each.code: each for each in resolver().reverse(lon, lat, limit)}
    known = with_codes(neighbours)
    return [Found(code, 1, known[code], each.metres) for code, each in neighbours.items() if code in known]


def complete(prefix: str, limit: int = 8) -> list[str]:
    """Full texts that begin as typed."""
    return resolver().complete(prefix, limit)
