"""Five levels in the demo city: its posts at each of them, two unit grids, and the acts in short."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.city import PLACE, halved, somebody
from wanmi.cases.actors import actor_of
from wanmi.joint import services
from wanmi.joint.models import Obligation
from wanmi.joint.services import Order
from wanmi.process.engine import Actor
from wanmi.territory.models import Grid
from wanmi.workforce.models import Appointment

GRID = f"{PLACE}001"
POSTS = {
    "grid": "committee.duofuxiang.001",
    "community": "committee.duofuxiang",
    "street": "handler.donghuamen",
    "district": "command.command_leader",
    "city": "command.prefecture",
}


@pytest.fixture
def levels(city: None, db: None) -> None:
    """The community of the posts has its unit grids, which the demo city gets when it is served."""
    if not Grid.objects.filter(code=GRID).exists():
        halved()


def at(level: str) -> Actor:
    return actor_of(Appointment.objects.select_related("post").get(post=POSTS[level]))


def raised(when: datetime, kind: str = "urgent", **carried: Any) -> Obligation:
    given = {"place": GRID, "text": "楼道灯坏了"} | carried
    return services.open_obligation(kind, Order("raise", somebody("operator"), given, at=when)).row


def take(row: Obligation, action: str, actor: Actor, when: datetime | None = None, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, actor, carried, at=when)).row
