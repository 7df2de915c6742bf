"""Beijing's whistle: the statements 1 to 5 of the facts, each a test."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from functools import partial

import pytest
from django.utils import timezone

from tests.city import PLACE
from tests.joint import world
from tests.joint.world import DEPARTMENTS, codes
from wanmi.joint import clockwork, queries, scoring
from wanmi.joint.arriving import is_at
from wanmi.joint.models import Part, RuleBook
from wanmi.joint.rebuilding import rebuild
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.process.exploring import Graph
from wanmi.workforce.queries import city_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_1_three_departments_each_with_its_own_clock_and_arrival_proven_by_time_place_and_person() -> None:
    row = world.blown()
    parts = queries.parts_of(row)
    assert [part.organisation_id for part in parts] == list(DEPARTMENTS)
    assert [part.is_lead for part in parts] == [True, False, False]
    assert all(part.desk_id == part.organisation_id and part.due_at for part in parts)
    first = world.arrive(row, "fire")
    entry = Entry.objects.get(subject=first.name, action="arrive")
    assert first.in_time
    assert (entry.at, entry.actor) == (first.arrived_at, world.department("fire").id)
    assert body_of(entry)["carried"]["position"] == world.SITE
    assert first.snapshot["clocks"]["arrival"]["events"][-1][0] == "stop"
    other = world.part_of(row, "market")
    assert other.snapshot["clocks"]["arrival"]["events"][-1][0] == "start"


@pytest.mark.parametrize("lacking", ["position", "person"])
def test_1_nobody_has_arrived_without_a_place_and_a_person(lacking: str) -> None:
    row = world.blown()
    carried = {"position": world.SITE, "person": "王队长"}
    del carried[lacking]
    assert codes(lambda: world.do(row, "fire", "arrive", world.department("fire"), **carried)) == {"missing"}


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(116.44, 39.95), (116.4096, 39.9093), (116.4039, 39.9053)],  # another street, another community, 270 m away
)
def test_1_nobody_has_arrived_in_another_place(lon: float, lat: float) -> None:
    row = world.blown()
    elsewhere = {"lon": lon, "lat": lat}
    act = partial(world.do, row, "fire", "arrive", world.department("fire"), position=elsewhere, person="王")
    assert codes(act) == {"not_there"}


def test_1_satellites_err_as_far_as_the_book_allows() -> None:
    row = world.blown()
    beside = {"lon": 116.39911, "lat": 39.9104}  # in the next community, some 25 m over the border
    part = world.do(row, "fire", "arrive", world.department("fire"), position=beside, person="王")
    assert part.state == "on_site"
    assert not is_at(116.39911, 39.9104, PLACE, within_m=0)
    assert is_at(116.39911, 39.9104, "110101001007", within_m=0)


def test_2_a_department_cannot_leave_before_the_street_says_solved_or_lets_it_go() -> None:
    row = world.blown()
    world.reported(row, "fire")
    for action in ("solve", "release"):
        assert "other_post" in codes(lambda taken=action: world.do(row, "fire", taken, world.department("fire")))
    assert codes(lambda: world.take(row, "solve", world.caller(), note="好了")) == {"not_from_here"}
    assert world.do(row, "fire", "release", world.leader()).state == "released"


def test_2_no_act_of_a_called_department_leads_to_an_end() -> None:
    process = clockwork.rules_of(RuleBook.objects.get(key="whistle")).part
    assert process is not None
    ending = [step.line for step in Graph(process).steps if process.is_final(step.after.state) and step.moves_on]
    assert ending
    assert not [line.action for line in ending if "called" in line.by]


def test_3_an_objection_goes_to_the_district_while_the_other_clocks_run() -> None:
    row = world.blown()
    part = world.do(row, "market", "object", world.department("market"), ground="no_duty", note="非我部门职责")
    assert (part.state, part.desk_id) == ("objected", "command")
    assert part.snapshot["clocks"]["arrival"]["paused"]
    assert not world.part_of(row, "fire").snapshot["clocks"]["arrival"]["paused"]
    assert [each.pk for each in queries.parts_at("command").rows] == [part.pk]
    back = world.do(row, "market", "reject", world.district(), note="属地商户，应报到")
    assert back.desk_id == "market"
    again = {"ground": "no_duty", "note": "再"}
    assert codes(lambda: world.do(row, "market", "object", world.department("market"), **again)) == {"used_up"}


def test_3_an_upheld_objection_releases() -> None:
    row = world.blown()
    world.do(row, "market", "object", world.department("market"), ground="no_duty", note="非我部门职责")
    part = world.do(row, "market", "uphold", world.district(), note="成立")
    assert (part.is_open, part.sweep_at, part.in_time) == (False, None, None)


def test_3_the_street_reports_a_refusal_only_once_nobody_has_come_in_time() -> None:
    at = timezone.now()
    row = world.blown(at=at)
    late = at + timedelta(minutes=31)
    assert codes(lambda: world.do(row, "fire", "report_refusal", world.caller(), at, note="未到")) == {"clock"}
    assert world.do(row, "fire", "report_refusal", world.caller(), late, note="未到").is_refused


def test_4_old_whistles_keep_the_old_rule() -> None:
    old = world.drafted()
    book = RuleBook.objects.get(key="whistle")
    fresh = RuleBook.objects.create(
        key=book.key,
        version="later",
        digest="x" * 64,
        valid_from=book.valid_from,
        file=book.file,
        text=book.text.replace("limit_arrival = { value = 30, ", "limit_arrival = { value = 5, ").replace(
            'callers = ["street", "department"]', 'callers = ["department"]'
        ),
        processes=book.processes,
    )
    RuleBook.objects.filter(pk=book.pk).update(is_listed=False)
    row = world.take(old, "blow", world.leader())
    assert world.part_of(row, "fire").snapshot["clocks"]["arrival"]["limit"] == [30, "urgent_minute"]
    assert codes(lambda: world.drafted()) == {"may_not_call"}
    assert old.rules_id != fresh.pk


def test_5_each_whistle_scores_and_the_third_of_the_year_is_recomputed_from_them() -> None:
    world.solved(world.blown(), ratings=("five", "three", "one"))
    year = scoring.year("law_enforcement", city_today().year)
    assert (year.mean, year.parts, year.share) == (Fraction(1), 1, Fraction(1, 3))
    assert scoring.year("market", city_today().year).mean == Fraction("0.88")
    assert year.with_regular(Fraction("0.9")) == Fraction(2, 3) * Fraction("0.9") + Fraction(1, 3)
    assert scoring.year("gardens", city_today().year).mean is None


def test_5_nothing_is_solved_without_a_rating() -> None:
    row = world.blown()
    for code in DEPARTMENTS:
        world.reported(row, code)
    assert codes(lambda: world.do(row, "fire", "solve", world.caller())) == {"missing"}
    assert "other_post" in codes(lambda: world.do(row, "fire", "solve", world.department("fire"), rating="five"))
    world.do(row, "fire", "solve", world.caller(), rating="one")  # one by one, where they differ
    assert codes(lambda: world.take(row, "solve", world.caller(), note="好了")) == {"missing"}
    row = world.take(row, "solve", world.caller(), note="好了", rating="three")
    assert (row.state, row.is_open) == ("solved", False)
    assert [part.rating for part in queries.parts_of(row)] == [0.6, 0.6, 0.2]
    assert all(scoring.year(code, city_today().year).parts == 1 for code in DEPARTMENTS)
    assert rebuild().differences == []


def test_5_under_an_older_book_what_is_solved_and_not_rated_is_counted_as_such() -> None:
    row = world.solved(world.blown())
    part = world.part_of(row, "fire")
    Part.objects.filter(pk=part.pk).update(rating=None)  # a book that asked for no rating
    year = scoring.year("fire", city_today().year)
    assert (year.parts, year.unrated, year.mean) == (0, 1, None)


def test_5_where_all_were_let_go_nobody_is_to_be_rated() -> None:
    row = world.blown()
    for code in DEPARTMENTS:
        world.do(row, code, "release", world.leader())
    assert world.take(row, "solve", world.caller(), note="已自行解决").state == "solved"


def test_5_coming_late_and_refusing_cost_points() -> None:
    at = timezone.now()
    row = world.blown(at=at)
    world.do(row, "fire", "refuse", world.department("fire"), at, note="人手不足")
    world.do(row, "fire", "release", world.leader(), at)
    world.reported(row, "law_enforcement", at + timedelta(hours=1))
    world.reported(row, "market", at)
    world.take(row, "solve", world.caller(), at + timedelta(hours=1), note="好了", rating="five")
    year = city_today().year
    assert scoring.year("law_enforcement", year).mean == Fraction("0.7")
    assert scoring.year("fire", year).mean == 0
    assert scoring.year("fire", year).refused == 1
    assert scoring.year("market", year).mean == 1
