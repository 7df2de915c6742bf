"""The demo city with two unit grids side by side, a group in each, and people of the neighbourhood."""

from __future__ import annotations

import pytest

from tests.circles.world import EAST, WEST, Groups
from tests.city import city, halved, somebody
from tests.site.conftest import client_of
from wanmi.circles.grouping import Opening, open_group

__all__ = ["city", "client_of"]


@pytest.fixture
def grids(city: None, db: None) -> None:
    """The community in two halves."""
    halved()


@pytest.fixture
def groups(grids: None) -> Groups:
    keeper = somebody("committee")
    west = open_group(Opening(WEST, "西网格邻里群", "West group", households=20), keeper)
    return Groups(west, open_group(Opening(EAST, "东网格邻里群", "East group"), keeper))
