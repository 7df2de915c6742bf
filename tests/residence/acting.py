"""An address to live at, and stays and permits at moments of one's choice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.city import PLACE, somebody
from wanmi.acts.carrying_out import Order
from wanmi.addresses.base.elements import UNIFIED
from wanmi.addresses.base.models import Address, AddressCode
from wanmi.proceedings import services
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import definition_of
from wanmi.process.engine import Actor
from wanmi.workforce.queries import city_zone

ROOM = f"{PLACE}0010001000101"  # 25 characters


def room(code: str = ROOM, community: str = PLACE) -> Address:
    text = f"多福巷{code[-5:]}室"
    about = {"state": "active", "level": "room", "text": text, "elements": {"room": code[-5:]}}
    made = Address.objects.create(
        public_id=code[-12:], community=community, area_since=date(2026, 7, 1), valid_from=date(2026, 7, 1), **about
    )
    AddressCode.objects.create(address=made, scheme=UNIFIED, value=code)
    return made


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), city_zone())


def noted(day: date, arrived: date | None = None, **carried: Any) -> Proceeding:
    """An arrival that the committee notes on ``day``."""
    given = {"place": PLACE, "address": ROOM, "arrived": str(arrived or day)} | carried
    return services.begin("stay", Order("note", somebody("committee"), given, at=at(day))).row


def reported(day: date, arrived: date | None = None) -> Proceeding:
    return done(noted(day, arrived), "report", day, person="王小明", contact="13800000001")


def applied(stay: Proceeding, day: date) -> Proceeding:
    given = {"place": PLACE, "stay": stay.number, "ground": "work"}
    return services.begin("permit", Order("apply", somebody("committee"), given, at=at(day))).row


def done(row: Proceeding, action: str, day: date, who: Actor | None = None, **carried: Any) -> Proceeding:
    """One act at ten in the morning of a day, by whoever it is that may."""
    line = definition_of(row.procedure).transitions_for(row.state, action)[0]
    kind = "street_office" if "committee" not in line.by else "committee"
    return services.act(row.pk, Order(action, who or somebody(kind), carried, at=at(day))).row


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)
