"""The city's days as an expression: which day an instant lies in, whatever the clocks of the city do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from wanmi.lake.projection import instant

DAY = 86_400_000_000  # microseconds
EPOCH = date(1970, 1, 1)
AHEAD = 365 * 40  # days behind the first that are told apart; no deadline lies farther ahead


def day_of(first: date, zone: str) -> Callable[[Any], Any]:
    """From an instant (microseconds since 1970, not before ``first``) to its day in the zone, counted since 1970."""
    *changing, (_until, offset, _last) = _stretches(first, zone)

    def day(at: Any) -> Any:
        steady = (at + offset) // DAY
        branches = [(at < until, ibis.least((at + shift) // DAY, last)) for until, shift, last in changing]
        return ibis.cases(*branches, else_=steady) if branches else steady

    return day


@lru_cache(maxsize=64)
def _stretches(first: date, zone: str) -> list[tuple[int, int, int]]:
    """The days that begin at the same hour of UTC, run by run: first instant behind them, offset, the last of them.

    On the day on which the clocks change, midnight is still where it was: so the last day may be longer or shorter.
    """
    found: list[tuple[int, int, int]] = []
    for number, midnight in _midnights(first, zone):
        offset = number * DAY - midnight
        if found and found[-1][1] == offset:
            found.pop()
        elif found:
            found[-1] = (midnight, *found[-1][1:])
        found.append((0, offset, number))
    return found


def _midnights(first: date, zone: str) -> Iterator[tuple[int, int]]:
    """Each day's number, and the instant at which it begins."""
    place = ZoneInfo(zone)
    for ahead in range(AHEAD):
        day = first + timedelta(days=ahead)
        yield (day - EPOCH).days, instant(datetime.combine(day, time(), place))
