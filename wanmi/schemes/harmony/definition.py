"""What an index says, once it has been read and proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from wanmi.schemes.definition import Given, Kind, Label, Mark
from wanmi.schemes.numbers import Rounding


class Mean(StrEnum):
    """How dimensions become one number. The geometric mean is pulled down by a weak one."""

    GEOMETRIC = "geometric"
    ARITHMETIC = "arithmetic"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a dimension: 0 at ``low``, 100 at ``high``, in proportion between, turned round where ``falls``."""

    key: str  # name of an indicator or of a given figure
    label: Label
    dimension: str
    low: Fraction
    high: Fraction
    falls: bool
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Dimension:
    key: str
    label: Label
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Weighting:
    """Other weights for the same figures, to be held against the index's own: what is not named keeps its weight."""

    key: str
    label: Label
    mean: Mean
    dimensions: Mapping[str, Fraction]
    figures: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Index:
    """An index in one version. ``coverage``: per cent of the weight that must have figures, or nothing is published."""

    key: str
    version: str
    label: Label
    by: frozenset[Kind]
    source: str
    mark: Mark
    valid_from: date
    valid_to: date | None
    mean: Mean
    coverage: Fraction
    places: int
    rounding: Rounding
    dimensions: tuple[Dimension, ...]
    figures: tuple[Figure, ...]
    given: Mapping[str, Given]
    weightings: tuple[Weighting, ...]

    def of(self, dimension: str) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.dimension == dimension)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(figure.key for figure in self.figures)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Those of the figures that are measured from the journal."""
        return tuple(name for name in self.values if name not in self.given)

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
