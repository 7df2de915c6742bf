"""Coordinates of web maps come back to where they were."""

from __future__ import annotations

import numpy as np
import pytest

from wanmi.grids.shifts import Datum, from_cgcs2000, to_cgcs2000

pytest.importorskip("coordTransform")


@pytest.mark.parametrize("datum", list(Datum))
def test_there_and_back(datum: Datum) -> None:
    points = np.random.default_rng(1).uniform((80, 20), (130, 50), (2000, 2))
    assert to_cgcs2000(from_cgcs2000(points, datum), datum) == pytest.approx(points, abs=1e-9)


def test_a_known_place() -> None:
    """Tiananmen as published for the three datums in many map tutorials, to about ten metres."""
    place = np.array([[116.397428, 39.90923]])  # GCJ-02
    assert to_cgcs2000(place, Datum.GCJ02)[0] == pytest.approx((116.39119, 39.90783), abs=1e-4)
    assert from_cgcs2000(to_cgcs2000(place, Datum.GCJ02), Datum.BD09)[0] == pytest.approx(
        (116.40384, 39.9156), abs=1e-3
    )


def test_nothing_moves_abroad_and_nothing_comes_of_nothing() -> None:
    assert to_cgcs2000(np.array([[2.35, 48.85]]), Datum.GCJ02).tolist() == [[2.35, 48.85]]
    assert to_cgcs2000(np.empty((0, 2)), Datum.GCJ02).shape == (0, 2)
