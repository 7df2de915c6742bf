"""Rules, caps, missing figures, rounding and grades; and what holds whatever the figures are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.test_presets import PRESETS
from tests.schemes.texts import NATIONAL, TINY, preset, scored, tiny
from wanmi.schemes.definition import Bands, Counted, Line, Linear, Lost, Run, Scheme, Worse
from wanmi.schemes.scoring import Score, score

RATES = st.fractions(min_value=0, max_value=100, max_denominator=1000)
TWO_LINES = TINY.replace("total = 10", 'total = 20\nmissing = "MISSING"') + (
    '\n[[line]]\nkey = "on_time"\nlabel = { zh = "按期", en = "on time" }\nvalue = "intime_archive_rate"\npoints = 10\n'
)
BANDS = "points = 10\nbands = [{ from = 0, to = 60, points = 0 }, { from = 60, to = 100, points = 10 }]"


def codes(found: Score) -> list[str]:
    return [step.code for line in found.lines for step in line.steps] + [step.code for step in found.steps]


@pytest.mark.parametrize(
    ("missing", "points", "told"),
    [
        ("leave_out", "8.00", ["linear", "missing_leave_out", "scaled"]),
        ("zero", "4.00", ["linear", "missing_zero"]),
        ("full", "14.00", ["linear", "missing_full"]),
        ("no_score", None, ["linear", "missing_no_score", "withheld"]),
    ],
)
def test_a_figure_without_a_value(missing: str, points: str | None, told: list[str]) -> None:
    found = scored(tiny(TWO_LINES.replace("MISSING", missing)), archive_rate=40, intime_archive_rate=None)
    assert found.points == (points and Decimal(points))
    assert codes(found) == told


def test_no_figure_at_all_gives_no_score() -> None:
    assert codes(scored(tiny())) == ["missing_leave_out", "no_figures"]
    assert scored(tiny()).points is None
    assert scored(tiny()).grade is None
    assert scored(preset("region_yangzhou")).points is None  # though it takes no rework for full points


@pytest.mark.parametrize(("value", "points"), [(0, 0), ("59.99", 0), (60, 10), (100, 10), (120, 10), (-1, 0)])
def test_bands_include_their_start_and_the_last_its_end(value: object, points: int) -> None:
    assert scored(tiny(TINY.replace("points = 10", BANDS)), archive_rate=value).points == points


@pytest.mark.parametrize(("more", "points"), [("", "7.50"), ("\nwhole = true", "7.00"), ('\nworse = "above"', "10.00")])
def test_points_lost_beyond_a_line(more: str, points: str) -> None:
    text = TINY.replace("points = 10", f"points = 10\nfull = 90\neach = 1{more}")
    assert scored(tiny(text), archive_rate="87.5").points == Decimal(points)


@pytest.mark.parametrize(("rule", "points"), [("half_up", "3.35"), ("half_even", "3.34"), ("down", "3.34")])
def test_the_rounding_is_the_scheme_s_own(rule: str, points: str) -> None:
    text = TINY.replace("total = 10", f'total = 10\nrounding = "{rule}"')
    assert scored(tiny(text), archive_rate="33.45").points == Decimal(points)


def test_lines_may_be_rounded_before_the_sum() -> None:
    text = TWO_LINES.replace("MISSING", "zero").replace("total = 20", "total = 20\nplaces = 0")
    figures = {"archive_rate": 45, "intime_archive_rate": 45}
    assert scored(tiny(text), **figures).points == 9
    assert scored(tiny(text.replace("places = 0", "places = 0\nrounds_lines = true")), **figures).points == 10


def test_a_group_has_a_cap_of_its_own() -> None:
    text = TWO_LINES.replace("MISSING", "zero").replace("points = 10\n", 'points = 10\ngroup = "both"\n')
    text += '\n[groups.both]\nlabel = { zh = "两项", en = "both" }\npoints = 20\nmost = 15\n'
    found = scored(tiny(text), archive_rate=100, intime_archive_rate=80)
    assert (found.points, codes(found)[-1]) == (15, "group_capped")


def test_a_penalty_takes_from_other_lines_but_not_below_the_least() -> None:
    text = TINY + (
        '\n[[line]]\nkey = "lies"\nlabel = { zh = "造假", en = "lies" }\npoints = 0\nleast = -20\n'
        'deduct = [{ value = "lies", each = 4 }]\n\n'
        '[given.lies]\nlabel = { zh = "造假", en = "lies" }\nunit = "times"\n'
    )
    assert scored(tiny(text), archive_rate=100, lies=2).points == 2
    assert scored(tiny(text), archive_rate=100, lies=5).points == 0
    assert codes(scored(tiny(text), archive_rate=100, lies=5))[-1] == "capped_least"


@pytest.mark.parametrize(
    ("value", "grade"), [(0, "d"), ("59.9", "d"), (60, "c"), (80, "b"), ("89.9", "b"), (90, "a"), (100, "a")]
)
def test_grades_go_by_the_share_of_the_total(value: object, grade: str) -> None:
    text = TINY + preset_grades()
    found = scored(tiny(text), archive_rate=value)
    assert found.grade
    assert found.grade.key == grade


def preset_grades() -> str:
    text = (NATIONAL / "schemes" / "unit_603010.toml").read_text(encoding="utf-8")
    return "\n" + text[text.index("[[grade]]") :]


def falls(line: Line) -> bool | None:
    """Whether more of its figure means fewer points; None where the line declares neither."""
    match line.rule:
        case Linear(zero, full):
            return zero > full
        case Lost(worse=worse):
            return worse is Worse.ABOVE
        case Bands(run=run):
            return None if run is Run.FREE else run is Run.FALLING
        case Counted():
            return True


SCHEMES = st.sampled_from([preset(key) for key in PRESETS])


@given(SCHEMES, st.data())
def test_scores_stay_within_bounds_and_tell_every_line(scheme: Scheme, data: st.DataObject) -> None:
    figures = {name: data.draw(st.none() | RATES) for name in scheme.values}
    found = score(scheme, figures)
    assert all(line.steps for line in found.lines)
    assert all(line.points is None or line.line.least <= line.points <= line.line.points for line in found.lines)
    assert found.exact is None or scheme.least <= found.exact <= scheme.most
    assert (found.points is None) == (found.exact is None)


@given(SCHEMES, st.data())
def test_more_of_a_figure_moves_the_score_as_declared(scheme: Scheme, data: st.DataObject) -> None:
    figures = {name: data.draw(RATES) for name in scheme.values}
    name = data.draw(st.sampled_from(sorted(scheme.values)))
    more = figures | {name: figures[name] + data.draw(RATES)}
    directions = {falls(line) for line in scheme.lines if name in line.values}
    before, after = score(scheme, figures).exact, score(scheme, more).exact
    assert before is not None
    assert after is not None
    if directions == {True}:
        assert after <= before
    if directions == {False}:
        assert after >= before


@given(SCHEMES, st.data())
def test_the_order_of_lines_and_figures_does_not_matter(scheme: Scheme, data: st.DataObject) -> None:
    figures = {name: data.draw(st.none() | RATES) for name in scheme.values}
    turned = replace(scheme, lines=tuple(data.draw(st.permutations(scheme.lines))))
    assert score(turned, dict(reversed(figures.items()))).points == score(scheme, figures).points


def test_the_exact_score_is_kept_beside_the_rounded_one() -> None:
    assert scored(tiny(), archive_rate="100/3").exact == Fraction(10, 3)
