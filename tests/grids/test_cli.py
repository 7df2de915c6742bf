"""The commands work together: invent a city, draft its grids, check them, index them, find a point."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wanmi.grids.cli import demo_geometry, grids


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    arguments = [str(folder), "--size", "hangzhou", "--share", "0.002", "--addresses", "10"]
    assert CliRunner().invoke(demo_geometry, arguments).exit_code == 0
    return folder


def wanmi(*arguments: object) -> Result:
    return CliRunner().invoke(grids, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def drafted(city: Path) -> Path:
    result = wanmi(
        *("draft", city / "communities.geojson", "--lines", city / "streets.geojson"),
        *("--objects", city / "compounds.geojson", "--objects", city / "buildings.geojson"),
        *("--components", city / "components.geojson", "--out", city / "grids.geojson", "--json"),
    )
    assert result.exit_code == 0, result.output
    reports = json.loads(result.stdout)
    assert len(reports) == 20
    assert all(report["seamless"]["coverage_valid"] == 1 for report in reports.values())
    assert sum(report["present_management"]["objects_cut"] for report in reports.values()) == 0
    return city / "grids.geojson"


def test_a_drafted_city_has_no_fault(city: Path, drafted: Path) -> None:
    result = wanmi("check", drafted, "--communities", city / "communities.geojson")
    assert result.exit_code == 0, result.output
    assert "0 faults, 0 notes" in result.output


def test_a_damaged_city_has_faults_with_places(city: Path, drafted: Path, tmp_path: Path) -> None:
    whole = json.loads(drafted.read_text(encoding="utf-8"))
    lost = whole["features"].pop(5)
    damaged, faults = tmp_path / "damaged.geojson", tmp_path / "faults.geojson"
    damaged.write_text(json.dumps(whole), encoding="utf-8")
    options = ["--communities", city / "communities.geojson", "--faults", faults]
    result = wanmi("check", damaged, *options, "--json")
    assert result.exit_code == 1
    (fault,) = json.loads(result.stdout)
    assert fault["kind"] == "gap"
    assert fault["size"] == pytest.approx(lost["properties"]["area_m2"], rel=1e-3)
    assert len(json.loads(faults.read_text(encoding="utf-8"))["features"]) == 1
    assert "fault gap" in wanmi("check", damaged, *options).output


def test_an_index_finds_points(drafted: Path, tmp_path: Path) -> None:
    index, points = tmp_path / "city.grid", tmp_path / "points.csv"
    assert wanmi("index", drafted, index).exit_code == 0
    first = json.loads(drafted.read_text(encoding="utf-8"))["features"][0]
    lon, lat = first["geometry"]["coordinates"][0][0]
    code = wanmi("locate", index, lon, lat).output.strip()
    assert code == first["properties"]["code"]
    points.write_text(f"name,lon,lat\na,{lon},{lat}\nb,1,2\n", encoding="utf-8")
    assert wanmi("locate", index, "--points", points).output.splitlines() == [code, ""]
    assert wanmi("locate", index, 1, 2).exit_code == 1
    assert wanmi("locate", index).exit_code == 2
    points.write_text("lon,lat\n1,x\n", encoding="utf-8")
    assert "Line 2 of points.csv" in wanmi("locate", index, "--points", points).output


def test_a_drafted_city_travels_in_web_map_coordinates(drafted: Path, tmp_path: Path) -> None:
    shifted, back = tmp_path / "amap.shp", tmp_path / "back.geojson"
    assert wanmi("export", drafted, shifted, "--to", "gcj02").exit_code == 0
    assert wanmi("import", shifted, back, "--from", "gcj02").exit_code == 0
    assert wanmi("check", back).exit_code == 0


def test_draft_of_one_community_and_of_none(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.geojson"
    result = wanmi("draft", city / "communities.geojson", "--out", out, "--community", "330100001001")
    assert result.exit_code == 0
    assert "330100001001: " in result.output
    assert "8 seamless" in result.output
    none = wanmi("draft", city / "communities.geojson", "--out", tmp_path / "none.geojson", "--community", "9")
    assert none.exit_code == 1
    assert not (tmp_path / "none.geojson").exists()


def test_a_layer_of_the_wrong_kind_is_refused(city: Path, tmp_path: Path) -> None:
    arguments = ["draft", city / "communities.geojson", "--lines", city / "components.geojson"]
    result = wanmi(*arguments, "--out", tmp_path / "none.geojson")
    assert result.exit_code == 1
    assert "is no line but a Point" in result.output
