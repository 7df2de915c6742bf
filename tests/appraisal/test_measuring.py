"""Figures of any walked cases are those that a recount of their acts gives, and each opens its own list."""

from __future__ import annotations

import random
from datetime import date, timedelta
from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.appraisal.facts import lake_of
from tests.appraisal.recount import Asked, recount
from tests.lake.walking import walked
from wanmi.appraisal.indicators import INDICATORS, Count, Formula, Rate, Unmeasured
from wanmi.appraisal.measuring import (
    Departments,
    DutyGrids,
    NoList,
    Period,
    Posts,
    Regions,
    Settings,
    cases_behind,
    measure,
)

FIRST = date(2026, 11, 23)  # the day on which all walks begin
CODES = list(INDICATORS)
COUNTS = [code for code, indicator in INDICATORS.items() if isinstance(indicator, Count)]
choices = st.builds(
    Settings, st.sampled_from(["handling", "closing"]), st.sampled_from(["deadline", "filing", "closing"])
)
periods = st.builds(
    lambda start, days: Period(FIRST + timedelta(start), FIRST + timedelta(start + days)),
    st.integers(0, 6),
    st.integers(0, 20),
)


def stories(seed: int, cases: int = 60):
    chance = random.Random(seed)
    return [list(walked(chance, number)) for number in range(1, cases + 1)]


@settings(max_examples=5)
@given(st.integers(0, 10_000), periods, choices)
def test_figures_are_what_a_recount_gives(seed, period, chosen):
    told = stories(seed)
    lake = lake_of(told)
    now = min(period.until, max(lake.at + 1, period.since))
    asked = Asked(period.since, period.until, now, chosen.period_by, chosen.on_time)
    figures = measure(lake, COUNTS, Regions((6,)), period, chosen).to_pylist()
    found = {row["indicator"]: row["numerator"] for row in figures if row["numerator"]}
    expected = {code: count for code, count in recount(told, asked).items() if code}
    assert found == expected


@pytest.fixture(scope="module")
def lake():
    return lake_of(stories(7, 250))


WHOLE = Period(FIRST, FIRST + timedelta(365))


@pytest.mark.parametrize("by", [Regions((6, 12)), Departments(), Posts()], ids=lambda by: type(by).__name__)
def test_a_list_is_as_long_as_its_figure(lake, by):
    rows = measure(lake, CODES, by, WHOLE, Settings()).to_pylist()
    chosen = random.Random(3).sample([row for row in rows if row["numerator"] is not None], 12)
    for row in chosen:
        indicator = INDICATORS[row["indicator"]]
        if isinstance(indicator, Count):
            found = cases_behind(lake, row["indicator"], by, row["subject"], WHOLE, Settings())
            assert len(found) == row["numerator"], row
        elif isinstance(indicator, Rate):
            for part in ("numerator", "denominator"):
                found = cases_behind(lake, row["indicator"], by, row["subject"], WHOLE, Settings(), part)
                assert len(found) == row[part], row


def test_levels_together_are_levels_apart(lake):
    together = measure(lake, COUNTS, Regions((6, 12)), WHOLE, Settings()).to_pylist()
    apart = [
        row for level in (6, 12) for row in measure(lake, COUNTS, Regions((level,)), WHOLE, Settings()).to_pylist()
    ]
    key = itemgetter("subject", "indicator")
    assert sorted(together, key=key) == sorted(apart, key=key)


def test_departments_share_what_the_region_has(lake):
    def total(by, code):
        return sum(row["numerator"] for row in measure(lake, [code], by, WHOLE, Settings()).to_pylist())

    for code in ("need_dispose_num", "through_dispose_num", "rework_num", "back_num"):
        assert total(Departments(), code) == total(Regions((6,)), code)


def test_a_zero_denominator_gives_no_value(lake):
    before = Period(FIRST - timedelta(30), FIRST - timedelta(20))
    assert measure(lake, CODES, Regions((6,)), before, Settings()).num_rows == 0
    fresh = lake_of([stories(7, 1)[0][:1]])  # reported, and nothing since
    rows = measure(fresh, CODES, Regions((6,)), WHOLE, Settings()).to_pylist()
    without = [row for row in rows if isinstance(INDICATORS[row["indicator"]], Rate) and not row["denominator"]]
    assert without
    assert all(row["value"] is None for row in without)


def test_scores_have_no_list_and_what_is_not_measured_no_rows(lake):
    scores = [code for code, indicator in INDICATORS.items() if isinstance(indicator, (Formula, Unmeasured))]
    for code in scores:
        with pytest.raises(NoList):
            cases_behind(lake, code, Regions((6,)), "110101", WHOLE, Settings())
    found = {row["indicator"] for row in measure(lake, scores, Departments(), WHOLE, Settings()).to_pylist()}
    assert found == {"unit_composite_603010"}


def test_a_case_counts_for_the_duty_grids_of_its_day():
    """A unit grid that goes to another duty grid takes its new cases along and leaves the old ones."""
    told = stories(9, 30)
    places = {str(act["place"]) for story in told for act in story if act["place"]}
    opened = sorted(story[0]["at"] for story in told)
    change = opened[len(opened) // 2]
    spans = (("ZR-1", 0, change), ("ZR-2", change, None), ("ZR-3", 0, None))
    duties = [
        {"grid": place, "duty": duty, "since": since, "until": until}
        for place in places
        for duty, since, until in spans
    ]
    kept = lake_of(told, duties=duties)
    rows = measure(kept, ["report_num"], DutyGrids(), WHOLE, Settings()).to_pylist()
    before = sum(at < change for at in opened)
    assert {row["subject"]: row["numerator"] for row in rows} == {
        "ZR-1": before,
        "ZR-2": len(told) - before,
        "ZR-3": len(told),
    }
    for row in rows:
        listed = cases_behind(kept, "report_num", DutyGrids(), row["subject"], WHOLE, Settings())
        assert len(listed) == row["numerator"]
