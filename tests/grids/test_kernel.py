"""The compiled parts of the locator that a mistake would hide in longest."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from wanmi.grids.locator.compiled import jit
from wanmi.grids.locator.kernel import _exact_side

near_a_city = st.integers(-40, 40).map(lambda ulps: 116.4 + ulps * math.ulp(116.4))
anywhere = st.floats(-180, 180)
coordinate = st.one_of(near_a_city, anywhere)


def sign(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    """The side of a point by fractions, which round nothing."""
    a, b, c, d, e, f = map(Fraction, (ax, ay, bx, by, px, py))
    turn = (a - e) * (d - f) - (b - f) * (c - e)
    return (turn > 0) - (turn < 0)


@settings(deadline=None, max_examples=2000)
@given(st.tuples(*[coordinate] * 6))
@example((0.1, 0.1, 0.3, 0.3, 0.2, 0.2))
@example((1e-3, 1e-3, 120.0, 120.0, 60.0, math.nextafter(60.0, 61)))
def test_sides_are_exact(points: tuple[float, float, float, float, float, float]) -> None:
    # Products of far smaller numbers would leave the range of floats; no coordinate in degrees is that small.
    if all(value == 0 or abs(value) > 1e-30 for value in points):
        assert _exact_side(*points) == sign(*points)


def test_where_no_folder_can_hold_the_cache_functions_compile_all_the_same() -> None:
    """Code that comes from no file has no place for a cache: Numba refuses it as it refuses a read-only system."""
    made: dict[str, Any] = {}
    exec("def double(x):\n    return 2 * x", made)
    assert jit(made["double"])(4) == 8
