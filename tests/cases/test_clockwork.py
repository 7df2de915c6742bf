"""What the system does by itself: resume what was suspended, recompute when the calendar changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.city import handling, reported, take
from wanmi.almanac.models import WorkDay
from wanmi.cases.clockwork import tick
from wanmi.cases.models import Case
from wanmi.cases.rebuilding import rebuild
from wanmi.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def suspended() -> Case:
    case = handling()
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    case = take(case, "request_suspension", "handler", suspending="season", until=until, note="等待春季补种")
    return take(case, "grant_suspension", "command_leader")


def test_a_suspension_ends_by_itself_and_once() -> None:
    tick()
    case = suspended()
    assert tick(timezone.now() + timedelta(days=9)) == 0
    later = timezone.now() + timedelta(days=12)
    assert tick(later) == 1
    assert tick(later) == 0
    case.refresh_from_db()
    assert case.state == "handling"
    assert Entry.objects.get(subject=case.number, action="resume").actor == "system"
    assert rebuild().differences == []


def test_a_changed_calendar_moves_running_deadlines_and_keeps_the_old_ones_in_the_journal() -> None:
    tick()
    case = handling()
    before = case.due_at
    assert before is not None
    first = WorkDay.objects.filter(date__gte=timezone.localdate(), is_workday=True).order_by("date")
    for day in first[:30]:
        day.is_workday = False
        day.save()
    assert tick() == 1
    case.refresh_from_db()
    assert case.due_at is not None
    assert case.due_at > before
    assert Entry.objects.filter(subject=case.number, action="recompute").count() == 1
    assert tick() == 0


def test_natural_clocks_do_not_care_about_the_calendar() -> None:
    tick()
    case = reported()
    WorkDay.objects.filter(date__gte=timezone.localdate()).update(is_workday=False, updated_at=timezone.now())
    tick()
    assert not Entry.objects.filter(subject=case.number, action="recompute").exists()


def test_a_deadline_past_the_known_calendar_is_provisional_until_the_calendar_is_extended() -> None:
    tick()
    today = timezone.localdate()
    beyond = list(WorkDay.objects.filter(date__gte=today).values())
    WorkDay.objects.filter(date__gte=today).delete()
    case = handling()
    assert case.is_provisional
    WorkDay.objects.bulk_create(WorkDay(**row) for row in beyond)
    tick()
    case.refresh_from_db()
    assert not case.is_provisional
