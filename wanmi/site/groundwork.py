"""Changing the ground and bringing the addresses on it along, in one transaction; for the pages and the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from shapely.geometry.base import BaseGeometry

from wanmi.addresses.base.areas import follow_grids
from wanmi.process.engine import Actor
from wanmi.territory import queries, services
from wanmi.territory.models import Grid
from wanmi.territory.services import By

Shapes = list[BaseGeometry]


@transaction.atomic
def redraw(codes: list[str], anew: Callable[[Shapes], Shapes], day: date, who: Actor) -> list[Grid]:
    """End unit grids and give their ground to new ones; ``anew`` draws them. Raises GridError or GridsRefused."""
    old = [services.shape_of(each) for each in services.valid_grids(codes)]
    made = services.redraw(codes, anew(old), day, by_of(who))
    _follow(who, day)
    return made


@transaction.atomic
def end_grid(code: str, day: date, who: Actor) -> None:
    """End a unit grid whose ground goes to no other. Raises GridError."""
    services.end_grid(code, day, by_of(who))
    _follow(who, day)


def by_of(who: Actor) -> By:
    return By(who.id, who.post)


def _follow(who: Actor, day: date) -> None:
    """Addresses go into the new grids at once where the change is in force already."""
    if day <= queries.today():
        follow_grids(who)
