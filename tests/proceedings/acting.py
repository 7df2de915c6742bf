"""Acts on proceedings by the demo people, in a line each."""

from __future__ import annotations

from typing import Any

from tests.city import PLACE, somebody
from wanmi.acts.carrying_out import Order
from wanmi.proceedings import services
from wanmi.proceedings.models import Proceeding
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused

DEPARTMENT = "urban_management"


def clerk(organisation: str = DEPARTMENT) -> Actor:
    """Who handles for a department."""
    return somebody("handler", PLACE, organisation)


def begin(key: str, who: Actor, pictures: dict[str, list[bytes]] | None = None, **carried: Any) -> Proceeding:
    definition = services.definition_of(key)
    return services.begin(key, Order(definition.opens_with, who, carried, pictures or {})).row


def take(
    row: Proceeding, action: str, who: Actor, pictures: dict[str, list[bytes]] | None = None, **carried: Any
) -> Proceeding:
    return services.act(row.pk, Order(action, who, carried, pictures or {})).row


def codes(refused: Refused) -> set[str]:
    return {reason.code for reason in refused.reasons}
