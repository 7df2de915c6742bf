"""The days of stays and permits, by rule and by counting them one by one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanmi.residence.rules import (
    DAY,
    Permit,
    Span,
    Terms,
    TooEarly,
    add_months,
    covered,
    endorsed,
    issue_due,
    issued,
    must_report,
    report_due,
    residence_days,
)
from wanmi.worktime.days import is_weekend

HANGZHOU = Terms(3, 3, 6, 15, 12, 1, 30)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def without(holidays: Collection[date] = ()) -> object:
    return lambda day: not is_weekend(day) and day not in holidays


@pytest.mark.parametrize(
    ("arrived", "holidays", "due"),
    [
        (date(2026, 11, 30), (), date(2026, 12, 3)),  # Monday: Thursday
        (date(2026, 11, 27), (), date(2026, 12, 2)),  # Friday: a weekend lies between
        (date(2026, 11, 28), (), date(2026, 12, 2)),  # Saturday
        (date(2026, 11, 30), (date(2026, 12, 1), date(2026, 12, 2)), date(2026, 12, 7)),
        (date(2027, 1, 31), (), date(2027, 2, 3)),
    ],
)
def test_a_stay_is_reported_by_the_third_working_day_after_the_arrival(arrived, holidays, due) -> None:
    assert report_due(arrived, HANGZHOU, without(holidays)) == due


@given(DAYS, st.sets(st.integers(1, 30), max_size=12), st.integers(1, 30))
def test_one_holiday_more_never_moves_the_day_earlier(arrived, off, more) -> None:
    holidays = {arrived + n * DAY for n in off}
    before = report_due(arrived, HANGZHOU, without(holidays))
    after = report_due(arrived, HANGZHOU, without({*holidays, arrived + more * DAY}))
    assert after >= before > arrived
    worked = [arrived + n * DAY for n in range(1, (after - arrived).days + 1)]
    assert sum(map(without({*holidays, arrived + more * DAY}), worked)) == 3


def test_only_stays_of_three_days_and_more_are_reported() -> None:
    monday = date(2026, 11, 30)
    assert must_report(monday, None, HANGZHOU)
    assert must_report(monday, monday + 3 * DAY, HANGZHOU)
    assert not must_report(monday, monday + 2 * DAY, HANGZHOU)


@pytest.mark.parametrize(
    ("day", "months", "other"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_end_on_the_corresponding_day_or_with_a_month_that_has_none(day, months, other) -> None:
    assert add_months(day, months) == other


@given(DAYS, st.integers(-60, 60))
def test_months_keep_the_day_or_end_with_the_month(day, months) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + DAY).day == 1)


def test_a_permit_needs_half_a_year_and_is_issued_within_fifteen_days() -> None:
    with pytest.raises(TooEarly) as early:
        issued(date(2026, 8, 31), date(2027, 2, 27), HANGZHOU)
    assert early.value.first == date(2027, 2, 28)
    assert issued(date(2026, 8, 31), date(2027, 2, 28), HANGZHOU).valid_until == date(2028, 2, 28)
    assert issue_due(date(2027, 2, 20), HANGZHOU) == date(2027, 3, 7)


@pytest.mark.parametrize(
    ("anchor", "ends"),
    [
        (date(2027, 1, 31), [date(2028, 1, 31), date(2029, 1, 31), date(2030, 1, 31)]),
        (date(2028, 2, 29), [date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29)]),
    ],
)
def test_years_do_not_drift_from_the_day_on_which_they_began(anchor, ends) -> None:
    permit, found = issued(add_months(anchor, -7), anchor, HANGZHOU), []
    for _year in ends:
        found.append(permit.valid_until)
        permit = endorsed(permit, permit.valid_until, HANGZHOU)
    assert found == ends
    assert permit.suspensions == ()


def test_an_endorsement_is_had_in_the_month_before_the_year_ends() -> None:
    permit = issued(date(2026, 1, 1), date(2027, 3, 31), HANGZHOU)  # until 31 March 2028
    with pytest.raises(TooEarly) as early:
        endorsed(permit, date(2028, 2, 28), HANGZHOU)
    assert early.value.first == date(2028, 2, 29)
    assert endorsed(permit, date(2028, 2, 29), HANGZHOU).valid_until == date(2029, 3, 31)


def test_suspended_days_are_left_out_and_a_late_endorsement_restores() -> None:
    permit = issued(date(2026, 1, 1), date(2026, 7, 1), HANGZHOU)
    assert permit.valid_until == date(2027, 7, 1)
    assert residence_days(permit, date(2027, 7, 2)) == 547
    assert residence_days(permit, date(2027, 8, 1)) == 547  # thirty days of suspension so far
    restored = endorsed(permit, date(2027, 8, 1), HANGZHOU)
    assert restored.suspensions == (Span(date(2027, 7, 2), date(2027, 8, 1)),)
    assert restored.valid_until == date(2028, 8, 1)
    assert residence_days(restored, date(2027, 8, 11)) == 557


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.lists(st.integers(0, 400), max_size=8), st.integers(0, 800))
def test_the_total_is_what_counting_the_days_gives(since, waits, later) -> None:
    """Each year endorsed on its last day or up to 400 days late, as ``waits`` say."""
    permit = issued(since, add_months(since, 6), HANGZHOU)
    usable = {since + n * DAY for n in range((permit.valid_until - since).days + 1)}
    for wait in waits:
        on = permit.valid_until + wait * DAY
        permit = endorsed(permit, on, HANGZHOU)
        usable |= {on + n * DAY for n in range((permit.valid_until - on).days + 1)}
    until = permit.valid_until + (later - 400) * DAY
    assert residence_days(permit, max(until, since)) == sum(day < until for day in usable)


SPANS = st.lists(
    st.tuples(DAYS, st.integers(0, 90)).map(lambda pair: Span(pair[0], pair[0] + timedelta(pair[1]))), max_size=6
)


@given(SPANS, DAYS, st.integers(0, 4000))
def test_a_day_in_two_spans_counts_once(spans, begin, length) -> None:
    within = Span(begin, begin + length * DAY)
    days = (begin + n * DAY for n in range(length))
    assert covered(spans, within) == sum(any(s.begin <= day < s.end for s in spans) for day in days)
    assert residence_days(Permit(begin, begin, date.max - DAY, tuple(spans)), within.end) <= length
