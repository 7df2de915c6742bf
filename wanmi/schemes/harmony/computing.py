"""From figures to an index, each step told.

Missing figures lower the coverage, never the value; under the floor of coverage nothing is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from wanmi.schemes.harmony.definition import Dimension, Figure, Index, Mean, Weighting
from wanmi.schemes.numbers import PRECISION, rounded

HUNDRED = Fraction(100)
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class FigureScore:
    """``value`` as it was measured and ``points`` from 0 to 100; both None where there is no figure."""

    figure: Figure
    value: Fraction | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """The weighted mean of the figures that there are, None where there are none; ``coverage`` from 0 to 1."""

    dimension: Dimension
    figures: tuple[FigureScore, ...]
    points: Fraction | None
    coverage: Fraction


@dataclass(frozen=True, slots=True)
class IndexScore:
    """``points`` None: the coverage lies under the floor and nothing may be published."""

    index: Index
    dimensions: tuple[DimensionScore, ...]
    coverage: Fraction  # per cent
    points: Decimal | None


def compute(index: Index, values: Mapping[str, Fraction | None]) -> IndexScore:
    """The index of one subject, whose figures are ``values``."""
    dimensions = tuple(_dimension(each, index.of(each.key), values) for each in index.dimensions)
    coverage = HUNDRED * sum((each.coverage * each.dimension.weight for each in dimensions), ZERO)
    points = _mean(index, dimensions) if coverage >= index.coverage else None
    return IndexScore(index, dimensions, coverage, points)


def weighted(index: Index, weighting: Weighting) -> Index:
    """The index with the weights of ``weighting``, for the same figures side by side."""
    dimensions = tuple(replace(d, weight=weighting.dimensions.get(d.key, d.weight)) for d in index.dimensions)
    figures = tuple(replace(f, weight=weighting.figures.get(f.key, f.weight)) for f in index.figures)
    total = sum((dimension.weight for dimension in dimensions), ZERO)
    dimensions = tuple(replace(dimension, weight=dimension.weight / total) for dimension in dimensions)
    return replace(index, mean=weighting.mean, dimensions=dimensions, figures=figures)


def normalised(figure: Figure, value: Fraction) -> Fraction:
    """0 to 100: where the value lies between ``low`` and ``high``."""
    share = (value - figure.low) / (figure.high - figure.low)
    return HUNDRED * min(Fraction(1), max(ZERO, 1 - share if figure.falls else share))


def _dimension(
    dimension: Dimension, figures: Sequence[Figure], values: Mapping[str, Fraction | None]
) -> DimensionScore:
    scores = tuple(_figure(figure, values.get(figure.key)) for figure in figures)
    present = [(each.points, each.figure.weight) for each in scores if each.points is not None]
    weight = sum((weight for _points, weight in present), ZERO)
    points = sum((points * weight for points, weight in present), ZERO) / weight if weight else None
    return DimensionScore(dimension, scores, points, weight / sum(figure.weight for figure in figures))


def _figure(figure: Figure, value: Fraction | None) -> FigureScore:
    return FigureScore(figure, value, None if value is None else normalised(figure, value))


def _mean(index: Index, dimensions: Sequence[DimensionScore]) -> Decimal | None:
    """The mean over the dimensions that have a value, their weights made to sum to 1 again."""
    present = [(each.points, each.dimension.weight) for each in dimensions if each.points is not None]
    total = sum((weight for _points, weight in present), ZERO)
    if not total:
        return None
    if index.mean is Mean.ARITHMETIC:
        mean = sum((points * weight for points, weight in present), ZERO) / total
    else:
        mean = geometric([(points, weight / total) for points, weight in present])
    return rounded(mean, index.places, index.rounding)


def geometric(parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """The weighted geometric mean of (value, weight), weights summing to 1; 0 where a value that counts is 0."""
    counting = [(value, weight) for value, weight in parts if weight]
    if any(value == 0 for value, _weight in counting):
        return ZERO
    with localcontext() as context:
        context.prec = PRECISION
        logs = (_decimal(value).ln() * _decimal(weight) for value, weight in counting)
        return Fraction(sum(logs, Decimal(0)).exp().quantize(Decimal(1).scaleb(-PRECISION // 2)))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
