"""The check names every fault with its features, its size and its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from tests.grids.conftest import SOUTH, STEP, WEST, box
from wanmi.grids import GridError
from wanmi.grids.check import Fault, check, faults_in
from wanmi.grids.geojson import Feature
from wanmi.grids.plane import areas
from wanmi.grids.records import Record
from wanmi.grids.stock import shelved

HOME, NEXT = "110101001001", "110101001002"
COMMUNITIES = {HOME: box(0, 0, 2, 2), NEXT: box(2, 0, 2, 2)}


def record(code: str, shape: Any, area: float | None = None) -> Record:
    return Record(int(code[-3:] or 0) if code[-3:].isdigit() else 0, code, shape, area)


def sound() -> list[Record]:
    """Two communities of four grids each, numbered as they should be."""
    return [
        record(f"{community}{number:03}", box(west + column, row))
        for community, west in ((HOME, 0), (NEXT, 2))
        for number, (column, row) in enumerate(((0, 1), (1, 1), (0, 0), (1, 0)), 1)
    ]


def faults_with(number: int, **changes: Any) -> list[Fault]:
    records = sound()
    records[number] = replace(records[number], **changes)
    return check(records, COMMUNITIES)


def kinds(faults: list[Fault]) -> list[str]:
    return [fault.kind for fault in faults]


def test_sound_grids_have_no_fault() -> None:
    assert check(sound(), COMMUNITIES) == []
    assert check(sound()) == []


def test_a_gap_has_its_size_and_place() -> None:
    (fault,) = faults_with(2, shape=shapely.orient_polygons(box(0, 0).difference(box(0.4, 0, 0.2, 0.2))))
    assert (fault.kind, fault.features) == ("gap", (HOME,))
    assert fault.size == pytest.approx(areas(np.array([box(0.4, 0, 0.2, 0.2)]))[0], rel=1e-3)
    assert box(0.4, 0, 0.2, 0.2).covers(shapely.Point(fault.lon, fault.lat))


def test_a_missing_grid_is_a_gap_and_a_community_without_grids_too() -> None:
    records = sound()
    assert kinds(check(records[1:], COMMUNITIES)) == ["gap"]
    assert kinds(check(records[:4], COMMUNITIES)) == ["gap"]


def test_an_overlap_names_both_grids() -> None:
    (fault,) = faults_with(2, shape=box(0, 0, 1.1, 1))
    assert (fault.kind, fault.features) == ("overlap", (f"{HOME}003", f"{HOME}004"))
    assert box(1, 0, 0.1, 1).covers(shapely.Point(fault.lon, fault.lat))


def test_a_grid_over_two_communities() -> None:
    found = faults_with(3, shape=box(1, 0, 1.2, 1))
    assert ("outside", (f"{HOME}004", NEXT)) in [(fault.kind, fault.features) for fault in found]


def test_a_grid_of_an_unknown_community() -> None:
    assert "community_unknown" in kinds(faults_with(0, code="110101009001001"))


def test_a_sliver() -> None:
    records = sound()
    records[0] = replace(records[0], shape=box(0, 1, 0.99, 1))
    records.append(record(f"{HOME}005", box(0.99, 1, 0.01, 1)))
    assert kinds(check(records, COMMUNITIES)) == ["sliver", "out_of_order"]


def test_a_stored_area_that_does_not_agree() -> None:
    right = float(areas(np.array([box(0, 1)]))[0])
    assert faults_with(0, area=right + 0.9) == []
    (fault,) = faults_with(0, area=right * 1.01)
    assert (fault.kind, fault.features) == ("area_differs", (f"{HOME}001",))


def test_numbers_out_of_order_are_a_note() -> None:
    records = sound()
    records[0], records[3] = replace(records[0], code=f"{HOME}004"), replace(records[3], code=f"{HOME}001")
    (fault,) = check(records, COMMUNITIES)
    assert fault.kind == "out_of_order"
    assert fault.is_note


BOW_TIE = shapely.Polygon([(WEST, SOUTH), (WEST + STEP, SOUTH + STEP), (WEST + STEP, SOUTH), (WEST, SOUTH + STEP)])
TWO_PARTS = shapely.orient_polygons(shapely.union_all([box(0, 1, 0.4, 1), box(0.6, 1, 0.4, 1)]))
SPOILED = np.array([[1, 1], [np.nan, 1], [1, 1], [1, 1], [1, 1]])
RING = shapely.orient_polygons(box(0, 1).difference(box(0.4, 1.4, 0.2, 0.2)))


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (BOW_TIE, "shape_broken"),
        (TWO_PARTS, "many_parts"),
        (RING, "hole"),
        (shapely.reverse(shapely.orient_polygons(box(0, 1))), "ring_reversed"),
        (shapely.transform(box(0, 1), lambda points: points[:, ::-1]), "swapped"),
        (shapely.transform(box(0, 1), lambda points: points * SPOILED), "not_finite"),
        (shapely.transform(box(0, 1), lambda points: points * 100_000), "outside_china"),
        (shapely.Point(WEST, SOUTH), "not_polygon"),
        (shapely.Polygon(), "shape_missing"),
        (None, "shape_missing"),
    ],
)
def test_a_shape_at_fault_is_named(shape: Any, kind: str) -> None:
    (found,) = [fault for fault in faults_with(0, shape=shape) if fault.kind not in ("gap", "overlap")]
    assert found.kind == kind
    assert found.features == (f"{HOME}001",)
    assert f"{HOME}001" in found.message


def test_the_crossing_of_a_ring_has_a_place() -> None:
    found = next(fault for fault in faults_with(0, shape=BOW_TIE) if fault.kind == "shape_broken")
    assert (found.lon, found.lat) == pytest.approx((WEST + STEP / 2, SOUTH + STEP / 2))


def test_codes_at_fault() -> None:
    assert "code_twice" in kinds(faults_with(0, code=f"{HOME}002"))
    assert "code_form" in kinds(faults_with(0, code="11010100100101"))
    assert "code_form" in kinds(faults_with(0, code=""))


def test_nothing_to_check() -> None:
    assert kinds(check([], COMMUNITIES)) == ["empty"]


def test_overlaps_between_communities_are_found_once_whatever_the_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    records = sound()
    records[1] = replace(records[1], shape=box(1, 1, 1.1, 1))
    one, other = f"{HOME}002", f"{NEXT}001"
    monkeypatch.setattr("wanmi.grids.stock.PORTION", 1)
    found = [fault.features for fault in check(records) if fault.kind == "overlap"]
    with shelved(Feature(each.number, each.shape, {"code": each.code}) for each in reversed(records)) as shelf:
        again = [set(fault.features) for fault in faults_in(shelf) if fault.kind == "overlap"]
    assert found == [(one, other)]
    assert again == [{one, other}]


def test_a_community_too_large_for_memory_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanmi.grids.check.MOST_TOGETHER", 19)
    with pytest.raises(GridError, match=f"{HOME} has 20 corners"):
        check(sound())
