"""A whistle in the demo city: who blows it, who is called, and the acts in short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest

from tests.city import PLACE, somebody
from wanmi.joint import services
from wanmi.joint.models import Obligation, Part
from wanmi.joint.services import Order
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused

STREET = "street.donghuamen"
SITE = {"lon": 116.398, "lat": 39.907}  # in PLACE
DEPARTMENTS = ("law_enforcement", "market", "fire")


def caller() -> Actor:
    return somebody("handler", PLACE, STREET)


def leader() -> Actor:
    return somebody("street_leader", PLACE, STREET)


def department(code: str) -> Actor:
    return somebody("handler", PLACE, code)


def district() -> Actor:
    return somebody("inspector")


def drafted(kind: str = "emergency", at: datetime | None = None, **carried: Any) -> Obligation:
    lead, *joint = DEPARTMENTS
    given = {"place": PLACE, "text": "沿街餐饮油烟扰民", "lead": lead, "joint": " ".join(joint)} | carried
    return services.open_obligation(kind, Order("draft", caller(), given, at=at)).row


def blown(kind: str = "emergency", at: datetime | None = None, **carried: Any) -> Obligation:
    return take(drafted(kind, at, **carried), "blow", leader(), at=at)


def take(row: Obligation, action: str, actor: Actor, at: datetime | None = None, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, actor, carried, at=at)).row


def part_of(row: Obligation, code: str) -> Part:
    return row.parts.select_related("obligation").get(organisation=code)


def do(row: Obligation, code: str, action: str, actor: Actor, at: datetime | None = None, **carried: Any) -> Part:
    """One act on the part of an organisation."""
    order = Order(action, actor, carried, at=at)
    return services.act_on_part(row.number, part_of(row, code).serial, order).row


def arrive(row: Obligation, code: str, at: datetime | None = None) -> Part:
    return do(row, code, "arrive", department(code), at, position=SITE, person="王队长等三人")


def reported(row: Obligation, code: str, at: datetime | None = None) -> Part:
    arrive(row, code, at)
    return do(row, code, "report_result", department(code), at, note="已责令整改")


def solved(row: Obligation, at: datetime | None = None, ratings: Sequence[str] = ("five",) * 3) -> Obligation:
    """A whistle after its joint check, the departments rated by the street in their order."""
    for code in DEPARTMENTS:
        reported(row, code, at)
    for code, rating in zip(DEPARTMENTS, ratings, strict=True):
        do(row, code, "solve", caller(), at, rating=rating)
    return take(row, "solve", caller(), at, note="现场已清理")


def codes(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return {reason.code for reason in refused.value.reasons}
