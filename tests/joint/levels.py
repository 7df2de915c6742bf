"""Five levels in the demo city: a post at each of them, and the acts in short."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.city import PLACE, somebody
from tests.joint.presets import taken
from wanmi.joint import meaning, services
from wanmi.joint.models import Obligation
from wanmi.joint.services import Order
from wanmi.process.engine import Actor
from wanmi.workforce.models import Organisation, Post

GRID = f"{PLACE}001"
LEVELS = {"grid": GRID, "community": PLACE, "street": PLACE[:9], "district": PLACE[:6], "city": PLACE[:4]}


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


def raised(when: datetime, kind: str = "urgent", **carried: Any) -> Obligation:
    given = {"place": GRID, "text": "楼道灯坏了"} | carried
    return services.open_obligation(kind, Order("raise", somebody("operator"), given, at=when)).row


def take(row: Obligation, action: str, actor: Actor, when: datetime | None = None, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, actor, carried, at=when)).row
