"""The locator against plain point-in-polygon, and what it does on borders."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wanmi.territory.locating import Locator

SIZE = 5
GRID = [(f"110101001{y * SIZE + x + 1:03}", shapely.box(x, y, x + 1, y + 1)) for x in range(SIZE) for y in range(SIZE)]
WHOLE = st.integers(-1, SIZE + 1)
ANYWHERE = st.floats(-1, SIZE + 1, allow_nan=False)


@given(ANYWHERE, ANYWHERE)
def test_a_point_lies_in_the_lowest_code_that_covers_it(lon: float, lat: float) -> None:
    covering = [code for code, cell in GRID if cell.covers(shapely.Point(lon, lat))]
    assert Locator(GRID).locate(lon, lat) == (min(covering) if covering else None)


@given(WHOLE, WHOLE, st.randoms(use_true_random=False))
def test_a_corner_belongs_to_one_cell_whatever_the_order_of_the_outlines(lon: int, lat: int, random: object) -> None:
    shuffled = sorted(GRID, key=lambda _pair: random.random())  # type: ignore[attr-defined]  # hypothesis' own class
    assert Locator(shuffled).locate(lon, lat) == Locator(GRID).locate(lon, lat)


@given(st.floats(0, SIZE), st.floats(0, SIZE))
def test_every_point_of_the_ground_is_found(lon: float, lat: float) -> None:
    assert Locator(GRID).locate(lon, lat) is not None


def test_a_border_goes_to_the_lower_code_and_a_hole_to_nobody() -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    locator = Locator([("b", shapely.box(3, 0, 4, 3)), ("a", ring)])
    assert locator.locate(3, 1) == "a"
    assert locator.locate(3.5, 1) == "b"
    assert locator.locate(1.5, 1.5) is None
    assert locator.locate(1, 1.5) == "a"


@pytest.mark.parametrize("point", [(0.5, 0.5), (float("nan"), 0.5)])
def test_nothing_is_found_where_there_are_no_outlines(point: tuple[float, float]) -> None:
    assert Locator([]).locate(*point) is None
