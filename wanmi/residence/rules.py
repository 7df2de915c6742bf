"""When a stay is to be reported, when a permit may be had, and how long somebody has lived here: plain Python on days.

杭州市流动人口服务管理规定 (2018) sets the numbers, which a pack brings as :class:`Terms`. Periods are counted as in
民法典 arts 201-202: the day on which one begins is not counted, and one of months ends on the corresponding day, or on
the last day of a month that has none.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, islice

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a city's rule."""

    report_from_days: int  # a stay of so many days or more is reported
    report_within_workdays: int  # after the day of arrival
    permit_after_months: int  # of residence
    issue_within_days: int  # after the day of the application
    endorse_every_months: int
    endorse_ahead_months: int  # so long before its year ends a permit may be endorsed
    keep_days: int  # so long after somebody has left, who it was is kept


@dataclass(frozen=True, slots=True)
class Span:
    """The days from ``begin`` to the one before ``end``."""

    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class Permit:
    """``anchor``: the day from which its years are counted, that of issue or of the last late endorsement."""

    since: date  # the first day of residence
    anchor: date
    valid_until: date  # the last day on which it may be used without an endorsement
    suspensions: tuple[Span, ...] = ()


class TooEarly(ValueError):
    """What is asked for may be had from ``first`` on."""

    def __init__(self, first: date) -> None:
        super().__init__(f"not before {first}")
        self.first = first


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later or earlier, or the last day of a month that has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def must_report(arrived: date, leaves: date | None, terms: Terms) -> bool:
    """Whether a stay is long enough to be reported; one without an end is."""
    return leaves is None or (leaves - arrived).days >= terms.report_from_days


def report_due(arrived: date, terms: Terms, is_workday: Callable[[date], bool]) -> date:
    """The last day on which a stay is reported in time: such a working day after the arrival."""
    after = (day for day in (arrived + n * DAY for n in count(1)) if is_workday(day))
    return next(islice(after, terms.report_within_workdays - 1, None))


def issue_due(applied: date, terms: Terms) -> date:
    """The last day on which a permit is issued in time."""
    return applied + terms.issue_within_days * DAY


def issued(since: date, day: date, terms: Terms) -> Permit:
    """A permit that is issued on ``day``. Raises TooEarly where somebody has not lived here for long enough."""
    first = add_months(since, terms.permit_after_months)
    if day < first:
        raise TooEarly(first)
    return Permit(since, day, add_months(day, terms.endorse_every_months))


def endorsed(permit: Permit, day: date, terms: Terms) -> Permit:
    """The permit for another year: after this one where it is endorsed in time, else from ``day`` on.

    Raises TooEarly before the month in which that may be done.
    """
    if day > permit.valid_until:
        missed = Span(permit.valid_until + DAY, day)
        until = add_months(day, terms.endorse_every_months)
        return replace(permit, anchor=day, valid_until=until, suspensions=(*permit.suspensions, missed))
    first = add_months(permit.valid_until, -terms.endorse_ahead_months)
    if day < first:
        raise TooEarly(first)
    return replace(permit, valid_until=_next_year(permit, terms))


def _next_year(permit: Permit, terms: Terms) -> date:
    """Counted from the anchor, so that a year which began on 31 January or 29 February keeps ending there."""
    ends = (add_months(permit.anchor, n * terms.endorse_every_months) for n in count(1))
    return next(end for end in ends if end > permit.valid_until)


def residence_days(permit: Permit, day: date) -> int:
    """The days of residence before ``day``, without those on which the permit was suspended, then or still."""
    spans = permit.suspensions
    if day > permit.valid_until:
        spans = (*spans, Span(permit.valid_until + DAY, day))
    return (day - permit.since).days - covered(spans, Span(permit.since, day))


def covered(spans: Iterable[Span], within: Span) -> int:
    """How many days of ``within`` lie in any of the spans; a day in two of them counts once."""
    days, reached = 0, within.begin
    for span in sorted(spans, key=lambda each: each.begin):
        begin, end = max(span.begin, reached), min(span.end, within.end)
        if begin < end:
            days, reached = days + (end - begin).days, end
    return days
