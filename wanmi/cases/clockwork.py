"""What the system does by itself when time passes or the calendar changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from wanmi.acts import snapshots
from wanmi.acts.system import system_actor
from wanmi.almanac.changes import after_change
from wanmi.almanac.queries import work_calendar
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case, Task
from wanmi.cases.queries import ended_at
from wanmi.cases.services import SUBJECT, Order, act
from wanmi.journal.reading import kept
from wanmi.process import clocks
from wanmi.process.errors import Refused
from wanmi.territory.queries import current_city


def tick(now: datetime | None = None) -> int:
    """Do what is due; returns the number of acts taken. Safe to run twice or in two processes at once."""
    now = now or timezone.now()
    return take_due(now) + after_change("cases", lambda: recompute(now)) + erase_expired(now)


def take_due(now: datetime) -> int:
    """Take the actions that definitions tie to the end of a clock, such as resuming a suspended case."""
    definition = case_definition()
    due = {
        state.key: definition.clocks[state.clock].on_due
        for state in definition.states.values()
        if state.clock and definition.clocks[state.clock].on_due
    }
    tasks = Task.objects.filter(reason__in=due, due_at__lte=now).select_related("case").order_by("due_at", "id")
    return sum(_taken(task.case, due[task.reason], now) for task in tasks.iterator(chunk_size=500))


def recompute(now: datetime) -> int:
    """Compute the running deadlines of all open cases again by a changed calendar, each as a journaled act."""
    open_cases = Case.objects.filter(is_open=True).order_by("id")
    return sum(_taken(case, "recompute", now) for case in open_cases.iterator(chunk_size=500) if _would_move(case))


def erase_expired(now: datetime) -> int:
    """Erase the contacts of residents whose case has ended so long ago as the city keeps them."""
    days = current_city().settings.get("keep_contact_days")
    if days is None:
        return 0
    until = now - timedelta(days=days)
    numbers = list(dict.fromkeys(row.subject for row in kept(SUBJECT, "reporter", until)))
    return sum(_expired(number, until, now) for number in numbers)


def _expired(number: str, until: datetime, now: datetime) -> int:
    case = Case.objects.filter(number=number, is_open=False).first()
    if case is None or ended_at(number) >= until:
        return 0
    return _taken(case, "erase_contact", now, erasure="expired")


def _would_move(case: Case) -> bool:
    running = [clock for clock in snapshots.from_json(case.snapshot).clocks.values() if clock.is_running()]
    return any(clocks.recomputed(clock, work_calendar()) != clock for clock in running)


def _taken(case: Case, action: str, now: datetime, **carried: str) -> int:
    """Take one action; the key makes two clockworks at once do it once, and a person may have been faster."""
    order = Order(action, system_actor(), carried, key=f"{action}:{case.number}:{case.version}", at=now)
    try:
        return int(not act(case.number, order).repeated)
    except Refused:
        return 0
