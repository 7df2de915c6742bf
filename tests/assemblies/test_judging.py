"""Quorum and votes: counted exactly, explained step by step."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanmi.assemblies.judging import Rule, attendance, called, composition, motion
from wanmi.assemblies.shares import Share

HALF, TWO_THIRDS = Share.parse(">1/2"), Share.parse(">=2/3")
RULE = Rule(TWO_THIRDS, HALF, least_members=35, delegates=Share.parse(">=4/5"), women=Share.parse(">=1/3"))
COUNTS = st.integers(0, 3_000)


@pytest.mark.parametrize("text", ["", "1/2", ">0/2", ">3/2", ">=2/0", "> 1/2", ">1/2 ", ">=100/200", ">²/3"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Share.parse(text)


@pytest.mark.parametrize(
    ("share", "whole", "needed"),
    [(">1/2", 100, 51), (">1/2", 101, 51), (">=2/3", 35, 24), (">=2/3", 36, 24), (">=1/5", 11, 3), (">=1/1", 7, 7)],
)
def test_what_is_needed(share: str, whole: int, needed: int) -> None:
    assert Share.parse(share).needed(whole) == needed


@given(st.sampled_from([">1/2", ">=2/3", ">=1/10", ">=4/5"]), COUNTS, COUNTS)
def test_a_share_is_met_as_its_fraction_says(text: str, count: int, whole: int) -> None:
    share = Share.parse(text)
    exact = whole > 0 and (
        Fraction(count, whole) > share.fraction or (count * 1 == share.fraction * whole and not share.strict)
    )
    assert share.is_met(count, whole) == exact
    assert str(Share.parse(str(share))) == text


@given(COUNTS, COUNTS)
def test_a_quorum_once_reached_stays_with_more_present(present: int, entitled: int) -> None:
    verdict = attendance(RULE, present, entitled)
    assert verdict.holds == (entitled > 0 and present <= entitled and 3 * present >= 2 * entitled)
    if verdict.holds and present < entitled:
        assert attendance(RULE, present + 1, entitled).holds


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_motion_passes_by_more_than_half_of_those_present(present: int, yes: int, no: int, none: int) -> None:
    verdict = motion(RULE, present, yes, no, none)
    assert verdict.holds == (present > 0 and yes + no + none <= present and 2 * yes > present)
    if verdict.holds:
        assert not motion(RULE, present, no, yes, none).holds  # not both a motion and its contrary
    for step in verdict.steps:
        assert step.is_met == (step not in verdict.faults)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_composition_of_a_representatives_meeting(members: int, delegates: int, women: int) -> None:
    holds = composition(RULE, members, delegates, women).holds
    within = delegates <= members and women <= members
    assert holds == (members >= 35 and within and 5 * delegates >= 4 * members and 3 * women >= members)


def test_households_are_counted_by_their_own_share() -> None:
    rule = Rule(HALF, HALF, household_quorum=TWO_THIRDS)
    assert attendance(rule, 60, 100).holds
    assert not attendance(rule, 60, 100, by_household=True).holds
    assert attendance(rule, 67, 100, by_household=True).holds


def test_who_may_call_a_meeting() -> None:
    rule = Rule(HALF, HALF, callers=Share.parse(">=1/5"))
    assert called(rule, 20, 100).holds
    assert not called(rule, 19, 100).holds
    assert not called(rule, 101, 100).holds
    assert not called(rule, 50, 100, by_groups=True).holds  # the rule knows no such way
