"""Drawing a stand-in map: whatever the border and the centres, the ground is shared out whole, and always alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from tests.packs.tiny import CITY, HEAD
from wanmi.packs.geometry import square_metres, to_degrees, to_metres
from wanmi.packs.outlines import outlines, spread, write_outlines
from wanmi.packs.problems import PackRefused

BORDER = Polygon([(116.37, 39.86), (116.45, 39.86), (116.44, 39.90), (116.45, 39.97), (116.38, 39.97)])
SEEDS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda at: Point(116.385 + at[0] / 180, 39.865 + at[1] / 100)),
    min_size=1,
    max_size=6,
    unique_by=lambda point: (point.x, point.y),
)
SIZES = st.lists(st.integers(1, 7), min_size=6, max_size=6)


def codes_of(seeds: list[Point], sizes: list[int]) -> tuple[dict[str, Point], list[str]]:
    streets = {f"110101{number:03}": seed for number, seed in enumerate(seeds, 1)}
    communities = [f"{street}{n:03}" for street, size in zip(streets, sizes, strict=False) for n in range(1, size + 1)]
    return streets, ["110101", *streets, *communities]


@settings(max_examples=40, deadline=None)
@given(SEEDS, SIZES)
def test_no_gap_and_no_overlap(seeds: list[Point], sizes: list[int]) -> None:
    streets, codes = codes_of(seeds, sizes)
    drawn = outlines(BORDER, streets, codes)
    assert list(drawn) == sorted(codes)
    communities = [shape for code, shape in drawn.items() if len(code) == 12]
    assert all(shape.is_valid and not shape.is_empty for shape in drawn.values())
    assert shapely.coverage_is_valid(communities)
    assert (
        square_metres(shapely.symmetric_difference(drawn["110101"], BORDER)) < 250
    )  # 40 km of border, rounded to 1 cm


@settings(max_examples=10, deadline=None)
@given(SEEDS, SIZES)
def test_the_same_input_gives_the_same_map(seeds: list[Point], sizes: list[int]) -> None:
    streets, codes = codes_of(seeds, sizes)
    assert outlines(BORDER, streets, codes) == outlines(BORDER, streets, codes)


@given(st.integers(1, 30))
def test_points_are_spread_inside_the_ground(count: int) -> None:
    ground = to_metres(BORDER, 39.9)
    points = spread(count, ground)
    assert len(points) == count == len({(point.x, point.y) for point in points})
    assert all(ground.covers(point) for point in points)


def test_a_square_of_a_hundred_metres_is_a_hectare() -> None:
    square = to_degrees(shapely.box(0, 0, 100, 100), 39.9)
    assert square_metres(shapely.affinity.translate(square, 116.4, 39.9)) == pytest.approx(10_000, rel=0.001)
    assert square_metres(Polygon()) == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base").mkdir()
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    (folder / "border.csv").write_text("lon,lat\n116.3,39.9\n116.5,39.9\n116.4123456789,40\n", encoding="utf-8")
    (folder / "seeds.csv").write_text("code,lon,lat\n110101001,116.4,39.93\n", encoding="utf-8")
    rows = [f"{code},名,,2020-01-01,," for code in ("110101", "110101001", "110101001001", "110101001002")]
    (folder / "divisions.csv").write_text("\n".join([HEAD["divisions.csv"], *rows]) + "\n", encoding="utf-8")
    return folder


def test_coordinates_have_seven_decimals(folder: Path) -> None:
    assert write_outlines(folder) == 4
    features = json.loads((folder / "outlines.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["synthetic"] for feature in features] == [True] * 4
    numbers = [n for feature in features for ring in feature["geometry"]["coordinates"] for at in ring for n in at]
    assert all(number == round(number, 7) for number in numbers)


def test_a_faulty_border_is_named(folder: Path) -> None:
    (folder / "border.csv").write_text("lon,lat\n116.3,north\n", encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        write_outlines(folder)
    assert [(each.file, each.line, each.column, each.value) for each in refused.value.problems] == [
        ("border.csv", 2, "lat", "north")
    ]
    assert not (folder / "outlines.geojson").exists()
