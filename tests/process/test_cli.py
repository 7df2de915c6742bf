"""The commands that check and draw a definition, and the page that they fill."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.process.world import DEFINITION, PROCESS
from tooling.process_page import PAGE, filled
from wanmi.cli import main
from wanmi.process.reading import read_definition

PERMIT = str(Path(__file__).with_name("permit.toml"))


def wanmi(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["process", *arguments])


@pytest.fixture
def breaking(tmp_path: Path) -> str:
    path = tmp_path / "my-city.toml"
    path.write_text("remove = ['dispatch']\n[states.handling]\ndeks = 'handler'\n", encoding="utf-8")
    return str(path)


def test_the_case_process_is_sound() -> None:
    result = wanmi("check")
    assert (result.exit_code, result.output.split(":")[0]) == (0, "Sound")
    assert f"transitions {len(DEFINITION.transitions)}" in result.output


def test_any_process_is_checked() -> None:
    assert "process permit" in wanmi("check", PERMIT).output


def test_several_are_checked_at_once(breaking: str) -> None:
    result = wanmi("check", PERMIT, breaking)
    assert result.exit_code == 1
    assert f"{PERMIT}: Sound: process permit" in result.output
    assert f"{breaking}: my-city.toml" in result.output
    assert wanmi("check", PERMIT, PERMIT).exit_code == 0


def test_a_check_is_read_by_programs() -> None:
    told = json.loads(wanmi("check", "--json").output)
    assert (told["sound"], told["problems"], told["states"]) == (True, [], len(DEFINITION.states))


def test_a_breaking_change_ends_with_one_and_every_problem(breaking: str) -> None:
    result = wanmi("check", "--override", breaking)
    assert result.exit_code == 1
    assert result.output.startswith("my-city.toml line 3, states.handling.deks: unknown key")
    told = json.loads(wanmi("check", "--override", breaking, "--json").output)
    assert (told["sound"], len(told["problems"])) == (False, 1)


@pytest.mark.parametrize("command", ["diagram", "table"])
def test_what_is_not_sound_is_not_drawn(command: str, breaking: str) -> None:
    result = wanmi(command, "--override", breaking)
    assert (result.exit_code, "deks: unknown key" in result.output) == (1, True)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes("标签".encode("gb18030"))
    result = wanmi("check", "--override", str(tmp_path / "x.toml"))
    assert (result.exit_code, "x.toml: not a text in UTF-8" in result.output) == (1, True)


def test_wrong_use_ends_with_two() -> None:
    assert wanmi("check", "no-such-file.toml").exit_code == 2
    assert wanmi("diagram", "--language", "fr").exit_code == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_diagram_shows_every_state_and_every_way(language: str) -> None:
    drawn = wanmi("diagram", "--language", language).output
    for state in DEFINITION.states.values():
        assert f'state "{state.label[language]}" as {state.key}\n' in drawn
        assert (f"{state.key} --> [*]\n" in drawn) == state.final
    for line in DEFINITION.transitions:
        for source in (line.sources or {"[*]"}) if line.target else ():
            (arrow,) = (row for row in drawn.splitlines() if row.startswith(f"    {source} --> {line.target}: "))
            assert line.label[language] in arrow


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_has_a_row_for_each_line(language: str) -> None:
    rows = wanmi("table", "--language", language).output.splitlines()[2:]
    assert len(rows) == len(DEFINITION.transitions)
    for row, line in zip(rows, DEFINITION.transitions, strict=True):
        assert row.startswith(f"| {line.label[language]} `{line.action}` |")
        assert all(DEFINITION.posts[post].label[language] in row for post in line.by)
        assert all(DEFINITION.clocks[clock].label[language] in row for clock in line.touches)
        assert row.count("|") == 9


def test_the_changes_that_the_page_shows_are_accepted() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (rework,) = read_definition(PROCESS, example).transitions_for("to_close", "rework")
    assert rework.share == 0.5


def test_the_page_is_up_to_date() -> None:
    """Fill it with: python -m tooling.process_page"""
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("<!-- wanmi process") == 3
    assert filled(page) == page
