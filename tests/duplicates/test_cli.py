"""The commands of duplicates: what they read, write and refuse."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from tests.duplicates.invented import town
from wanmi.duplicates import teaching
from wanmi.duplicates.cases import Cases
from wanmi.duplicates.cli import group
from wanmi.duplicates.finder import Finder
from wanmi.duplicates.taught import SHIPPED


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("town")
    rows, links = town(500, seed=5)
    cases, linked = folder / "cases.jsonl.gz", folder / "links.jsonl"
    with gzip.open(cases, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    linked.write_text("".join(json.dumps({"case": one, "dup_of": two}) + "\n" for one, two in links.items()))
    return str(cases), str(linked)


def test_teach_measure_and_find(files: tuple[str, str], tmp_path: Path) -> None:
    finder = str(tmp_path / "finder.npz")
    assert CliRunner().invoke(group, ["teach", *files, finder]).exit_code == 0
    measured = CliRunner().invoke(group, ["eval", *files, "--finder", finder, "--json"])
    assert json.loads(measured.stdout)["hit_at_3"] > 0.9
    assert "the finder was taught on" in measured.stderr
    found = [
        json.loads(line)
        for line in CliRunner().invoke(group, ["find", files[0], "--finder", finder]).stdout.splitlines()
    ]
    second = next(line for line in found if line["id"].startswith("b"))
    assert second["proposed"][0] == second["id"].replace("b", "a")


def test_each_month_has_its_own_figures(files: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    taught_on: list[int] = []

    def teach(_cases: Cases, _links: dict[str, str], those: NDArray[np.bool_], _advance: object) -> Finder:
        taught_on.append(int(those.sum()))
        return Finder.load(SHIPPED)

    monkeypatch.setattr(teaching, "teach", teach)
    done = CliRunner().invoke(group, ["eval", *files, "--by-month", "--json"])
    measured = json.loads(done.stdout)
    months = measured["months"]
    assert list(months) == ["2024-03", "2024-04"]
    assert taught_on == [months["2024-04"]["cases"], months["2024-03"]["cases"]]  # each by the other one
    assert sum(each["links"] for each in months.values()) == measured["links"] > 0
    assert min(each["hit_at_3"] for each in months.values()) <= measured["hit_at_3"] <= 1


def test_the_finder_that_comes_along_measures_another_city(files: tuple[str, str]) -> None:
    done = CliRunner().invoke(group, ["eval", *files])
    assert done.exit_code == 0, done.output
    assert "cases a second" in done.stdout


def test_a_bad_line_is_named_and_the_others_count(tmp_path: Path) -> None:
    rows = town(20)[0]
    bad = [{"id": "x"}, {"id": "y", "open": "yesterday"}, {"id": "z", "open": rows[0]["open"], "lat": 200, "lon": 0}]
    text = "\n".join([*map(json.dumps, [*rows, *bad, rows[0]]), "not json"])
    (tmp_path / "cases.jsonl").write_text(text)
    done = CliRunner().invoke(group, ["find", str(tmp_path / "cases.jsonl")])
    assert len(done.stdout.splitlines()) == len(rows)
    assert len([line for line in done.stderr.splitlines() if line.startswith("cases.jsonl, line")]) == 5


def test_a_bad_link_is_refused_with_its_line(files: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "links.jsonl").write_text('{"case": "1"}\n')
    done = CliRunner().invoke(group, ["eval", files[0], str(tmp_path / "links.jsonl")])
    assert done.exit_code == 1
    assert 'links.jsonl, line 1: expected an object with "case" and "dup_of"' in done.stderr
