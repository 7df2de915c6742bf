"""Three clocks, one question: where on the clock is an instant, and which instant is that position?

Instants are whole seconds since 1970 in UTC. A position counts what runs on the clock: seconds, or working days. Both
ways are one bisection in arrays laid out once, so a limit of any length costs O(log n).
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

    def position(self, instant: int) -> int:
        """What has run by ``instant``, where a limit or a pause begins: at closing time the next day is up."""

    def due_position(self, instant: int) -> int:
        """What has run by ``instant``, where a limit ends: closing time still belongs to the day that it closes."""

    def instant(self, position: int) -> int:
        """The first instant by which ``position`` has run."""


class NaturalClock:
    """Runs day and night, and counts seconds."""

    def position(self, instant: int) -> int:
        return instant

    def due_position(self, instant: int) -> int:
        return instant

    def instant(self, position: int) -> int:
        return position


class HoursClock:
    """Counts the seconds of working hours, and stands still between them."""

    def __init__(self, spans: Sequence[tuple[int, int]], begin: int, end: int) -> None:
        """``spans`` are (opens, closes) in order and apart, all those from ``begin`` to ``end``."""
        fenced = [(begin, begin), *spans, (end, end)]
        self._opens = [opens for opens, _ in fenced]
        self._closes = [closes for _, closes in fenced]
        self._before = list(accumulate((closes - opens for opens, closes in fenced[:-1]), initial=0))
        self._fence = len(spans) + 1

    def position(self, instant: int) -> int:
        span = bisect_right(self._opens, instant) - 1
        if not 0 <= span < self._fence:
            raise OutOfReachError
        closes = self._closes[span]
        return self._before[span] + (instant if instant < closes else closes) - self._opens[span]

    def due_position(self, instant: int) -> int:
        return self.position(instant)  # closing time and the next opening are the same position

    def instant(self, position: int) -> int:
        span = bisect_left(self._before, position) - 1
        if not 0 <= span < self._fence:
            raise OutOfReachError
        return self._opens[span] + position - self._before[span]


class DaysClock:
    """Counts working days; its positions are their closing times."""

    def __init__(self, closes: Sequence[int], begin: int, end: int) -> None:
        """``closes`` are the closing times of all working days from ``begin`` to ``end``, in order."""
        self._closes, self._begin, self._end = closes, begin, end

    def position(self, instant: int) -> int:
        if not self._begin <= instant < self._end:
            raise OutOfReachError
        return bisect_right(self._closes, instant)

    def due_position(self, instant: int) -> int:
        return self.position(instant - 1)  # the last second that the limit still has

    def instant(self, position: int) -> int:
        if not 0 <= position < len(self._closes):
            raise OutOfReachError
        return self._closes[position]
