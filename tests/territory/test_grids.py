"""Grids in the city: loading them whole or not at all, redrawing them, finding places in them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pytest_django import DjangoAssertNumQueries

from tests.territory.ground import COMMUNITY, OTHER, SINCE, city, middle, records, square
from wanmi.grids.errors import GridError
from wanmi.grids.records import Record
from wanmi.grids.stock import Held
from wanmi.journal.models import Entry
from wanmi.territory import gridfile, queries, services
from wanmi.territory.cells import GRID_ZOOM, POINT_ZOOM, Tile, cells_at, cells_of, ranges_in
from wanmi.territory.models import City, Component, DutyMember, Grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db: None) -> None:
    city()
    services.load_grids(Held.of(records()), since=SINCE)


def test_a_place_is_the_unit_grid_where_there_is_one_else_the_division(ground: None) -> None:
    assert queries.locate(*middle(0, 1)) == f"{COMMUNITY}001"
    assert queries.locate(*middle(1, 0)) == f"{COMMUNITY}004"
    assert queries.locate(*middle(2, 0)) == OTHER
    assert queries.locate(100, 30) is None


def test_a_shared_border_belongs_to_the_lowest_code(ground: None) -> None:
    border = square(1, 1).bounds[0]
    assert queries.locate(border, middle(0, 1)[1]) == f"{COMMUNITY}001"


def test_locating_asks_the_database_once(ground: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.locate(*middle(0, 0))
    with django_assert_num_queries(1):
        assert queries.locate(*middle(1, 1)) == f"{COMMUNITY}002"


def test_another_process_finds_the_file_that_was_built(ground: None, monkeypatch: pytest.MonkeyPatch) -> None:
    queries.locate(*middle(0, 0))
    gridfile.locator_for.cache_clear()  # what a fresh process knows
    monkeypatch.setattr(gridfile, "_built", lambda *_: pytest.fail("built again"))
    assert queries.locate(*middle(0, 0)) == f"{COMMUNITY}003"


def test_a_file_that_was_damaged_is_built_anew(ground: None, settings: Any) -> None:
    queries.locate(*middle(0, 0))
    stamp = City.objects.get().grids_stamp
    (path,) = Path(settings.HOME, "locator").glob(f"{stamp}-*.index")
    path.write_bytes(path.read_bytes()[:2000])
    gridfile.locator_for.cache_clear()
    assert queries.locate(*middle(0, 0)) == f"{COMMUNITY}003"


def test_a_load_is_one_entry_in_the_journal(ground: None) -> None:
    entry = Entry.objects.get(subject_kind="grids")
    assert (entry.action, entry.subject) == ("load_grids", "110101")


BAD = {
    "code_twice": lambda good: [*good, Record(9, good[0].code, good[0].shape)],
    "overlap": lambda good: [*good[:3], Record(3, good[3].code, square(0, 0, 2, 1))],
    "gap": lambda good: good[:3],
    "outside": lambda good: [*good[:3], Record(3, good[3].code, square(1, 0, 2, 1))],
    "many_parts": lambda good: [
        *good[:3],
        Record(3, good[3].code, shapely.MultiPolygon([square(1, 0), square(3, 1)])),
    ],
    "hole": lambda good: [*good[:3], Record(3, good[3].code, good[3].shape - good[3].shape.centroid.buffer(1e-5))],
    "shape_broken": lambda good: [
        *good[:3],
        Record(3, good[3].code, shapely.Polygon([(116.4, 39.9), (116.41, 39.91), (116.41, 39.9), (116.4, 39.91)])),
    ],
    "swapped": lambda good: [
        *good[:3],
        Record(3, good[3].code, shapely.transform(good[3].shape, lambda points: points[:, ::-1])),
    ],
    "not_finite": lambda good: [*good[:3], Record(3, good[3].code, _with_nan())],
    "community_unknown": lambda good: [*good, Record(4, "110101001003001", square(2, 0))],
    "code_form": lambda good: [*good[:3], Record(3, "12345", good[3].shape)],
}


def _with_nan() -> shapely.Geometry:
    def spoiled(points: np.ndarray) -> np.ndarray:
        points[1, 1] = np.nan
        return points

    return shapely.transform(square(1, 0), spoiled)


@pytest.mark.parametrize("kind", BAD)
def test_bad_grids_are_refused_whole_and_the_fault_is_named(kind: str, db: None) -> None:
    city()
    with pytest.raises(services.GridsRefused) as refused:
        services.load_grids(Held.of(BAD[kind](records())), since=SINCE)
    assert kind in {fault.kind for fault in refused.value.faults}
    assert all(fault.features for fault in refused.value.faults)
    assert not Grid.objects.exists()
    assert not Entry.objects.filter(subject_kind="grids").exists()
    assert City.objects.get().grids_stamp == ""


def test_reversed_rings_are_turned(db: None) -> None:
    city()
    turned = [Record(each.number, each.code, shapely.reverse(each.shape)) for each in records()]
    services.load_grids(Held.of(turned), since=SINCE)
    assert shapely.is_ccw(services.shape_of(Grid.objects.first()).exterior)  # type: ignore[arg-type,attr-defined]


def test_a_community_is_loaded_once_and_then_redrawn(ground: None) -> None:
    with pytest.raises(services.GridsRefused) as refused:
        services.load_grids(Held.of(records()))
    assert {fault.kind for fault in refused.value.faults} == {"code_used", "has_grids"}


def test_a_split_ends_one_code_and_starts_others(ground: None) -> None:
    old, on = f"{COMMUNITY}001", queries.today()
    west, east = (shapely.box(*part) for part in _halves(square(0, 1).bounds))
    made = services.redraw([old], [east, west], on)
    assert [grid.code[-3:] for grid in made] == ["005", "006"]  # never 001 again
    assert Grid.objects.get(code=old).successors == [grid.code for grid in made]
    assert queries.predecessors(made[0]) == [Grid.objects.get(code=old)]
    assert queries.locate(*_middle(west)) == f"{COMMUNITY}005"
    assert queries.grids_in(COMMUNITY, on - timedelta(1)).count() == 4
    assert queries.grids_in(COMMUNITY).count() == 5
    assert Entry.objects.filter(action="redraw_grids", subject=COMMUNITY).count() == 1


def _halves(bounds: tuple[float, float, float, float]) -> list[tuple[float, float, float, float]]:
    west, south, east, north = bounds
    return [(west, south, (west + east) / 2, north), ((west + east) / 2, south, east, north)]


def _middle(shape: shapely.Geometry) -> tuple[float, float]:
    return shape.centroid.x, shape.centroid.y


@pytest.mark.parametrize(
    ("old", "shapes", "code"),
    [
        (["001"], [square(1, 1)], "other_ground"),
        (["009"], [square(0, 1)], "not_in_force"),
        (["001"], [square(0, 1), square(0, 1)], None),
    ],
)
def test_a_redraw_keeps_the_ground(ground: None, old: list[str], shapes: list[shapely.Geometry], code: str) -> None:
    with pytest.raises((GridError, services.GridsRefused)) as refused:
        services.redraw([COMMUNITY + number for number in old], shapes, queries.today())
    assert getattr(refused.value, "code", None) == code
    assert Grid.objects.filter(valid_to=None).count() == 4


def test_duty_grids_follow_a_redraw(ground: None) -> None:
    today = queries.today()
    services.give_duty("d1", "一号", [f"{COMMUNITY}001", f"{COMMUNITY}002"], SINCE)
    services.give_duty("d2", "二号", [f"{COMMUNITY}002"], SINCE)
    (made,) = services.redraw([f"{COMMUNITY}001", f"{COMMUNITY}002"], [square(0, 1, 2, 1)], today)
    assert list(queries.grids_of_duty("d1", today)) == [made.code]
    assert list(queries.grids_of_duty("d2", today)) == [made.code]
    assert len(queries.grids_of_duty("d1", today - timedelta(1))) == 2


def test_a_duty_grid_changes_its_grids_over_time(ground: None) -> None:
    later = date(2026, 3, 1)
    services.give_duty("d1", "一号", [f"{COMMUNITY}001", f"{COMMUNITY}002"], SINCE)
    services.give_duty("d1", "一号", [f"{COMMUNITY}002", f"{COMMUNITY}003"], later)
    assert set(queries.grids_of_duty("d1", SINCE)) == {f"{COMMUNITY}001", f"{COMMUNITY}002"}
    assert set(queries.grids_of_duty("d1", later)) == {f"{COMMUNITY}002", f"{COMMUNITY}003"}
    assert DutyMember.objects.count() == 3


def test_an_ended_grid_leaves_its_ground_to_the_community(ground: None) -> None:
    services.end_grid(f"{COMMUNITY}001", queries.today())
    assert queries.locate(*middle(0, 1)) == COMMUNITY
    with pytest.raises(GridError, match="no unit grid in force"):
        services.end_grid(f"{COMMUNITY}001", queries.today())


def test_components_learn_their_grid_and_are_refused_together(ground: None) -> None:
    lon, lat = middle(0, 0)
    good = {"code": "1101010300500001", "item": "03005", "name": "垃圾箱", "lon": lon, "lat": lat}
    assert services.load_components([good]) == 1
    assert services.load_components([good]) == 0
    assert Component.objects.get().grid == f"{COMMUNITY}003"
    with pytest.raises(GridError, match="outside the city"):
        services.load_components([good | {"code": "1101010300500002"}, good | {"code": "far", "lon": 100}])
    assert Component.objects.count() == 1


def test_cells_inside_a_tile_are_one_range() -> None:
    lon, lat = middle(0, 0)
    cell = int(cells_at(lon, lat))
    x, y = (int(part) for part in _column_and_row(lon, lat, 14))
    first, last = Tile(14, x, y).cells(POINT_ZOOM)
    assert first <= cell <= last
    assert last - first + 1 == 4 ** (POINT_ZOOM - 14)
    assert any(first <= cell <= last for first, last in ranges_in(square(0, 0).bounds, POINT_ZOOM))
    assert int(cells_at(lon, lat, GRID_ZOOM)) in cells_of(square(0, 0))


def _column_and_row(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    across = (lon + 180) / 360
    down = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
    return across * 2**zoom, down * 2**zoom
