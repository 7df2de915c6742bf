"""`wanmi appraisal score` and `give`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.boards.people import DEPARTMENT
from tests.boards.test_giving import GOOD, HEAD
from wanmi.boards.cli import group
from wanmi.territory.queries import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, arguments)
    return done.exit_code, done.output


def test_scores_as_json_and_explained() -> None:
    code, text = run("score", "unit_603010", "--by", "department", "--period", str(today().year), "--json")
    assert code == 0
    told = json.loads(text)
    mine = next(row for row in told["rows"] if row["subject"] == DEPARTMENT)
    assert (mine["rank"], mine["grade"]) == (1, "c")  # as on the page
    assert (len(told["data"]), len(told["settings"])) == (64, 64)
    code, text = run("score", "unit_603010", "--period", str(today().year), "--why")
    assert code == 0
    assert told["data"] in text


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("score", "none", "--period", "2026"), 1, "unit_603010"),
        (("score", "unit_603010", "--period", "June"), 2, "June"),
        (("score", "unit_603010", "--period", "2026", "--by", "post"), 2, "scores department, not post"),
        (("score", "unit_603010", "--period", "2026", "--by", "staff"), 2, "staff"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], code: int, told: str) -> None:
    found, text = run(*arguments)
    assert found == code
    assert told in text


def test_given_figures_are_entered_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "given.csv"
    file.write_text(HEAD + GOOD)
    assert run("give", str(file)) == (0, "1 figures read, 1 new or changed.\n")
    file.write_text(HEAD + GOOD.replace("92.5", "x"))
    assert run("give", str(file))[0] == 1
