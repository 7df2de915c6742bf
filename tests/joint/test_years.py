"""What speaks against a department in a year, found without any hand work: refusals, silence, coming late."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.joint import world
from tests.joint.world import DEPARTMENTS
from tests.plans import plans, reads_plans
from wanmi.joint import clockwork, queries, scoring
from wanmi.joint.models import Obligation, Part, RuleBook
from wanmi.joint.rebuilding import rebuild
from wanmi.rebuilding import rebuild as rebuild_command
from wanmi.workforce.queries import city_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_3_a_refusal_appears_in_the_yearly_file_by_itself() -> None:
    row = world.blown()
    world.do(row, "fire", "refuse", world.department("fire"), note="人手不足")
    year = city_today().year
    assert [part.obligation.number for part in queries.yearly_file("fire", year)] == [row.number]
    assert queries.yearly_file("market", year) == []
    assert queries.yearly_file("fire", year - 1) == []
    pressed = world.do(row, "fire", "press", world.district(), note="立即到场")
    assert (pressed.state, pressed.is_refused) == ("confirmed", True)


def test_3_silence_appears_in_the_yearly_file_without_any_hand_work() -> None:
    at, year = timezone.now(), city_today().year
    row = world.blown(at=at)
    world.arrive(row, "market", at)
    due = world.part_of(row, "law_enforcement").due_at
    assert due is not None
    clockwork.sweep(due)  # the moment itself: who comes in it is not late
    assert world.arrive(row, "law_enforcement", due).in_time
    clockwork.sweep(at + timedelta(minutes=31))
    assert [part.obligation.number for part in queries.yearly_file("fire", year)] == [row.number]
    assert queries.yearly_file("market", year) == queries.yearly_file("law_enforcement", year) == []
    part = world.part_of(row, "fire")
    assert (part.state, part.in_time, part.is_silent, part.is_refused) == ("called", False, True, False)
    assert scoring.year("fire", year).parts == 0  # it may still come
    world.do(row, "fire", "release", world.leader(), at + timedelta(days=1))
    assert (scoring.year("fire", year).parts, scoring.year("fire", year).mean) == (1, 0)
    assert queries.yearly_file("fire", year)
    assert rebuild().differences == []


def test_3_a_withdrawn_whistle_keeps_who_had_not_come() -> None:
    at, year = timezone.now(), city_today().year
    late, early = world.blown(at=at), world.blown(at=at)
    world.take(early, "withdraw", world.leader(), at + timedelta(minutes=5), note="误吹")
    world.take(late, "withdraw", world.leader(), at + timedelta(minutes=31), note="无人到场")  # before any sweep
    assert [part.obligation.number for part in queries.yearly_file("fire", year)] == [late.number]
    assert scoring.year("fire", year).parts == 1
    assert rebuild().differences == []


def test_3_a_rebuild_puts_whistles_right_that_stood_before_silence_was_found_by_itself() -> None:
    """The journal of then tells of the missed deadline; the row did not say what follows from it."""
    at, year = timezone.now(), city_today().year
    waiting, withdrawn, early = (world.blown(at=at) for _ in range(3))
    world.arrive(waiting, "market", at)
    world.take(early, "withdraw", world.leader(), at, note="误吹")
    world.take(withdrawn, "withdraw", world.leader(), at + timedelta(minutes=31), note="无人到场")
    clockwork.sweep(at + timedelta(minutes=31))
    Part.objects.filter(arrived_at=None).update(in_time=None)  # as older rows are
    assert queries.yearly_files(year) == {}
    compared = CliRunner().invoke(rebuild_command, [])
    assert (compared.exit_code, queries.yearly_files(year)) == (1, {})
    assert f"{withdrawn.number}-3, in_time: stored None, journal False" in compared.output
    written = CliRunner().invoke(rebuild_command, ["--write"])
    assert (written.exit_code, "5 differences put right" in written.output) == (0, True)
    assert queries.yearly_files(year) == {"fire": 2, "law_enforcement": 2, "market": 1}
    assert early.number not in {part.obligation.number for part in queries.yearly_file("fire", year)}
    assert scoring.year("fire", year).parts == 1  # that of the one that has ended
    assert rebuild().differences == []


@reads_plans
def test_3_the_files_of_a_year_are_found_by_indices_that_hold_faults_alone() -> None:
    year = city_today().year
    with CaptureQueriesContext(connection) as asked:
        queries.yearly_files(year)
        queries.yearly_file("fire", year)
    of_all, of_one = plans(asked, "joint_part").values()
    assert "joint_part_faults " in of_all
    assert "joint_part_fault " in of_one


def test_3_whose_objection_is_upheld_never_had_to_come() -> None:
    at = timezone.now()
    row = world.blown(at=at)
    clockwork.sweep(at + timedelta(minutes=31))
    later = at + timedelta(minutes=40)
    world.do(row, "fire", "object", world.department("fire"), later, ground="no_duty", note="非我部门职责")
    assert world.part_of(row, "fire").in_time is False
    world.do(row, "fire", "uphold", world.district(), later, note="成立")
    assert queries.yearly_file("fire", city_today().year) == []
    assert scoring.year("fire", city_today().year).parts == 0


def under_a_book_without_excuses() -> tuple[Obligation, RuleBook]:
    """A whistle that nobody has answered in time, and the newer book of its key, to be stored."""
    newer = RuleBook.objects.get(key="whistle", is_listed=True)
    texts = {name: text.replace("sets = { excused = true }", "") for name, text in newer.processes.items()}
    RuleBook.objects.filter(pk=newer.pk).update(processes=texts, digest="0" * 64)
    newer.pk, newer.digest = None, "1" * 64
    at = timezone.now()
    row = world.blown(at=at)
    clockwork.sweep(at + timedelta(minutes=31))
    for code in DEPARTMENTS:
        world.do(
            row, code, "object", world.department(code), at + timedelta(minutes=40), ground="no_duty", note="非职责"
        )
    return row, newer


def test_3_an_objection_that_was_upheld_under_an_older_book_is_no_fault_either() -> None:
    row, newer = under_a_book_without_excuses()
    year, later = city_today().year, timezone.now() + timedelta(minutes=41)
    world.do(row, "fire", "uphold", world.district(), later, note="成立")
    assert queries.yearly_files(year) == dict.fromkeys(DEPARTMENTS, 1)
    assert rebuild().differences == []
    newer.save()
    found = [(each.number, each.column, each.stored, each.journal) for each in rebuild().differences]
    assert found == [(world.part_of(row, "fire").name, "in_time", False, None)]
    rebuild(write=True)
    world.do(row, "market", "uphold", world.district(), later, note="成立")
    world.do(row, "law_enforcement", "reject", world.district(), later, note="不成立")
    world.take(row, "withdraw", world.leader(), later, note="误吹")
    assert queries.yearly_files(year) == {"law_enforcement": 1}
    assert rebuild().differences == []


def test_3_who_comes_once_pressed_has_not_come_in_time() -> None:
    at = timezone.now()
    row = world.blown(at=at)
    world.do(row, "fire", "refuse", world.department("fire"), at, note="人手不足")
    world.do(row, "fire", "press", world.district(), at, note="立即到场")
    for code in DEPARTMENTS:
        world.reported(row, code, at)
    world.take(row, "solve", world.caller(), at, note="好了", rating="five")
    assert scoring.year("fire", city_today().year).mean == Fraction("0.7")
