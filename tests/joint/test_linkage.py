"""Five levels in one line: statements 5, 8 and 10 of Wuhan's facts, its limits, the hand-back and its ruling."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.city import PLACE, somebody
from tests.joint.levels import GRID, at, levels, raised, take
from wanmi.joint import clockwork, services
from wanmi.joint.models import Obligation
from wanmi.joint.services import Order
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.process.errors import Refused
from wanmi.workforce.models import Organisation, Post
from wanmi.workforce.queries import city_today, city_zone

__all__ = ["levels"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "levels")]
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


def monday(hour: int = 9) -> datetime:
    """A Monday without holidays around it."""
    return datetime(2026, 11, 2, hour, tzinfo=city_zone())


def swept(row: Obligation, now: datetime) -> str:
    """Where it stands once the clockwork has done all that is due."""
    while clockwork.sweep(now):
        pass
    row.refresh_from_db()
    return row.state


def test_5_an_unanswered_ticket_climbs_one_level_at_a_time_exactly_at_the_limits() -> None:
    start = timezone.now().replace(microsecond=0)
    row = raised(start)
    hops = []
    for number in range(1, 5):
        before = row.state
        assert swept(row, start + number * QUARTER - timedelta(seconds=1)) == before
        hops.append((swept(row, start + number * QUARTER), row.desk_id))
    assert [state for state, _desk in hops] == ["at_community", "at_street", "at_district", "at_city"]
    assert [desk for _state, desk in hops[:3]] == ["committee.duofuxiang", "street.donghuamen", "command"]
    assert hops[3][1] == "prefecture"
    changes = [body_of(entry)["change"] for entry in Entry.objects.filter(subject=row.number, action="climb")]
    assert [(each["before"], each["after"]) for each in changes] == [
        ("at_grid", "at_community"),
        ("at_community", "at_street"),
        ("at_street", "at_district"),
        ("at_district", "at_city"),
    ]
    assert swept(row, start + 5 * QUARTER) == "at_city"  # the city has no level above: it is told that it is late
    assert clockwork.sweep(start + 9 * QUARTER) == 0
    assert row.snapshot["counts"] == {"climbs": 4, "lates": 2}  # the first response, and the city


def test_a_quick_matter_climbs_when_half_its_limit_is_gone_without_acceptance() -> None:
    start = monday()
    row = raised(start, "quick")
    limits = {key: clock["limit"] for key, clock in row.snapshot["clocks"].items()}
    assert limits == {"response": [2, "urgent_hour"], "acceptance": [1, "urgent_hour"]}
    assert swept(row, start + HOUR - timedelta(seconds=1)) == "at_grid"
    assert swept(row, start + HOUR) == "at_community"
    taken = take(row, "accept", at("community"), start + 90 * timedelta(minutes=1))
    assert swept(taken, start + 25 * HOUR) == "handling_community"
    assert swept(taken, start + 26 * HOUR) == "at_street"  # 24 hours after the acceptance


@pytest.mark.parametrize(
    ("kind", "response", "acceptance", "level"),
    [
        ("urgent", [15, "urgent_minute"], [15, "urgent_minute"], [2, "urgent_hour"]),
        ("quick", [2, "urgent_hour"], [1, "urgent_hour"], [24, "urgent_hour"]),
        ("general", [2, "work_hour"], [2, "work_hour"], [3, "work_day"]),
        ("complex", [1, "work_day"], [1, "work_day"], [5, "work_day"]),
    ],
)
def test_each_class_has_its_limits(kind: str, response: object, acceptance: object, level: object) -> None:
    row = take(raised(monday(), kind), "accept", at("grid"), monday())
    limits = {key: clock["limit"] for key, clock in row.snapshot["clocks"].items()}
    assert limits == {"response": response, "acceptance": acceptance, "level": level}


def labelled(start: datetime, campaign: str | None = "summer_2024") -> Obligation:
    carried = {"place": GRID, "text": "楼道灯坏了"} | ({"campaign": campaign} if campaign else {})
    return services.open_obligation("general", Order("raise", somebody("operator"), carried, at=start)).row


def limits_of(row: Obligation) -> tuple[object, object]:
    return row.snapshot["clocks"]["response"]["limit"], row.snapshot["facts"]["limit_level"]["value"]


@pytest.mark.parametrize(
    ("day", "response"),
    [
        ((2024, 7, 14), [2, "work_hour"]),
        ((2024, 7, 15), [2, "urgent_hour"]),
        ((2024, 8, 24), [2, "urgent_hour"]),
        ((2024, 8, 25), [2, "work_hour"]),
    ],
)
def test_8_a_campaign_label_changes_limits_between_its_dates_alone(
    day: tuple[int, int, int], response: list[object]
) -> None:
    start = datetime(*day, 10, tzinfo=city_zone())
    assert limits_of(labelled(start))[0] == response
    assert limits_of(labelled(start, None))[0] == [2, "work_hour"]


def test_8_a_clock_that_starts_after_the_campaign_has_the_ordinary_limit_again() -> None:
    row = labelled(datetime(2024, 8, 24, 23, tzinfo=city_zone()))
    assert row.snapshot["clocks"]["acceptance"]["limit"] == [2, "urgent_hour"]
    row = take(row, "cannot", at("grid"), datetime(2024, 8, 25, 0, 30, tzinfo=city_zone()), note="无权限")
    assert row.snapshot["clocks"]["acceptance"]["limit"] == [2, "work_hour"]


def test_8_an_unknown_label_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        labelled(monday(), "autumn")
    assert {reason.code for reason in refused.value.reasons} == {"unknown_choice"}


def test_only_the_level_that_has_it_acts_and_says_why_it_cannot() -> None:
    row = raised(timezone.now())
    for level in ("community", "street", "city"):
        with pytest.raises(Refused):
            take(row, "cannot", at(level), note="无权限")
    with pytest.raises(Refused):
        take(row, "cannot", at("grid"))
    assert take(row, "cannot", at("grid"), note="无权限").state == "at_community"


def test_a_level_hands_back_once_and_the_level_above_both_decides_the_second_time() -> None:
    row = take(raised(timezone.now()), "cannot", at("grid"), note="无权限")
    with pytest.raises(Refused):
        take(row, "hand_back", at("community"))
    assert take(row, "hand_back", at("community"), note="网格可处理").state == "at_grid"
    row = take(row, "cannot", at("grid"), note="无权限")
    with pytest.raises(Refused) as refused:
        take(row, "hand_back", at("community"), note="仍应由网格处理")
    assert {reason.code for reason in refused.value.reasons} == {"not_when"}
    row = take(row, "dispute", at("community"), note="仍应由网格处理")
    for level in ("grid", "community"):
        with pytest.raises(Refused):
            take(row, "rule_upper", at(level), note="由社区办")
    assert take(row, "rule_lower", at("street"), note="由网格办").state == "at_grid"


def waiting(start: datetime) -> Obligation:
    row = take(raised(start, "complex"), "accept", at("grid"), start)
    return take(row, "ask_extension", at("grid"), start, note="需专家会商")


def test_an_extension_of_a_complex_matter_needs_the_next_level_s_approval() -> None:
    row = waiting(monday())
    assert row.desk_id == "committee.duofuxiang"
    with pytest.raises(Refused):
        take(row, "grant_extension", at("grid"), monday())
    first = row.due_at
    assert first is not None
    row = take(row, "grant_extension", at("community"), monday())
    assert (row.state, row.due_at) == ("handling_grid", first + timedelta(days=7))  # five more working days
    row = take(row, "ask_extension", at("grid"), monday(), note="再次延期")
    row = take(row, "grant_extension", at("community"), monday())
    with pytest.raises(Refused) as refused:
        take(row, "ask_extension", at("grid"), monday(), note="第三次")
    assert {reason.code for reason in refused.value.reasons} == {"used_up"}


def test_an_extension_that_nobody_decides_goes_up_to_whom_it_was_asked() -> None:
    row = waiting(monday())
    assert row.due_at is not None
    assert swept(row, row.due_at) == "at_community"
    row = take(raised(monday(), "general"), "accept", at("grid"), monday())
    with pytest.raises(Refused):
        take(row, "ask_extension", at("grid"), monday(), note="一般事项不延期")


def answered(start: datetime) -> Obligation:
    row = take(raised(start), "cannot", at("grid"), start, note="无权限")
    return take(take(row, "accept", at("community"), start), "answer", at("community"), start, note="已换灯")


@pytest.mark.parametrize("confirms", [False, True])
def test_10_reopened_within_seven_days_it_returns_to_the_same_handler_and_is_counted(confirms: bool) -> None:
    """Another post stands at the same level, first by its code: it is not the one that answered."""
    other = Organisation.objects.create(code="a.community", name_zh="a", name_en="a", kind="community", region=PLACE)
    Post.objects.create(code="a.community", kind="handler", organisation=other, region=PLACE)
    row = answered(monday())
    if confirms:
        row = take(row, "confirm", somebody("operator"), monday(10), rating="fair")
    row = take(row, "reopen", somebody("operator"), monday() + timedelta(days=7), note="还是不亮")
    assert (row.state, row.desk_id, row.is_open) == ("handling_community", "committee.duofuxiang", True)
    assert (row.snapshot["counts"]["reopenings"], row.snapshot["facts"]["rating"]) == (1, "")


@pytest.mark.parametrize("confirms", [False, True])
def test_10_after_seven_days_it_is_settled(confirms: bool) -> None:
    row = answered(monday())
    if confirms:
        row = take(row, "confirm", somebody("operator"), monday(10))
    late = monday() + timedelta(days=8)
    assert swept(row, late) == "confirmed"
    with pytest.raises(Refused) as refused:
        take(row, "reopen", somebody("operator"), late, note="又坏了")
    assert {reason.code for reason in refused.value.reasons} == {"clock"}


def test_nothing_is_raised_where_a_level_has_no_post() -> None:
    Post.objects.filter(code="command.prefecture").update(until=city_today())
    with pytest.raises(Refused) as refused:
        raised(timezone.now())
    assert [(reason.code, reason.about["value"]) for reason in refused.value.reasons] == [("no_post_at", "1101")]
    with pytest.raises(Refused) as refused:
        services.open_obligation("urgent", Order("raise", somebody("operator"), {"place": PLACE, "text": "x"}))
    assert {reason.code for reason in refused.value.reasons} == {"place_too_wide"}
