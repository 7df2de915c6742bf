"""`wanmi grids load` and its fellows: whole or not at all, and every fault by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.territory.ground import COMMUNITY, city, middle, records
from wanmi.grids.geojson import write_features
from wanmi.territory.cli import grids
from wanmi.territory.models import Component, Grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, db: None) -> Path:
    city()
    path = tmp_path / "grids.geojson"
    write_features(path, ((each.shape, {"code": each.code}) for each in records()))
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(grids, [str(each) for each in arguments])
    return result.exit_code, result.output


def test_loading_and_dumping(file: Path, tmp_path: Path) -> None:
    assert run("load", file, "--since", "2026-01-01", "--synthetic") == (0, "4 grids loaded.\n")
    out = tmp_path / "out.geojson"
    assert run("dump", out)[0] == 0
    found = json.loads(out.read_text())["features"]
    assert [each["properties"]["code"][-3:] for each in found] == ["001", "002", "003", "004"]
    assert found[0]["properties"]["synthetic"] is True


def test_each_fault_is_named_and_nothing_is_loaded(file: Path) -> None:
    content = json.loads(file.read_text())
    content["features"][3]["properties"]["code"] = f"{COMMUNITY}001"
    file.write_text(json.dumps(content))
    code, output = run("load", file)
    assert code == 1
    assert f"2 features have the code {COMMUNITY}001" in output
    assert "nothing was loaded" in output
    assert not Grid.objects.exists()


@pytest.mark.parametrize("content", ["", "{}", '{"type": "FeatureCollection", "features": []}', '{"features": [{'])
def test_files_without_grids_are_refused(file: Path, content: str) -> None:
    file.write_text(content)
    code, output = run("load", file)
    assert code == 1
    assert output.startswith("Error: ")
    assert not Grid.objects.exists()


def test_components_from_a_table(file: Path, tmp_path: Path) -> None:
    lon, lat = middle(0, 0)
    table = tmp_path / "components.csv"
    table.write_text(f"code,item,name,lon,lat\n1101010300500001,03005,垃圾箱,{lon},{lat}\n", encoding="utf-8")
    assert run("load-components", table) == (0, "1 components added.\n")
    table.write_text("code,item,name,lon,lat\n1,03005,垃圾箱,east,39\n", encoding="utf-8")
    code, output = run("load-components", table)
    assert code == 1
    assert "Line 2" in output
    assert Component.objects.count() == 1


def test_redrawing_and_ending_and_duty_grids(file: Path, tmp_path: Path) -> None:
    run("load", file, "--since", "2026-01-01")
    codes = [f"{COMMUNITY}00{number}" for number in (1, 2, 3, 4)]
    assert run("duty", "d1", "一号", codes[0], codes[3]) == (0, "d1 has 2 unit grids.\n")
    code, said = run("redraw", codes[0], codes[3], "--merge")
    assert code == 1
    assert "side by side" in said
    assert run("redraw", codes[0], codes[1], "--merge") == (0, f"{codes[0]}, {codes[1]} -> {COMMUNITY}005\n")
    lon, lat = middle(0, 1)
    assert run("redraw", f"{COMMUNITY}005", "--cut", f"{lon} {lat - 1}, {lon} {lat + 1}", "--on", "2030-01-01")[0] == 0
    assert Grid.objects.get(code=f"{COMMUNITY}005").successors == [f"{COMMUNITY}006", f"{COMMUNITY}007"]
    new = tmp_path / "new.geojson"
    write_features(new, [(each.shape, {}) for each in records()[2:3]])
    assert run("redraw", codes[2], "--shapes", new) == (0, f"{codes[2]} -> {COMMUNITY}008\n")
    assert run("redraw", codes[3], "--shapes", new)[0] == 1  # other ground
    assert run("end", codes[3], "--on", "2026-02-01") == (0, f"{codes[3]} has ended.\n")
    assert run("end", codes[3])[0] == 1
    assert run("redraw", codes[3])[0] == 2
