"""The demo city with two unit grids side by side, a group in each, and people of the neighbourhood."""

from __future__ import annotations

import pytest
import shapely

from tests.circles.world import EAST, WEST, Groups
from tests.city import PLACE, city, somebody
from tests.field.conftest import SINCE
from tests.site.conftest import client_of
from wanmi.circles.grouping import Opening, open_group
from wanmi.grids.records import Record
from wanmi.grids.stock import Held
from wanmi.territory import services
from wanmi.territory.queries import outlines_of

__all__ = ["city", "client_of"]


@pytest.fixture
def grids(city: None, db: None) -> None:
    """The community in two halves."""
    outline = outlines_of([PLACE])[PLACE]
    west, south, east, north = outline.bounds
    middle = (west + east) / 2
    halves = (shapely.box(west, south, middle, north), shapely.box(middle, south, east, north))
    parts = [shapely.intersection(outline, half) for half in halves]
    services.load_grids(Held.of([Record(0, WEST, parts[0]), Record(1, EAST, parts[1])]), since=SINCE)


@pytest.fixture
def groups(grids: None) -> Groups:
    keeper = somebody("committee")
    west = open_group(Opening(WEST, "西网格邻里群", "West group", households=20), keeper)
    return Groups(west, open_group(Opening(EAST, "东网格邻里群", "East group"), keeper))
