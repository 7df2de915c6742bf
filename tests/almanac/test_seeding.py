"""Years come from the package, single days from people, and people win."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError

from wanmi.almanac.cli import group
from wanmi.almanac.models import WorkDay
from wanmi.almanac.services import Decider, SeedReport, change_day, covered_years, seed_years
from wanmi.journal.reading import body_of, entries_of
from wanmi.territory.models import City

pytestmark = pytest.mark.django_db
EXAM = date(2026, 6, 7)
LI = Decider("a.li", "7", "system_admin")
WANG = Decider("b.wang", "8", "system_admin")


def test_a_year_is_taken_over_with_the_names_of_its_holidays() -> None:
    assert seed_years([2026]) == SeedReport([2026], [], 365, [])
    rows = {(row.date.month, row.date.day): (row.is_workday, row.note) for row in WorkDay.objects.all()}
    assert rows[2, 14] == (True, "春节")
    assert rows[2, 16] == (False, "春节")
    assert rows[3, 7] == (False, "")
    assert rows[3, 9] == (True, "")
    assert {row.source.split()[0] for row in WorkDay.objects.all()} == {"chinesecalendar"}


def test_seeding_again_changes_nothing() -> None:
    seed_years([2025, 2026])
    assert seed_years([2026, 2025, 2026]) == SeedReport([2025, 2026], [], 0, [])
    assert WorkDay.objects.count() == 730


def test_a_year_that_the_package_does_not_know_is_reported_and_left_empty() -> None:
    unknown = covered_years()[-1] + 1
    report = seed_years([2026, unknown])
    assert (report.seeded, report.not_covered) == ([2026], [unknown])
    assert not WorkDay.objects.filter(date__year=unknown).exists()


def test_what_a_person_decided_stays() -> None:
    change_day(EXAM, True, "Entrance examination", LI)
    assert seed_years([2026]) == SeedReport([2026], [], 364, [EXAM])
    assert WorkDay.objects.get(date=EXAM).is_workday
    changed = change_day(EXAM, False, "Examination moved", WANG)
    stored = WorkDay.objects.get(date=EXAM)
    assert (stored.is_workday, stored.note, stored.source) == (False, "Examination moved", "b.wang")
    assert stored.updated_at == changed.updated_at


def test_a_decision_is_an_act_in_the_journal() -> None:
    change_day(EXAM, True, "Entrance examination", LI)
    entry = entries_of("workday", EXAM.isoformat()).get()
    assert (entry.action, entry.actor, entry.post) == ("change_day", "7", "system_admin")
    assert body_of(entry) == {"is_workday": True, "note": "Entrance examination"}


def test_what_the_package_said_wrongly_is_put_right() -> None:
    seed_years([2026])
    WorkDay.objects.filter(date=date(2026, 3, 9)).update(is_workday=False, source="chinesecalendar 1.0")
    assert seed_years([2026]).written == 1
    assert WorkDay.objects.get(date=date(2026, 3, 9)).is_workday


def test_a_note_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValidationError):
        change_day(EXAM, True, "x" * 101, LI)
    assert not WorkDay.objects.exists()


def test_the_command_seeds_and_shows(city: City) -> None:
    runner = CliRunner()
    assert "365 days written" in runner.invoke(group, ["seed", "2026"], catch_exceptions=False).output
    shown = runner.invoke(group, ["show", "2026"], catch_exceptions=False).output
    assert "2026-02-14 Sat  worked  春节" in shown
    assert "2026-02-16 Mon  off     春节" in shown
    assert "2026-03-07" not in shown
    days = json.loads(runner.invoke(group, ["show", "2026", "--json"], catch_exceptions=False).output)
    assert len(days) == 365
    assert days[0] == {"date": "2026-01-01", "is_workday": False, "note": "元旦", "source": days[0]["source"]}


def test_the_command_says_what_it_could_not_do(city: City) -> None:
    runner, unknown = CliRunner(), str(covered_years()[-1] + 1)
    seeded = runner.invoke(group, ["seed", "2026", unknown, "--json"])
    assert seeded.exit_code == 1
    assert json.loads(seeded.stdout)["not_covered"] == [int(unknown)]
    assert f"not {unknown}" in seeded.stderr
    shown = runner.invoke(group, ["show", unknown])
    assert (shown.exit_code, f"wanmi calendar seed {unknown}" in shown.output) == (1, True)
    assert runner.invoke(group, ["seed"]).exit_code == 2
