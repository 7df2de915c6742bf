"""How many deadlines a second one core computes, and how other ways of counting compare in the same run.

The limits are mixed as in a city's table of 470 filing conditions, most of them in working days; the starts are spread
over all minutes of 2024 to 2026, nights and holidays too. No database takes part. Time is that of the processor, so
that what else the machine does counts little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import median
from time import process_time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar
import numpy as np

from wanmi.worktime.calendar import DaySchool, HoursPeriod, WorkCalendar
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
FIRST, END = date(2024, 1, 1), date(2027, 1, 1)
HOURS = HoursPeriod(date(2000, 1, 1), None, ((time(8), time(12)), (time(14), time(18))))
# How often each limit stands in the table.
MIX = {
    Unit.WORK_DAY: {1: 113, 2: 74, 3: 75, 4: 2, 5: 74, 7: 10, 10: 2, 15: 7, 20: 1},
    Unit.WORK_HOUR: {2: 20, 4: 45, 5: 1},
    Unit.URGENT_HOUR: {1: 6, 2: 32, 4: 4},
    Unit.URGENT_DAY: {1: 1, 2: 3},
}
# Ten days in September: some of each clock.
A_PAUSE = datetime(2026, 9, 14, 2, tzinfo=UTC), datetime(2026, 9, 24, 3, tzinfo=UTC)
Question = tuple[datetime, Limit]


class Peer(NamedTuple):
    """One way of counting: asked ``answer(*question)`` for each question, which gives ``per_call`` answers."""

    what: str
    who: str
    answer: Callable[[Any, Any], object]
    questions: Sequence[tuple[Any, Any]]
    per_call: int = 1


def run(quick: bool) -> dict[str, float]:
    """Print a table for people; give the figures."""
    workdays = {FIRST + n * DAY: chinese_calendar.is_workday(FIRST + n * DAY) for n in range((END - FIRST).days)}
    running = WorkCalendar("Asia/Shanghai", [HOURS], workdays)
    whole = WorkCalendar("Asia/Shanghai", [HOURS], workdays, DaySchool.END_OF_DAY)
    mixed = _questions(20_000 if quick else 100_000)
    in_days = [(start, limit) for start, limit in mixed if limit.unit is Unit.WORK_DAY]
    walk, columns = DayWalk(workdays), Columns(workdays, in_days)
    _agree(running, whole, walk, columns, mixed[:5_000], in_days)

    pauses = {unit: running.elapsed(unit, *A_PAUSE) for unit in MIX}
    paused = [(running.deadline(start, limit), pauses[limit.unit]) for start, limit in mixed]
    whole_days = "working days to closing time"
    dates = "the same as dates, without hours"
    rates = _rates(
        Peer("mixed set", "wanmi, deadline", running.deadline, mixed),
        Peer("mixed set", "wanmi, deadline behind a pause", running.shift, paused),
        Peer("mixed set", "walk day by day", walk.deadline, mixed[: len(mixed) // 10]),
        Peer(whole_days, "wanmi, deadline", whole.deadline, in_days),
        Peer(dates, "numpy busday_offset, one a call", columns.after, columns.singly()[: len(in_days) // 10]),
        Peer(dates, "numpy busday_offset, one array", columns.after, [columns.arrays], len(in_days)),
    )
    deadline, shift, walked, in_whole_days, one, array = rates
    return {
        "deadlines_per_s": round(deadline),
        "shifts_per_s": round(shift),
        "ratio_to_day_walk": round(deadline / walked, 2),
        "ratio_to_numpy_one": round(in_whole_days / one, 2),
        "ratio_to_numpy_array": round(in_whole_days / array, 3),
    }


class DayWalk:
    """The plain way: go from day to day and take off the hours of each. It knows no validity of hours and no doubt."""

    def __init__(self, workdays: dict[date, bool]) -> None:
        self.workdays = workdays

    def deadline(self, start: datetime, limit: Limit) -> datetime:
        if limit.unit in (Unit.URGENT_HOUR, Unit.URGENT_DAY):
            return start + limit.value * (DAY if limit.unit is Unit.URGENT_DAY else timedelta(hours=1))
        left = timedelta(hours=limit.value * (8 if limit.unit is Unit.WORK_DAY else 1))
        local = start.astimezone(ZONE).replace(tzinfo=None)
        day = local.date()
        while True:
            for opens, closes in HOURS.spans if self.workdays.get(day, day.weekday() < 5) else ():
                begin, end = max(datetime.combine(day, opens), local), datetime.combine(day, closes)
                if begin < end and end - begin >= left:
                    return (begin + left).replace(tzinfo=ZONE).astimezone(UTC)
                if begin < end:
                    left -= end - begin
            day += DAY


class Columns:
    """numpy counts whole business days from dates: no hours, no time of day, no pauses, nothing provisional.

    Turning moments into dates is left out of its time. A start after closing time counts as the next day's.
    """

    def __init__(self, workdays: dict[date, bool], questions: Sequence[Question]) -> None:
        # A week mask knows no make-up days, so each weekday may be worked and every day off is a holiday.
        days = [FIRST + n * DAY for n in range((END - FIRST).days + 60)]
        off = [day for day in days if not workdays.get(day, day.weekday() < 5)]
        self.calendar = np.busdaycalendar("1111111", holidays=np.array(off, dtype="datetime64[D]"))
        starts = np.array([self._date(start) for start, _ in questions], dtype="datetime64[D]")
        self.arrays = starts, np.array([limit.value for _, limit in questions])

    def _date(self, start: datetime) -> date:
        local = start.astimezone(ZONE)
        return local.date() + DAY if local.time() >= HOURS.spans[-1][1] else local.date()

    def after(self, start: Any, value: Any) -> Any:
        return np.busday_offset(start, value, roll="forward", busdaycal=self.calendar)

    def singly(self) -> list[tuple[Any, Any]]:
        return list(zip(*self.arrays, strict=True))


def _questions(count: int) -> list[Question]:
    random = Random(20260301)  # the same set in each run
    limits = [
        Limit(value, unit) for unit, values in MIX.items() for value, often in values.items() for _ in range(often)
    ]
    minutes = (END - FIRST).days * 24 * 60
    begin = datetime.combine(FIRST, time(), ZONE).astimezone(UTC)
    return [(begin + timedelta(minutes=random.randrange(minutes)), random.choice(limits)) for _ in range(count)]


def _agree(
    running: WorkCalendar,
    whole: WorkCalendar,
    walk: DayWalk,
    columns: Columns,
    questions: Sequence[Question],
    in_days: Sequence[Question],
) -> None:
    """A comparison of different answers would be worth nothing."""
    for start, limit in questions:
        assert running.deadline(start, limit).at == walk.deadline(start, limit), (start, limit)
    for (start, limit), day in zip(in_days, columns.after(*columns.arrays).tolist(), strict=True):
        assert whole.deadline(start, limit).at.astimezone(ZONE).date() == day, (start, limit)


def _rates(*peers: Peer) -> list[float]:
    """Answers a second of each, the median of five rounds in which all take their turn; prints them."""
    rounds = [[_rate(peer) for peer in peers] for _ in range(5)]
    rates = [median(column) for column in zip(*rounds, strict=True)]
    for peer, rate in zip(peers, rates, strict=True):
        count = len(peer.questions) * peer.per_call
        print(f"{peer.what:34} {count:>8,} x  {peer.who:33} {rate:>13,.0f}/s")
    return rates


def _rate(peer: Peer) -> float:
    answer = peer.answer
    begin = process_time()
    for one, other in peer.questions:
        answer(one, other)
    return len(peer.questions) * peer.per_call / (process_time() - begin)
