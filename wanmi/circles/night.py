"""When the response clock of what was said begins: at once by day, in the morning for what was said at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta

Night = tuple[time, time]


def begins(at: datetime, night: Night) -> datetime:
    """The moment, in the zone of ``at``: 22:00 is night already, 08:00 is not.

    >>> begins(datetime(2026, 11, 29, 23, 10), (time(22), time(8)))
    datetime.datetime(2026, 11, 30, 8, 0)
    """
    evening, morning = night
    if not is_night(at.time(), night):
        return at
    day = at.date() + timedelta(days=int(at.time() >= evening and morning <= evening))
    return datetime.combine(day, morning, at.tzinfo)


def is_night(clock: time, night: Night) -> bool:
    """Whether a time of day lies in the night, which may go over midnight."""
    evening, morning = night
    if evening <= morning:
        return evening <= clock < morning
    return clock >= evening or clock < morning
