"""Four platforms: the statements 1 to 3 of Hangzhou's facts, each a test."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests.city import PLACE, filed, somebody
from tests.joint.presets import taken
from tests.joint.world import SITE, department, district
from tests.site.conftest import ClientOf, client_of
from wanmi.joint import clockwork, queries, services
from wanmi.joint.measures import measures
from wanmi.joint.models import Obligation, Part
from wanmi.joint.rates import Rate
from wanmi.joint.rebuilding import rebuild
from wanmi.joint.services import Order
from wanmi.joint.wording import fault_of
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.workforce.queries import city_today

__all__ = ["client_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "preset")]
HOLDERS = {
    "governance": "public_security",
    "market": "market",
    "enforcement": "law_enforcement",
    "service": "civil_affairs",
}


@pytest.fixture
def preset(city: None, db: None) -> None:
    taken("platforms")


def matter(channel: str = "window", **carried: Any) -> Obligation:
    given = {"place": PLACE, "text": "占道经营", "channel": channel} | carried
    return services.open_obligation("matter", Order("take_in", somebody("operator"), given)).row


def take(row: Obligation, action: str, actor: Actor, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, actor, carried)).row


def triaged(platform: str = "market", level: str = "general") -> Obligation:
    return take(matter(), "triage", somebody("dispatcher"), platform=platform, level=level)


def helping(row: Obligation, action: str, actor: Actor, **carried: Any) -> Part:
    return services.act_on_part(row.number, 1, Order(action, actor, carried)).row


@pytest.mark.parametrize("channel", ["grid", "window", "hotline", "app"])
@pytest.mark.parametrize("platform", HOLDERS)
def test_1_any_channel_four_platforms_one_exit_and_one_answer(channel: str, platform: str) -> None:
    case = filed()
    row = take(matter(channel, case=case.number), "triage", somebody("dispatcher"), platform=platform, level="general")
    assert row.desk_id == HOLDERS[platform]
    assert take(row, "feed_back", department(HOLDERS[platform]), note="已办").state == "verifying"
    row = take(row, "verify", somebody("dispatcher"))
    row = take(row, "answer", somebody("operator"), answer="您反映的问题已办结")
    assert (row.state, row.is_open) == ("closed", False)
    with pytest.raises(Refused):
        take(row, "answer", somebody("operator"), answer="再次告知")
    assert Entry.objects.filter(subject=row.number, action="answer").count() == 1


def test_1_the_level_sets_the_limit() -> None:
    limits = {level: triaged(level=level).snapshot["clocks"]["handling"]["limit"] for level in ("general", "major")}
    assert limits == {"general": [5, "work_day"], "major": [1, "work_day"]}
    with pytest.raises(Refused) as refused:
        triaged(level="red")
    assert {reason.code for reason in refused.value.reasons} == {"unknown_choice"}


def test_2_a_refusal_of_cooperation_needs_a_reason_and_goes_to_the_county_with_a_clock() -> None:
    row = triaged()
    take(row, "ask_cooperation", department("market"), helper="fire")
    with pytest.raises(Refused):
        helping(row, "refuse", department("fire"), note="不去")
    part = helping(row, "refuse", department("fire"), reason="no_duty", note="不属职责")
    assert (part.desk_id, part.is_refused) == ("command", True)
    assert part.due_at is not None
    assert [each.pk for each in queries.parts_at("command").rows] == [part.pk]
    assert helping(row, "order", district(), note="应协同").desk_id == "fire"
    assert helping(row, "report_done", department("fire"), note="已协同").state == "done"


@override("en")
def test_2_silence_goes_to_the_county_too_and_stands_in_the_year_without_anybody_s_hand() -> None:
    row, year, late = triaged(), city_today().year, timezone.now() + timedelta(days=9)
    for helper in ("fire", "civil_affairs", "public_security"):
        take(row, "ask_cooperation", department("market"), helper=helper)
    joined = services.act_on_part(row.number, 2, Order("join", department("civil_affairs"), {})).row
    assert (joined.in_time, joined.answered_at is not None) == (True, True)
    refusal = Order("refuse", department("public_security"), {"reason": "no_duty", "note": "不属职责"})
    services.act_on_part(row.number, 3, refusal)
    clockwork.sweep(late)
    part = row.parts.get(serial=1)
    assert (part.state, part.desk_id, part.is_silent, part.is_refused) == ("silent", "command", True, False)
    assert fault_of(part) == "Did not answer in time"
    assert [each.pk for each in queries.yearly_file("fire", year)] == [part.pk]
    assert queries.yearly_file("civil_affairs", year) == []
    assert [fault_of(each) for each in queries.yearly_file("public_security", year)] == ["Refused to help"]
    joined = services.act_on_part(row.number, 1, Order("join", department("fire"), {}, at=late)).row
    assert (joined.state, joined.in_time, fault_of(joined)) == ("joined", False, "Answered late")
    assert rebuild().differences == []


def test_2_who_is_excused_leaves_no_trace_in_the_year_and_who_was_asked_too_long_does() -> None:
    row, year, late = triaged(), city_today().year, timezone.now() + timedelta(days=9)
    take(row, "ask_cooperation", department("market"), helper="fire")
    helping(row, "refuse", department("fire"), reason="no_duty", note="不属职责")
    assert helping(row, "excuse", district(), note="理由成立").is_refused is False
    assert queries.yearly_file("fire", year) == []
    take(row, "ask_cooperation", department("market"), helper="civil_affairs")
    services.act_on_part(row.number, 2, Order("withdraw", department("market"), {}, at=late))
    assert len(queries.yearly_file("civil_affairs", year)) == 1


COMMITTEE = "committee.duofuxiang"


@pytest.mark.parametrize("task", ["", "代发停水通知"])
def test_a_committee_is_asked_for_what_is_on_its_list_alone_and_handles_nothing(task: str) -> None:
    row = triaged()
    with pytest.raises(Refused) as refused:
        take(row, "ask_cooperation", department("market"), helper=COMMITTEE, task=task)
    (reason,) = refused.value.reasons
    assert (reason.code, "2016-01" in reason.about["list"]) == ("beyond_list", True)
    assert not row.parts.exists()
    take(row, "ask_cooperation", department("market"), helper=COMMITTEE, task="环境卫生")
    row = take(row, "escalate", department("market"), note="超出权限")
    with pytest.raises(Refused) as refused:
        take(row, "assign", district(), organisation=COMMITTEE, note="由居委会办")
    assert {reason.code for reason in refused.value.reasons} == {"committee_not_here"}


def test_2_what_is_asked_ends_with_the_platform_s_work() -> None:
    row = triaged()
    take(row, "ask_cooperation", department("market"), helper="fire")
    take(row, "feed_back", department("market"), note="已办")
    assert row.parts.get().state == "withdrawn"


def test_3_settled_on_the_spot_needs_no_dispatch_but_counts_with_place_and_time() -> None:
    row = matter("grid")
    with pytest.raises(Refused):
        take(row, "settle", somebody("collector"), note="已劝离")
    row = take(row, "settle", somebody("collector"), position=SITE, note="已劝离")
    assert row.state == "to_answer"
    entry = Entry.objects.get(subject=row.number, action="settle")
    assert body_of(entry)["carried"]["position"] == SITE
    assert row.snapshot["facts"]["settled"] is True
    assert row.snapshot["facts"]["arrived_at"]


def rated(row: Obligation, rating: str) -> None:
    take(take(row, "answer", somebody("operator"), answer="已办结"), "rate", somebody("operator"), rating=rating)


def test_3_what_is_settled_on_the_spot_and_what_people_say_are_counted_and_shown(client_of: ClientOf) -> None:
    spot = [take(matter("grid"), "settle", somebody("collector"), position=SITE, note="已劝离") for _ in range(2)]
    rated(spot[0], "fair")
    row = take(triaged(), "feed_back", department("market"), note="已办")
    rated(take(row, "verify", somebody("dispatcher")), "satisfied")
    since = timezone.now() - timedelta(days=1)
    found = measures("platforms", PLACE, since, since + timedelta(days=2))
    assert (found.low, found.satisfied) == (Rate(Fraction(2), 3), Rate(Fraction(3, 2), 2))
    assert measures("platforms", "110101002", since, since + timedelta(days=2)).low.base == 0
    page = client_of("dispatcher").get("/calls/books/platforms/").content.decode()
    assert "2 / 3" in page
    assert page.count("On the spot") == 2  # a record each, with place and time
    told = client_of("dispatcher").get("/api/v1/joint/books/platforms/measures").json()
    assert (told["low"]["hits"], told["low"]["base"], told["satisfied"]["hits"]) == (2, 3, 1.5)
    assert client_of("dispatcher").get("/api/v1/joint/books/none/measures").status_code == 404
    assert client_of("security_admin").get("/api/v1/joint/books/platforms/measures").status_code == 403


def test_beyond_the_town_s_power_the_county_names_who_handles_it() -> None:
    row = take(triaged(), "escalate", department("market"), note="超出权限")
    assert row.desk_id == "command"
    assert take(row, "assign", district(), organisation="ecology", note="由生态局办").desk_id == "ecology"
