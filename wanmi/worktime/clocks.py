"""Three clocks, and what is asked of each: when has so much run after a moment, and how much between two?

Instants are whole seconds since 1970 in UTC. Amounts are what runs on the clock: seconds, or working days. Each answer
takes two bisections in arrays laid out once, so a limit of any length costs O(log n).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol


class OutOfReachError(LookupError):
    """The arrays end before the answer: lay out more years and ask again."""


class Clock(Protocol):
    """What a limit runs on."""

    def after(self, start: int, amount: int) -> int:
        """When ``amount`` has run since ``start``; at closing time the next day is up."""

    def later(self, due: int, amount: int) -> int:
        """When ``amount`` more has run than by a deadline; its closing time still belongs to the day that it closes."""

    def between(self, since: int, until: int) -> int:
        """The amount that runs from one moment to another."""


class NaturalClock:
    """Runs day and night, and counts seconds."""

    def after(self, start: int, amount: int) -> int:
        return start + amount

    def later(self, due: int, amount: int) -> int:
        return due + amount

    def between(self, since: int, until: int) -> int:
        return until - since


class HoursClock:
    """Counts the seconds of working hours, and stands still between them."""

    def __init__(self, spans: Sequence[tuple[int, int]], begin: int, end: int) -> None:
        """``spans`` are (opens, closes) in order and apart, all those from ``begin`` to ``end``."""
        fenced = [(begin, begin), *spans, (end, end)]
        self._opens = [opens for opens, _ in fenced]
        self._closes = [closes for _, closes in fenced]
        self._run = list(accumulate((closes - opens for opens, closes in spans), initial=0))  # by the end of each span
        self._still = [opens - run for opens, run in zip(self._opens, [0, *self._run], strict=True)]
        self._fence = len(spans) + 1

    def after(self, start: int, amount: int) -> int:
        run = self._position(start) + amount
        span = bisect_left(self._run, run)
        if not 0 < span < self._fence:
            raise OutOfReachError
        return run + self._still[span]

    def later(self, due: int, amount: int) -> int:
        return self.after(due, amount)  # closing time and the next opening are one position

    def between(self, since: int, until: int) -> int:
        return self._position(until) - self._position(since)

    def _position(self, instant: int) -> int:
        """The seconds that have run by ``instant``."""
        span = bisect_right(self._opens, instant) - 1
        if not 0 <= span < self._fence:
            raise OutOfReachError
        closes = self._closes[span]
        return (instant if instant < closes else closes) - self._still[span]


class DaysClock:
    """Counts working days; each has run at its closing time."""

    def __init__(self, closes: Sequence[int], begin: int, end: int) -> None:
        """``closes`` are the closing times of all working days from ``begin`` to ``end``, in order."""
        self._closes, self._begin, self._end = closes, begin, end

    def after(self, start: int, amount: int) -> int:
        day = self._position(start) + amount
        if not 0 <= day < len(self._closes):
            raise OutOfReachError
        return self._closes[day]

    def later(self, due: int, amount: int) -> int:
        return self.after(due - 1, amount)  # from the last second that the limit still has

    def between(self, since: int, until: int) -> int:
        return self._position(until) - self._position(since)

    def _position(self, instant: int) -> int:
        """The working days that are over by ``instant``."""
        if not self._begin <= instant < self._end:
            raise OutOfReachError
        return bisect_right(self._closes, instant)
