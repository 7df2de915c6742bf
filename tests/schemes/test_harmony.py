"""The six harmonies index: the worked example, coverage, directions, weightings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.texts import NATIONAL, index
from wanmi.process.errors import DefinitionRefused
from wanmi.schemes.harmony.computing import compute, geometric, normalised, weighted
from wanmi.schemes.harmony.definition import Index, Mean
from wanmi.schemes.harmony.reading import read_index
from wanmi.schemes.measured import known

EXAMPLE = (80, 70, 90, 60, 85, 75)
SIX = index()
TEXT = (NATIONAL / "indices" / "six_harmonies.toml").read_text(encoding="utf-8")


def values_for(of: Index, points: tuple[int, ...]) -> dict[str, Fraction | None]:
    """Figures that bring each dimension to so many points."""
    wanted = {dimension.key: Fraction(p, 100) for dimension, p in zip(of.dimensions, points, strict=True)}
    return {
        figure.key: figure.low + (figure.high - figure.low) * (1 - share if figure.falls else share)
        for figure in of.figures
        for share in [wanted[figure.dimension]]
    }


@pytest.mark.parametrize(("mean", "points"), [(Mean.ARITHMETIC, "76.67"), (Mean.GEOMETRIC, "76.01")])
def test_the_worked_example(mean: Mean, points: str) -> None:
    found = compute(replace(SIX, mean=mean), values_for(SIX, EXAMPLE))
    assert [dimension.points for dimension in found.dimensions] == list(EXAMPLE)
    assert (found.points, found.coverage) == (Decimal(points), 100)


def test_missing_figures_lower_the_coverage_not_the_value() -> None:
    figures = values_for(SIX, EXAMPLE)
    figures["consultations_closed"] = None
    found = compute(SIX, figures)
    assert found.coverage == 100 - Fraction(100, 18)
    assert found.points == Decimal("76.01")


def test_under_the_floor_of_coverage_nothing_is_published() -> None:
    figures = values_for(SIX, EXAMPLE)
    del figures["activities_per_10000"], figures["talks_participation"]
    found = compute(SIX, figures)
    assert found.coverage == Fraction(500, 6)  # one dimension of six is missing: 83 %
    assert found.points is not None
    del figures["review_lost"]
    found = compute(SIX, figures)
    assert found.coverage == 75
    assert found.points is None
    assert compute(SIX, {}).points is None


def test_figures_that_fall_are_turned_round_and_all_stay_within_bounds() -> None:
    petitions = next(figure for figure in SIX.figures if figure.key == "repeat_petitions")
    assert [normalised(petitions, Fraction(value)) for value in (0, 15, 30, 60)] == [100, 50, 0, 0]


def test_a_dimension_at_zero_brings_the_geometric_mean_to_zero() -> None:
    assert compute(SIX, values_for(SIX, (80, 70, 90, 0, 85, 75))).points == 0
    assert geometric([(Fraction(0), Fraction(0)), (Fraction(50), Fraction(1))]) == 50


def test_two_weightings_of_the_same_figures_side_by_side() -> None:
    figures = values_for(SIX, EXAMPLE)
    found = {each.key: compute(weighted(SIX, each), figures).points for each in SIX.weightings}
    assert found == {"arithmetic": Decimal("76.67"), "service_first": Decimal("75.37")}
    assert compute(SIX, figures).points == Decimal("76.01")


def test_one_figure_s_weight_is_changed() -> None:
    figures = values_for(SIX, EXAMPLE) | {"active_members": Fraction(40)}
    heavier = replace(SIX.weightings[0], figures={"active_members": Fraction(3)})
    before, after = (
        compute(weighted(SIX, each), figures).dimensions[0].points for each in (SIX.weightings[0], heavier)
    )
    assert (before, after) == (60, 50)


@given(st.lists(st.integers(1, 100), min_size=6, max_size=6))
def test_the_geometric_mean_never_exceeds_the_arithmetic_one(points: list[int]) -> None:
    figures = values_for(SIX, tuple(points))
    low, high = compute(SIX, figures).points, compute(weighted(SIX, SIX.weightings[0]), figures).points
    assert low is not None
    assert high is not None
    assert min(points) <= low <= high <= max(points)


FAULTS = {
    "weights": (('weight = "1/6"', 'weight = "1/5"'), "the weights add up to 6/5; expected 1"),
    "a person": (('["region"]', '["resident"]'), "work is scored, never people"),
    "unknown figure": (
        ('key = "intime_archive_rate"', 'key = "smiles"'),
        "'smiles' is neither an indicator nor under [given]",
    ),
    "unknown dimension": (('dimension = "law"', 'dimension = "laws"'), "dimension 'laws' is not among"),
    "bounds": (("high = 200", "high = 0"), "expected low below high"),
    "unknown weighting": (('professional = "2/8"', 'professionals = "2/8"'), "'professionals' is not among"),
    "coverage": (("coverage = 80", "coverage = 101"), "index.coverage: expected more than 0, at most 100"),
    "mean": (('"geometric"', '"harmonic"'), "expected one of geometric, arithmetic"),
}


@pytest.mark.parametrize(("change", "told"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_right_is_refused(change: tuple[str, str], told: str) -> None:
    assert change[0] in TEXT
    with pytest.raises(DefinitionRefused) as refused:
        read_index("six.toml", TEXT.replace(*change), known())
    assert told in str(refused.value)
