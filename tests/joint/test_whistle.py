"""Beijing's whistle: the statements 1 to 5 of the facts, each a test, and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial

import pytest
from django.utils import timezone

from tests.city import OTHER_PLACE, PLACE, filed, somebody
from tests.joint import world
from tests.joint.world import DEPARTMENTS, STREET, Order
from wanmi.joint import clockwork, queries, scoring, services, standings
from wanmi.joint.arriving import is_at
from wanmi.joint.errors import UnknownKind, UnknownObligation
from wanmi.joint.models import Obligation, Part, RuleBook
from wanmi.joint.rebuilding import rebuild
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.process.exploring import Graph
from wanmi.workforce.queries import city_today, city_zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
Act = Callable[[], object]


def codes(act: Act) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return {reason.code for reason in refused.value.reasons}


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


def test_the_district_judges_a_whistle_unnecessary() -> None:
    row = world.solved(world.blown())
    world.take(row, "judge_unnecessary", world.district(), note="街道可自行解决")
    world.drafted()
    world.take(world.drafted(), "drop", world.leader(), note="不必吹哨")
    world.blown()
    opinion = {"place": PLACE, "text": "意见", "ground": "第一项", "department": "planning"}
    services.open_obligation("power_1_facilities", Order("exercise", world.leader(), opinion))
    found = standings.blown(*queries.year_span(city_today().year))
    assert found == {STREET: standings.Blown(whistles=2, unnecessary=1)}
    assert standings.blown(*queries.year_span(city_today().year - 1)) == {}


def test_not_solved_sends_everyone_back_to_the_site() -> None:
    row = world.blown()
    for code in DEPARTMENTS:
        world.reported(row, code)
    row.refresh_from_db()
    assert row.state == "checking"
    row = world.take(row, "not_solved", world.caller(), note="油烟依旧")
    assert row.state == "blown"
    assert {part.state for part in queries.parts_of(row)} == {"on_site"}


def test_one_more_department_is_called_once() -> None:
    row = world.blown()
    world.take(row, "call_further", world.caller(), further="ecology")
    assert world.part_of(row, "ecology").desk_id == "ecology"
    assert codes(lambda: world.take(row, "call_further", world.caller(), further="ecology")) == {"called_already"}
    assert row.parts.count() == 4


def test_no_committee_is_whistled_for_later_either() -> None:
    """北京市接诉即办工作条例 art. 17; 上海市居民委员会工作条例: beyond its list a committee is handed nothing."""
    row = world.blown()
    later = partial(world.take, row, "call_further", world.caller(), further="committee.duofuxiang")
    assert codes(later) == {"committee_not_here"}
    assert row.parts.count() == 3


def test_a_withdrawn_whistle_lets_everyone_go() -> None:
    row = world.take(world.blown(), "withdraw", world.leader(), note="误吹")
    assert not row.is_open
    assert {part.state for part in queries.parts_of(row)} == {"released"}


def test_a_whistle_is_the_companion_of_a_case() -> None:
    case = filed()
    row = world.drafted(case=case.number)
    assert [each.number for each in queries.of_case(case)] == [row.number]
    assert codes(lambda: world.drafted(case="none")) == {"unknown_case"}


@pytest.mark.parametrize(
    ("carried", "reason"),
    [
        ({"lead": "nobody"}, "unknown_organisation"),
        ({"joint": "fire nobody"}, "unknown_organisation"),
        ({"lead": "committee.duofuxiang"}, "committee_not_here"),
        ({"joint": "fire committee.duofuxiang"}, "committee_not_here"),
        ({"place": "110101001999"}, "not_a_place"),
        ({"place": "x"}, "not_a_place"),
        ({"text": ""}, "missing"),
        ({"text": " \n　"}, "missing"),
        ({"lead": STREET}, "calls_itself"),
        ({"joint": f"fire {STREET}"}, "calls_itself"),
    ],
)
def test_bad_input_is_refused_and_nothing_kept(carried: dict[str, str], reason: str) -> None:
    assert reason in codes(lambda: world.drafted(**carried))
    assert not Obligation.objects.exists()


def test_an_unknown_kind() -> None:
    with pytest.raises(UnknownKind):
        world.drafted("no_such")
    with pytest.raises(UnknownObligation):
        services.act("none", Order("blow", world.leader()))


def test_who_may_act() -> None:
    row = world.drafted()
    stranger = somebody("street_leader", OTHER_PLACE, "street.hepingli")
    for actor in (world.caller(), stranger, world.department("fire"), world.district()):
        assert "other_post" in codes(lambda who=actor: world.take(row, "blow", who))
    row = world.take(row, "blow", world.leader())
    for actor in (world.caller(), world.department("market"), world.district()):
        assert "other_post" in codes(lambda who=actor: world.do(row, "fire", "confirm", who))
    assert world.do(row, "fire", "confirm", world.department("fire")).state == "confirmed"


def test_a_street_whistles_only_on_its_own_ground() -> None:
    assert codes(lambda: world.drafted(place=OTHER_PLACE)) == {"outside_region"}


def test_who_may_see() -> None:
    row = world.blown()

    def sees(actor: Actor) -> bool:
        return queries.visible(actor).filter(pk=row.pk).exists()

    assert all(map(sees, (world.caller(), world.leader(), world.department("fire"), world.district())))
    assert not sees(world.department("gardens"))
    assert not sees(somebody("street_leader", OTHER_PLACE, "street.hepingli"))
    assert not sees(somebody("audit_admin"))


def test_a_street_does_not_call_itself_later_either() -> None:
    row = world.blown()
    assert codes(lambda: world.take(row, "call_further", world.caller(), further=STREET)) == {"calls_itself"}


def test_a_joint_enforcement_is_confirmed_with_a_date_before_the_deadline_of_the_arrival() -> None:
    at = timezone.now()
    row = world.blown("joint_enforcement", at=at)
    deadline = datetime.fromisoformat(world.part_of(row, "fire").snapshot["clocks"]["arrival"]["deadline"])
    last = deadline.astimezone(city_zone()).date()
    confirm = partial(world.do, row, "fire", "confirm", world.department("fire"), at)
    assert codes(confirm) == {"missing"}
    for day in (last + timedelta(days=1), city_today() - timedelta(days=1)):
        assert codes(partial(confirm, promised_on=day.isoformat())) == {"promised_outside"}
    assert codes(partial(confirm, promised_on="soon")) == {"not_a_date"}
    assert confirm(promised_on=last.isoformat()).promised_on == last


def test_who_is_late_promises_today_alone() -> None:
    at = timezone.now() - timedelta(days=30)
    row = world.blown("joint_enforcement", at=at)
    later = timezone.now()
    today, fire = city_today(), world.department("fire")
    tomorrow = (today + timedelta(days=1)).isoformat()
    confirm = partial(world.do, row, "fire", "confirm", fire, later)
    assert codes(partial(confirm, promised_on=tomorrow)) == {"promised_outside"}
    assert confirm(promised_on=today.isoformat()).promised_on == today


def test_the_same_key_blows_once() -> None:
    row = world.drafted()
    order = Order("blow", world.leader(), key="k1")
    services.act(row.number, order)
    assert services.act(row.number, order).repeated
    assert row.parts.count() == 3


def test_the_sweep_tells_each_missed_deadline_once() -> None:
    at = timezone.now()
    world.blown(at=at)
    clockwork.tick(at)
    late = at + timedelta(minutes=31)
    assert clockwork.sweep(late) == 3
    assert clockwork.sweep(late) == 0
    assert Entry.objects.filter(action="fall_late", subject_kind="joint_part").count() == 3
    assert clockwork.sweep(at + timedelta(hours=25)) == 4  # the result of each, and of the whole


def test_what_has_ended_is_swept_no_more() -> None:
    world.solved(world.blown())
    assert not Part.objects.exclude(sweep_at=None).exists()
    assert clockwork.sweep(datetime(2099, 1, 1, tzinfo=UTC)) == 0


def test_the_rows_are_what_the_journal_says() -> None:
    world.solved(world.blown())
    world.do(world.blown(), "fire", "object", world.department("fire"), ground="no_duty", note="否")
    assert rebuild().differences == []
    Part.objects.filter(organisation="fire").update(state="called", rating=1)
    assert rebuild(write=True).differences
    assert rebuild().differences == []


def test_texts_lie_sealed() -> None:
    row = world.blown()
    world.do(row, "fire", "confirm", world.department("fire"), promise="今日完成整改", promised_on=None)
    assert "今日完成整改" not in "".join(Entry.objects.values_list("body", flat=True))
    assert "沿街餐饮" not in "".join(Entry.objects.values_list("body", flat=True))
