"""`wanmi pack`: exit code 0 or 1, every problem on the error stream, JSON for programs."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.packs.tiny import TinyPack
from wanmi.packs.cli import group
from wanmi.territory.models import City
from wanmi.workforce.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoilt(tiny: TinyPack) -> TinyPack:
    tiny.append("posts.csv", "mayor,mayor,roads,110101")
    tiny.append("hours.csv", "2026-01-01,,noon,13:00")
    return tiny


def test_a_sound_pack_passes_and_nothing_is_stored(tiny: TinyPack) -> None:
    result = CliRunner().invoke(group, ["check", str(tiny.city)])
    assert (result.exit_code, result.stdout) == (0, f"{tiny.city} can be loaded.\n")
    assert not City.objects.exists()


@pytest.mark.parametrize("command", ["check", "load"])
def test_every_problem_of_a_bad_pack_is_told(spoilt: TinyPack, command: str) -> None:
    result = CliRunner().invoke(group, [command, str(spoilt.city)])
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    assert [line.split(":")[0] for line in told if " line " in line] == [
        "hours.csv line 4 column opens",
        "posts.csv line 9 column kind",
    ]
    assert told[-1] == "Refused: 2 problems. Nothing was changed."
    assert not City.objects.exists()


@pytest.mark.parametrize("command", ["check", "load"])
def test_problems_as_json(spoilt: TinyPack, command: str) -> None:
    result = CliRunner().invoke(group, [command, str(spoilt.city), "--json"])
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert problems[0] == {
        "file": "hours.csv",
        "line": 4,
        "column": "opens",
        "value": "noon",
        "expected": "a time like 08:30",
    }
    assert len(problems) == 2


def test_a_load_shows_what_it_did(tiny: TinyPack) -> None:
    result = CliRunner().invoke(group, ["load", str(tiny.city), "--demo-password", "of-the-demo"])
    assert result.exit_code == 0, result.stderr
    assert "divisions" in result.stdout
    assert "110101 loaded in" in result.stdout
    assert Staff.objects.get(username="acceptor").check_password("of-the-demo")


def test_a_load_as_json(tiny: TinyPack) -> None:
    result = CliRunner().invoke(group, ["load", str(tiny.city), "--json"])
    report = json.loads(result.stdout)
    assert report["city"] == "110101"
    assert report["tables"]["divisions"] == {"added": 5, "changed": 0, "unchanged": 0, "ended": 0, "removed": 0}


def test_a_map_is_drawn(tiny: TinyPack) -> None:
    tiny.write("border.csv", "lon,lat\n116.3,39.9\n116.5,39.9\n116.4,40\n")
    tiny.write("seeds.csv", "code,lon,lat\n110101001,116.4,39.93\n")
    result = CliRunner().invoke(group, ["outlines", str(tiny.city)])
    assert (result.exit_code, result.stdout) == (0, "4 outlines drawn.\n")
    tiny.write("seeds.csv", "code,lon,lat\nhere,116.4,39.93\n")
    result = CliRunner().invoke(group, ["outlines", str(tiny.city)])
    assert result.exit_code == 1
    assert "seeds.csv line 2 column code" in result.stderr


def test_a_folder_that_is_not_there_is_wrong_use() -> None:
    assert CliRunner().invoke(group, ["check", "nowhere"]).exit_code == 2
