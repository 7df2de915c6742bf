"""How urgent a task is, in a word that also tells without colour, and how much time is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from wanmi.cases.models import Case, Task
from wanmi.proceedings.models import Proceeding
from wanmi.process.clocks import Running, from_json
from wanmi.process.definition import Definition

EXACT_BELOW_H = 10  # hours
SOON_SHARE = 4  # due soon: the last quarter of the time it has


@dataclass(frozen=True, slots=True)
class Urgency:
    """``level`` is late, soon, ok or ended; ``due_at`` is None where no clock runs any more."""

    level: str
    due_at: datetime | None = None
    left: timedelta = timedelta()

    @property
    def icon(self) -> str:
        return {"late": "alert-triangle", "soon": "clock-exclamation", "ok": "clock", "ended": "circle-check"}[
            self.level
        ]

    @property
    def word(self) -> str:
        words = {"late": _("Late"), "soon": _("Due soon"), "ok": _("On time"), "ended": _("Ended")}
        return words[self.level]

    @property
    def wording(self) -> str:
        """``2 h 5 min left``, ``late by 3 d 4 h``."""
        if self.due_at is None:
            return ""
        sentence = _("late by %(time)s") if self.level == "late" else _("%(time)s left")
        return sentence % {"time": span(abs(self.left))}


def span(time: timedelta) -> str:
    """A length of time as people say it: no minutes beside ten hours, a minute at least."""
    minutes = max(1, int(time.total_seconds()) // 60)
    parts = {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
    if parts["days"]:
        return (_("%(days)d d %(hours)d h") if parts["hours"] else _("%(days)d d")) % parts
    if parts["hours"] >= EXACT_BELOW_H:
        return _("%(hours)d h") % parts
    return (_("%(hours)d h %(minutes)d min") if parts["hours"] else _("%(minutes)d min")) % parts


def urgency(since: datetime, due_at: datetime, now: datetime) -> Urgency:
    left = due_at - now
    if left < timedelta():
        return Urgency("late", due_at, left)
    return Urgency("soon" if left < (due_at - since) / SOON_SHARE else "ok", due_at, left)


def of_task(task: Task) -> Urgency:
    return urgency(task.opened_at, task.due_at, timezone.now())


def of_case(case: Case | Proceeding, definition: Definition) -> Urgency:
    """That of the clock of its present state."""
    clock = present_clock(case, definition)
    if clock is None or not clock.is_running():
        return Urgency("ended")
    return urgency(clock.events[0].at, clock.deadline, timezone.now())


def present_clock(case: Case | Proceeding, definition: Definition) -> Running | None:
    """The clock that says when the desk of the present state is late."""
    key = definition.states[case.state].clock
    row = case.snapshot["clocks"].get(key) if key else None
    return from_json(row) if row else None
