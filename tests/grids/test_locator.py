"""The locator answers as Shapely does, for every point, borders included."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.grids.conftest import SOUTH, STEP, WEST, box, mosaic
from wanmi.grids import GridError, Locator
from wanmi.grids.locator import refuse_unfit, write_index
from wanmi.grids.stock import Held, in_code_order

Shapes = Sequence[shapely.Geometry] | NDArray[np.object_]


def by_shapely(codes: Sequence[str], shapes: Shapes, points: NDArray[np.float64]) -> list[str | None]:
    """The lowest code of all shapes that cover each point."""
    hits: list[str | None] = [None] * len(points)
    for point, shape in shapely.STRtree(list(shapes)).query(shapely.points(points), predicate="intersects").T:
        hits[point] = min(filter(None, (hits[point], codes[shape])))
    return hits


def by_locator(locator: Locator, points: NDArray[np.float64], reorder: bool = False) -> list[str | None]:
    numbers = locator.locate_many(points[:, 0], points[:, 1], reorder=reorder)
    return [str(code) or None for code in locator.codes_of(numbers)]


def points_of_interest(shapes: Shapes, seed: int, count: int = 4000) -> NDArray[np.float64]:
    """Random points, all vertices, points rounded onto edges, and points one float beside each of those."""
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(shapes)
    spread = rng.uniform((west - STEP, south - STEP), (east + STEP, north + STEP), (count, 2))
    corners = shapely.get_coordinates(shapes)
    share = rng.uniform(0, 1, (len(corners) - 1, 1))
    on_edges = corners[:-1] + (corners[1:] - corners[:-1]) * share
    close = np.vstack((corners, on_edges))
    return np.vstack((spread, close, np.nextafter(close, np.inf), np.nextafter(close, -np.inf)))


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_shapely_on_a_mosaic(seed: int) -> None:
    codes, shapes = mosaic(9, seed)
    points = points_of_interest(shapes, seed)
    locator = Locator.build(codes, shapes)
    expected = by_shapely(codes, shapes, points)
    assert by_locator(locator, points) == expected
    assert by_locator(locator, points, reorder=True) == expected
    assert [locator.locate(*point) for point in points.tolist()] == expected


coordinate = st.integers(0, 12).map(lambda n: n * STEP / 4)


@st.composite
def overlapping_shapes(draw: st.DrawFn) -> list[shapely.Geometry]:
    """Up to eight triangles and rings with holes on a coarse lattice, so that borders, corners and areas coincide."""
    shapes: list[shapely.Geometry] = []
    for _ in range(draw(st.integers(1, 8))):
        corners = draw(st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=3, unique=True))
        shape = shapely.Polygon([(WEST + x, SOUTH + y) for x, y in corners])
        if draw(st.booleans()):
            shape = shape.envelope.difference(shape)
        if shape.area > 0 and shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon"):
            shapes.append(shape)
    return shapes


@settings(deadline=None, max_examples=150)
@given(overlapping_shapes(), st.integers(0, 1000))
def test_agrees_with_shapely_on_shapes_that_overlap(shapes: list[shapely.Geometry], seed: int) -> None:
    if not shapes:
        return
    codes = [f"{(number * 7) % 11:02d}" for number in range(len(shapes))]
    points = points_of_interest(shapes, seed, 300)
    assert by_locator(Locator.build(codes, shapes), points) == by_shapely(codes, shapes, points)


def test_more_grids_around_one_point_than_one_group_holds() -> None:
    turns = np.linspace(0, 2 * np.pi, 101)
    rim = np.array([WEST, SOUTH]) + STEP * np.column_stack((np.cos(turns), np.sin(turns)))
    shapes = [shapely.Polygon([(WEST, SOUTH), a, b]) for a, b in pairwise(rim)]
    codes = [f"{number:03d}" for number in range(len(shapes))]
    rng = np.random.default_rng(5)
    points = np.vstack((rng.normal((WEST, SOUTH), STEP / 200, (3000, 2)), [(WEST, SOUTH)], rim))
    locator = Locator.build(codes, shapes)
    assert by_locator(locator, points) == by_shapely(codes, shapes, points)
    assert locator.locate(WEST, SOUTH) == "000"


def test_sizes_far_apart() -> None:
    """A mountain grid of 40 km beside unit grids of 100 m, with a hole in which a small grid lies."""
    hole = box(200, 200)
    big = box(3, 0, 400, 400).difference(hole)
    shapes = [box(0, 0), box(1, 0), box(2, 0), big, hole]
    codes = ["a", "b", "c", "d", "e"]
    points = points_of_interest(shapes, 1)
    assert by_locator(Locator.build(codes, shapes), points) == by_shapely(codes, shapes, points)


def test_a_point_on_a_shared_border_belongs_to_the_lowest_code() -> None:
    locator = Locator.build(["2", "1"], [box(0, 0), box(1, 0)])
    assert locator.locate(WEST + STEP, SOUTH + STEP / 2) == "1"
    assert locator.locate(WEST + STEP / 2, SOUTH + STEP / 2) == "2"
    assert locator.locate(WEST - STEP, SOUTH) is None


@pytest.mark.parametrize("point", [(np.nan, 39.0), (116.0, np.inf), (1e300, -1e300), (-180.0, 90.0)])
def test_points_that_are_nowhere(point: tuple[float, float]) -> None:
    locator = Locator.build(["1"], [box(0, 0)])
    assert locator.locate(*point) is None
    assert locator.locate_many([point[0]], [point[1]]).tolist() == [-1]
    assert locator.locate_many([point[0]], [point[1]], reorder=True).tolist() == [-1]


def test_no_points_and_uneven_points() -> None:
    locator = Locator.build(["1"], [box(0, 0)])
    assert locator.locate_many([], [], reorder=True).tolist() == []
    with pytest.raises(GridError, match="2 longitudes but 1 latitudes"):
        locator.locate_many([1, 2], [1])


def test_a_file_answers_as_its_maker(tmp_path: Path) -> None:
    codes, shapes = mosaic(6, 3)
    made = Locator.build(codes, shapes)
    made.save(tmp_path / "city.grid")
    opened = Locator.open(tmp_path / "city.grid")
    points = points_of_interest(shapes, 3)
    assert by_locator(opened, points) == by_locator(made, points)
    assert list(opened.codes) == sorted(codes)
    assert [path.name for path in tmp_path.iterdir()] == ["city.grid"]


def test_a_file_that_was_altered_cut_or_is_something_else(tmp_path: Path) -> None:
    path = tmp_path / "city.grid"
    Locator.build(["1", "2"], [box(0, 0), box(1, 0)]).save(path)
    whole = path.read_bytes()
    for content, code in (
        (whole[:-300] + b"?" + whole[-299:], "index_altered"),
        (whole[:-300], "index_cut"),
        (whole.replace(b'"version": 1', b'"version": 9'), "index_version"),
        (b"PK" + whole[2:], "not_index"),
        (b"", "not_index"),
    ):
        path.write_bytes(content)
        with pytest.raises(GridError) as caught:
            Locator.open(path)
        assert caught.value.code == code


def test_an_index_written_band_by_band_answers_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes, shapes = mosaic(9, 3)
    whole = Locator.build(codes, shapes)
    points = points_of_interest(shapes, 3)
    monkeypatch.setattr("wanmi.grids.locator.build.MOST_CORNERS", 300)
    stock = Held.beside(codes, shapes)
    order = in_code_order(stock)
    write_index(tmp_path / "city.grid", Held.beside([codes[place] for place in order], shapes[order]))
    banded = Locator.open(tmp_path / "city.grid")
    assert by_locator(banded, points) == by_locator(whole, points)
    assert len(list(tmp_path.iterdir())) == 1


def test_what_no_index_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    codes, shapes = mosaic(9, 3)
    monkeypatch.setattr("wanmi.grids.locator.build.MOST_IN_STRIP", 100)
    with pytest.raises(GridError, match="side by side"):
        refuse_unfit(Held.beside(codes, shapes))
