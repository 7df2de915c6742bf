"""Beijing's whistle: who may do and see what, what follows from an act, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from tests.city import OTHER_PLACE, PLACE, filed, somebody
from tests.joint import world
from tests.joint.world import DEPARTMENTS, STREET, Order, codes
from wanmi.joint import clockwork, queries, services, standings
from wanmi.joint.errors import UnknownKind, UnknownObligation
from wanmi.joint.models import Obligation, Part
from wanmi.joint.rebuilding import rebuild
from wanmi.journal.models import Entry
from wanmi.process.engine import Actor
from wanmi.workforce.queries import city_today, city_zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


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
