"""A share that a law asks for: "more than half" is ``>1/2``, "two thirds" is ``>=2/3``. Counted exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

_FORM = re.compile(r"(>=|>)([1-9][0-9]?)/([1-9][0-9]?)")


@dataclass(frozen=True, slots=True)
class Share:
    """``strict``: more than the fraction, else at least it."""

    fraction: Fraction
    strict: bool

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read ">1/2" or ">=2/3". ValueError for anything else, and for a share above the whole."""
        found = _FORM.fullmatch(text)
        if found is None or int(found[2]) > int(found[3]):
            raise ValueError(text)
        return cls(Fraction(int(found[2]), int(found[3])), found[1] == ">")

    def needed(self, whole: int) -> int:
        """The smallest count that is this share of ``whole``."""
        part = self.fraction * whole
        return floor(part) + 1 if self.strict else ceil(part)

    def is_met(self, count: int, whole: int) -> bool:
        return whole > 0 and count >= self.needed(whole)

    def __str__(self) -> str:
        return f"{'>' if self.strict else '>='}{self.fraction.numerator}/{self.fraction.denominator}"
