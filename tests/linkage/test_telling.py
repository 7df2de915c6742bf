"""A 12345 ticket for the grid: in the same list with its source and both numbers, told when it ends (statement 9)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.city import POSITION, somebody
from tests.joint.levels import GRID, at, levels, take
from tests.joint.presets import rules_in, taken
from tests.outbox.receiver import receiver
from tests.site.conftest import ClientOf, client_of
from wanmi.cases.models import Case
from wanmi.intake import gathering
from wanmi.joint.models import Obligation
from wanmi.linkage.opening import is_openable
from wanmi.linkage.telling import NAME, TellingCourier, TicketCourier, the_feed
from wanmi.outbox.courier import Outcome, Verdict
from wanmi.outbox.filling import read_on
from wanmi.outbox.models import Message
from wanmi.process.rulefile import RulesRefused
from wanmi.sources.courier import feeds
from wanmi.sources.models import Record
from wanmi.sources.reading import read
from wanmi.sources.rules import read_sources, sources_in_force
from wanmi.territory.models import City
from wanmi.territory.queries import grid_points

__all__ = ["client_of", "levels"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "levels")]
HOTLINE = """
[hotline]
label = { zh = "12345 热线", en = "12345" }
kind = "push"
channel = "hotline"
ticket = "general"
write_back = "WHERE"
"""
FEED = "source:hotline"


def declare(where: str = "http://127.0.0.1:9/back", text: str = HOTLINE) -> None:
    city = City.objects.get()
    city.settings = city.settings | {"sources": text.replace("WHERE", where)}
    city.save()
    the_feed()
    feeds()


def came_in(number: str = "12345-001", grid: str = GRID) -> Case:
    """A matter that the hotline pushes, in a unit grid; without one it lies in a community that has none."""
    source = sources_in_force()["hotline"]
    lon, lat = grid_points([grid])[grid] if grid else (POSITION["lon"], POSITION["lat"])
    told: dict[str, Any] = {"number": number, "text": "楼道灯坏了", "lon": lon, "lat": lat}
    case = gathering.take(source, read(source, told)).case
    assert case.grid == grid
    return case


def opened() -> list[Outcome | object]:
    while read_on(NAME, TicketCourier()):
        pass
    return [TicketCourier().parcel(message) for message in Message.objects.filter(feed=NAME).order_by("pk")]


def test_9_it_appears_in_the_list_with_its_source_and_both_numbers(client_of: ClientOf) -> None:
    declare()
    case = came_in()
    assert opened() == [Outcome(Verdict.DELIVERED)]
    row = Obligation.objects.get()
    assert (row.state, row.case, row.place) == ("at_grid", case, GRID)
    opened()
    assert Obligation.objects.count() == 1  # once, however often it is tried
    take(row, "cannot", at("grid"), note="无权限")
    page = client_of("committee.duofuxiang").get("/calls/").content.decode()
    assert all(text in page for text in (row.number, case.number, "12345 12345-001"))
    assert "12345-001" in client_of("operator").get(f"/calls/{row.number}/").content.decode()


def test_9_what_lies_in_no_grid_or_has_no_such_kind_opens_no_ticket() -> None:
    declare()
    came_in(grid="")
    (outcome,) = opened()
    assert isinstance(outcome, Outcome)
    assert outcome.verdict is Verdict.DROPPED
    assert not Obligation.objects.exists()


def test_9_closing_writes_back_and_reopening_takes_it_back() -> None:
    with receiver() as hook, override_settings(OUTGOING_PRIVATE=True):
        declare(hook.url)
        case = came_in()
        opened()
        row = take(take(Obligation.objects.get(), "accept", at("grid")), "answer", at("grid"), note="已换灯")
        assert told() == []
        row = take(row, "confirm", somebody("operator"))
        (first,) = told()
        body = json.loads(hook.came[0].body)
        assert (body["number"], body["case"], body["ticket"]) == ("12345-001", case.number, row.number)
        assert (body["state"], body["ended"]) == ("confirmed", True)
        assert first.verdict is Verdict.DELIVERED
        assert Record.objects.get().ending == "confirmed"
        take(row, "reopen", somebody("operator"), timezone.now(), note="还是不亮")
        assert len(told()) == 2
        assert json.loads(hook.came[-1].body)["ended"] is False
        assert Record.objects.get().ended_at is None


def told() -> list[Outcome]:
    """Sends all that is to be told to the hotline, from the first message on."""
    while read_on(FEED, TellingCourier()):
        pass
    parcels = [TellingCourier().parcel(message) for message in Message.objects.filter(feed=FEED).order_by("pk")]
    return [parcel if isinstance(parcel, Outcome) else parcel.send() for parcel in parcels]


@pytest.mark.parametrize("channel", ["hotline", "web", "transfer"])
def test_a_matter_for_a_platform_is_opened_by_whatever_channel_it_came(channel: str) -> None:
    """Statement 1 of Hangzhou's facts: a report enters by any channel."""
    taken("platforms")
    declare(text=HOTLINE.replace("general", "matter").replace('channel = "hotline"', f'channel = "{channel}"'))
    case = came_in(grid="")  # no unit grid is needed where nothing climbs
    assert opened() == [Outcome(Verdict.DELIVERED)]
    row = Obligation.objects.get()
    assert (row.kind, row.case, row.place, row.state) == ("matter", case, case.place, "accepted")
    assert row.snapshot["facts"]["channel"] == channel


def test_what_a_case_cannot_open_is_known_beforehand() -> None:
    assert is_openable(rules_in("platforms"), "hotline")
    assert not is_openable(rules_in("platforms"), "no such channel")
    assert is_openable(rules_in("linkage"), "no such channel")  # it does not ask for one
    assert not is_openable(rules_in("whistle"), "hotline")  # a street drafts it, and names whom it calls


def test_a_faulty_kind_is_refused() -> None:
    with pytest.raises(RulesRefused):
        read_sources('[a_b]\nlabel = { zh = "a", en = "a" }\nkind = "push"\nchannel = "web"\nticket = 7')
