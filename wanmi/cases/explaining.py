"""Why a deadline is when it is, in sentences: "due Tue 10:30 because …"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wanmi.process.clocks import Running
from wanmi.worktime.calendar import WorkCalendar
from wanmi.worktime.explain import Reason, Step
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

STEPS_SHOWN = 14  # a limit of twenty working days has more; the reader wants the first weeks


def unit_name(unit: Unit) -> str:
    names = {
        Unit.URGENT_MINUTE: _("urgent minutes (day and night)"),
        Unit.URGENT_HOUR: _("urgent hours (day and night)"),
        Unit.URGENT_DAY: _("urgent days (24 hours each)"),
        Unit.NATURAL_DAY: _("calendar days"),
        Unit.WORK_HOUR: _("working hours"),
        Unit.WORK_DAY: _("working days"),
    }
    return names[unit]


def limit_text(limit: Limit) -> str:
    return _("%(value)d %(unit)s") % {"value": limit.value, "unit": unit_name(limit.unit)}


def explain(clock: Running, calendar: WorkCalendar) -> list[str]:
    """Sentences from the start of a clock to its deadline, in the reader's language and the active time zone."""
    return list(_sentences(clock, calendar))


def _sentences(clock: Running, calendar: WorkCalendar) -> Iterator[str]:
    started = clock.events[0].at
    if clock.limit is None:
        yield _("Due %(due)s: the day that was agreed.") % {"due": moment(clock.deadline)}
        return
    yield _("Due %(due)s because %(limit)s run from %(start)s.") % {
        "due": moment(clock.deadline),
        "limit": limit_text(clock.limit),
        "start": moment(started),
    }
    steps = calendar.explain(started, clock.limit)
    yield from (_step(step) for step in steps[:STEPS_SHOWN])
    if len(steps) > STEPS_SHOWN:
        yield _("… and so on until the limit is used up.")
    yield from _events(clock, calendar)
    if clock.provisional:
        yield _("Provisional: the calendar of that time is not known yet; it is computed again when it is.")


def _step(step: Step) -> str:
    begin, end = timezone.localtime(step.begin), timezone.localtime(step.end)
    span = _("%(day)s %(begin)s–%(end)s") % {
        "day": date_format(begin, "m-d D"),
        "begin": begin.strftime("%H:%M"),
        "end": end.strftime("%H:%M") if begin.date() == end.date() else moment(step.end),
    }
    reasons = {
        Reason.NATURAL_TIME: _("counts day and night"),
        Reason.WORKING_HOURS: _("working time"),
        Reason.MAKE_UP_DAY: _("make-up working day"),
        Reason.OUT_OF_HOURS: _("out of hours, not counted"),
        Reason.START_DAY: _("day of the start, not counted"),
        Reason.WEEKEND: _("weekend, not counted"),
        Reason.DAY_OFF: _("day off, not counted"),
    }
    if step.reason in (Reason.WEEKEND, Reason.DAY_OFF):
        span = date_format(begin, "m-d D")
    return _("%(span)s: %(reason)s") % {"span": span, "reason": reasons[step.reason]}


def _events(clock: Running, calendar: WorkCalendar) -> Iterator[str]:
    """Extensions, and pauses with the time they put behind the deadline."""
    assert clock.limit is not None
    for event in clock.events:
        if event.kind == "extend":
            yield _("Extended on %(at)s by %(limit)s.") % {"at": moment(event.at), "limit": limit_text(clock.limit)}
    for before, after in pairwise(event for event in clock.events if event.kind != "extend"):
        if after.kind == "resume":
            yield _("Rested from %(since)s to %(until)s; the time on this clock was added.") % {
                "since": moment(before.at),
                "until": moment(after.at),
            }
    if clock.paused:
        yield _("Resting now; the time until it goes on will be added.")


def moment(at: datetime) -> str:
    """A moment as people say it: ``11-24 Tue 10:30``, with the year where it is another one."""
    local = timezone.localtime(at)
    same_year = local.year == timezone.localtime().year
    return date_format(local, "m-d D H:i" if same_year else "Y-m-d D H:i")
