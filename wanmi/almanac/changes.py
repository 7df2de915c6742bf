"""What follows from a change of the calendar: the rooms compute their days again, each once."""

from __future__ import annotations

from collections.abc import Callable

from wanmi.almanac.models import CalendarSeen
from wanmi.almanac.queries import calendar_stamp


def after_change(room: str, compute_again: Callable[[], int]) -> int:
    """Have a room compute its days again where the calendar is another one than when it last did.

    Returns what ``compute_again`` does, the number of its acts. It must be safe to run twice, and in two processes at
    once: the calendar counts as seen only afterwards.
    """
    stamp = calendar_stamp()
    seen, _ = CalendarSeen.objects.get_or_create(room=room)
    if seen.stamp == stamp:
        return 0
    taken = compute_again()
    CalendarSeen.objects.filter(room=room).update(stamp=stamp)
    return taken
