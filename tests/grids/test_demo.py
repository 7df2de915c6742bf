"""The invented city: the same for the same seed, tiled by its communities, nothing across a border, all marked."""

from __future__ import annotations

import csv
import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner

from wanmi.grids import GridError, Locator
from wanmi.grids.cli import demo_geometry
from wanmi.grids.demo import SIZES, City, city_of_divisions, city_of_size, write_city
from wanmi.grids.plane import areas

PLACES = [f"11010100{street}{n:03}" for street in (1, 2, 3) for n in range(1, 8)]


@pytest.fixture
def divisions(tmp_path: Path) -> Path:
    """21 communities in three streets, one of which is no more."""
    path = tmp_path / "divisions.csv"
    rows = ["code,name_zh,valid_from,valid_to,successor", "110101,东城区,2020-01-01,,", "110101001,街,2020-01-01,,"]
    rows += [f"{code},社区{n},2020-01-01,," for n, code in enumerate(PLACES)]
    path.write_text("\n".join([*rows, "110101001999,旧社区,2010-01-01,2020-01-01,110101001001"]), encoding="utf-8")
    return path


@pytest.fixture
def city(divisions: Path) -> City:
    return city_of_divisions(divisions, blocks=420)


def test_communities_tile_the_city_each_in_one_piece(city: City) -> None:
    found = {feature.properties["code"]: feature for feature in city.communities()}
    assert sorted(found) == PLACES
    assert found[PLACES[0]].properties["name"] == "社区0"
    shapes = np.array([feature.shape for feature in found.values()])
    assert all(shape.geom_type == "Polygon" and not shape.interiors for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert areas(shapes).max() < 1.6 * areas(shapes).min()
    whole = shapely.coverage_union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_what_stands_in_a_community_lies_inside_it(city: City) -> None:
    communities = {feature.properties["code"]: feature.shape for feature in city.communities()}
    lines = shapely.union_all([feature.shape for feature in city.streets()])
    for layer in (city.compounds(), city.buildings(), city.components()):
        features = list(layer)
        assert len(features) > 500
        for feature in islice(features, 0, None, 17):
            assert communities[feature.properties["community"]].contains(feature.shape)
            assert not lines.intersects(feature.shape)


def test_buildings_and_compounds_do_not_overlap(city: City) -> None:
    for layer in (city.compounds(), city.buildings()):
        shapes = np.array([feature.shape for feature in layer])
        assert shapely.is_valid(shapes).all()
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        assert (one == other).all()


def test_codes_are_unique_and_fit_their_community(city: City) -> None:
    rooms = [(address.code, address.community) for address in city.addresses()]
    assert len({code for code, _ in rooms}) == len(rooms) > 10_000
    assert all(len(code) == 25 and code.startswith(community) for code, community in rooms)
    items = [feature.properties["code"] for feature in city.components()]
    assert len(set(items)) == len(items)
    assert {len(code) for code in items} == {17}


def test_every_address_lies_in_its_community(city: City) -> None:
    found = list(city.communities())
    locator = Locator.build([f.properties["code"] for f in found], [f.shape for f in found])
    for address in islice(city.addresses(), 0, None, 97):
        assert locator.locate(address.lon, address.lat) == address.community


def test_the_same_seed_gives_the_same_city(divisions: Path) -> None:
    first, second, other = (city_of_divisions(divisions, seed=seed, blocks=420) for seed in (5, 5, 6))
    assert [f.shape.wkb for f in first.buildings()] == [f.shape.wkb for f in second.buildings()]
    assert [f.shape.wkb for f in first.streets()] != [f.shape.wkb for f in other.streets()]


def test_an_outline_is_kept_to(divisions: Path) -> None:
    outline = shapely.Point(116.4, 39.9).buffer(0.02)
    city = city_of_divisions(divisions, outline=outline)
    whole = shapely.union_all([feature.shape for feature in city.communities()])
    assert whole.intersection(outline).area / whole.union(outline).area > 0.85


def test_every_feature_says_it_is_synthetic(city: City, tmp_path: Path) -> None:
    counts = write_city(city, tmp_path / "out", addresses=100)
    assert counts["addresses"] == 100
    for layer in ("communities", "streets", "compounds", "buildings", "components"):
        written = json.loads((tmp_path / "out" / f"{layer}.geojson").read_text(encoding="utf-8"))
        assert len(written["features"]) == counts[layer] > 0
        assert all(feature["properties"]["synthetic"] is True for feature in written["features"])
    with (tmp_path / "out" / "addresses.csv").open(encoding="utf-8") as file:
        assert all(row["synthetic"] == "true" for row in csv.DictReader(file))


@pytest.mark.parametrize("size", sorted(SIZES))
def test_sizes_have_the_numbers_of_their_city(size: str) -> None:
    wanted = SIZES[size]
    city = city_of_size(size)
    assert len(city.places) == wanted.places
    assert len({code[:9] for code in city.places}) == wanted.towns
    part = city_of_size(size, share=0.01)
    rooms = sum(1 for _ in part.addresses())
    assert rooms / len(part.places) * wanted.places > 0.95 * wanted.addresses


def test_too_few_blocks_and_no_communities(divisions: Path, tmp_path: Path) -> None:
    with pytest.raises(GridError, match="cannot hold 21 places"):
        list(city_of_divisions(divisions, blocks=12).communities())
    empty = tmp_path / "empty.csv"
    empty.write_text("code,name_zh,valid_to\n110101,东城区,\n", encoding="utf-8")
    with pytest.raises(GridError, match=r"empty\.csv"):
        city_of_divisions(empty)


def test_the_command_wants_one_kind_of_city(divisions: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(demo_geometry, [str(tmp_path / "out")]).exit_code == 2
    arguments = [str(tmp_path / "out"), "--size", "hangzhou", "--share", "0.0005", "--addresses", "5"]
    result = CliRunner().invoke(demo_geometry, arguments)
    assert result.exit_code == 0
    assert "addresses: 5" in result.output
