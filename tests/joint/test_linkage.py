"""Five levels in one line: statement 5 of Wuhan's facts, the hand-back, and the ruling of the level above both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.city import PLACE, somebody
from tests.joint.presets import taken
from wanmi.joint import clockwork, meaning, services
from wanmi.joint.models import Obligation
from wanmi.joint.services import Order
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.workforce.models import Organisation, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "levels")]
GRID = f"{PLACE}001"
LEVELS = {"grid": GRID, "community": PLACE, "street": PLACE[:9], "district": PLACE[:6], "city": PLACE[:4]}
QUARTER = timedelta(minutes=15)


@pytest.fixture
def levels(monkeypatch: pytest.MonkeyPatch, city: None, db: None) -> None:
    """A post at each level, the grid's and the city's among them, which the demo city does not have."""
    taken("linkage")
    monkeypatch.setattr(meaning, "is_place", lambda code: True)
    monkeypatch.setattr(services, "is_place", lambda code: True)
    for level, region in LEVELS.items():
        organisation = Organisation.objects.create(
            code=f"x.{level}", name_zh=level, name_en=level, kind="street", region=region[:12]
        )
        Post.objects.create(code=f"x.{level}", kind="handler", organisation=organisation, region=region)


def at(level: str) -> Actor:
    return Actor(f"person at {level}", "handler", f"x.{level}", f"x.{level}", LEVELS[level])


def raised(when: datetime) -> Obligation:
    carried = {"place": GRID, "text": "楼道灯坏了"}
    return services.open_obligation("urgent", Order("raise", somebody("operator"), carried, at=when)).row


def take(row: Obligation, action: str, actor: Actor, when: datetime | None = None, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, actor, carried, at=when)).row


def test_5_an_unanswered_ticket_climbs_one_level_at_a_time_exactly_at_the_limits() -> None:
    start = timezone.now().replace(microsecond=0)
    row = raised(start)
    hops = []
    for number in range(1, 5):
        assert clockwork.sweep(start + number * QUARTER - timedelta(seconds=1)) == 0
        assert clockwork.sweep(start + number * QUARTER) == 1
        row.refresh_from_db()
        hops.append((row.state, row.desk_id))
    assert [state for state, _desk in hops] == ["at_community", "at_street", "at_district", "at_city"]
    assert hops[0][1] in ("x.community", "committee.duofuxiang")
    assert hops[3][1] == "x.city"
    changes = [body_of(entry)["change"] for entry in Entry.objects.filter(subject=row.number, action="climb")]
    assert [(each["before"], each["after"]) for each in changes] == [
        ("at_grid", "at_community"),
        ("at_community", "at_street"),
        ("at_street", "at_district"),
        ("at_district", "at_city"),
    ]
    assert clockwork.sweep(start + 5 * QUARTER) == 1  # the city has no level above: it is told that it is late
    assert clockwork.sweep(start + 9 * QUARTER) == 0


def test_only_the_level_that_has_it_acts() -> None:
    row = raised(timezone.now())
    for level in ("community", "street", "city"):
        with pytest.raises(Refused):
            take(row, "climb", at(level))
    assert take(row, "climb", at("grid")).state == "at_community"


def test_a_level_hands_back_once_and_the_level_above_both_decides_the_second_time() -> None:
    row = take(raised(timezone.now()), "climb", at("grid"))
    with pytest.raises(Refused):
        take(row, "hand_back", at("community"))
    assert take(row, "hand_back", at("community"), note="网格可处理").state == "at_grid"
    row = take(row, "climb", at("grid"))
    with pytest.raises(Refused) as refused:
        take(row, "hand_back", at("community"), note="仍应由网格处理")
    assert {reason.code for reason in refused.value.reasons} == {"not_when"}
    row = take(row, "dispute", at("community"), note="仍应由网格处理")
    for level in ("grid", "community"):
        with pytest.raises(Refused):
            take(row, "rule_upper", at(level), note="由社区办")
    assert take(row, "rule_lower", at("street"), note="由网格办").state == "at_grid"


def test_a_reopened_ticket_returns_to_the_level_that_answered() -> None:
    row = take(take(raised(timezone.now()), "climb", at("grid")), "answer", at("community"), note="已换灯")
    row = take(row, "reopen", somebody("operator"), note="还是不亮")
    assert (row.state, row.snapshot["counts"]["reopenings"]) == ("at_community", 1)


def test_nothing_is_raised_where_a_level_has_no_post() -> None:
    Post.objects.filter(code="x.city").delete()
    with pytest.raises(Refused) as refused:
        raised(timezone.now())
    assert [(reason.code, reason.about["value"]) for reason in refused.value.reasons] == [("no_post_at", "1101")]
    with pytest.raises(Refused) as refused:
        services.open_obligation("urgent", Order("raise", somebody("operator"), {"place": PLACE, "text": "x"}))
    assert {reason.code for reason in refused.value.reasons} == {"place_too_wide"}
