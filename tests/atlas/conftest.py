"""The demo city with unit grids, a duty grid and a component around the place where the tests report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import shapely
from django.test import Client

from tests.city import PLACE, POSITION, city, somebody
from wanmi.grids.records import Record
from wanmi.grids.stock import Held
from wanmi.territory import services
from wanmi.territory.queries import locate, outlines_of
from wanmi.workforce.models import Staff

__all__ = ["city"]
SINCE = date(2026, 7, 1)


@pytest.fixture
def ground(city: None, db: None) -> str:
    """The community of POSITION in two unit grids, cut west and east; gives the code of the one around it."""
    community = locate(**POSITION)
    assert community is not None
    outline = outlines_of([community])[community]
    west, south, east, north = outline.bounds
    halves = (
        shapely.box(west, south, POSITION["lon"] - 1e-4, north),
        shapely.box(POSITION["lon"] - 1e-4, south, east, north),
    )
    parts = [shapely.intersection(outline, half) for half in halves]
    records = [Record(at, f"{community}{at + 1:03}", part) for at, part in enumerate(parts)]
    services.load_grids(Held.of(records), since=SINCE)
    return f"{community}002"


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    def as_kind(kind: str, place: str = PLACE, organisation: str | None = None) -> Client:
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(Staff.objects.get(pk=somebody(kind, place, organisation).id))
        return client

    return as_kind
