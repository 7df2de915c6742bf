"""The demo city with a little ground for the collector of Donghuamen, and people signed in."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from tests.city import PLACE, city
from tests.site.conftest import client_of
from wanmi.grids.records import Record
from wanmi.grids.stock import Held
from wanmi.territory import services
from wanmi.territory.queries import outlines_of
from wanmi.workforce.models import Post
from wanmi.workforce.services import assign_duty

__all__ = ["city", "client_of"]
SINCE = date(2026, 7, 1)
DUTY = "duty.test"


@pytest.fixture
def ground(city: None, db: None) -> str:
    """A duty grid of one unit grid, the whole of a community, with a street across it; its code."""
    outline = outlines_of([PLACE])[PLACE]
    services.load_grids(Held.of([Record(0, f"{PLACE}001", outline)]), since=SINCE)
    west, south, east, north = outline.bounds
    middle = (south + north) / 2
    services.load_streets([shapely.LineString([(west - 1, middle), (east + 1, middle)])])
    services.give_duty(DUTY, "测试责任网格", [f"{PLACE}001"], SINCE)
    assign_duty(Post.objects.get(kind="collector", region=PLACE[:9]), DUTY, SINCE, None)
    return DUTY
