"""Every fault of a definition is refused with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.process.faults import NAMES, PATHS, PERMIT, SHAPES, TEXT
from tests.process.reading import problems
from wanmi.process.reading import read_definition


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    """The small process with one thing changed."""
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in {PERMIT.name}"
    path = tmp_path / "permit.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    return path


def place(path: Path, at: str) -> str:
    """Where ``at`` first stands, or where the last transition of that action begins."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if at.startswith("transition "):
        row = max(n for n, line in enumerate(lines) if line == f'action = "{at.split()[1]}"')
        return f"{path.name} line {row}, {at}"  # the header, which stands a line before
    return f"{path.name} line {next(n for n, line in enumerate(lines, 1) if at in line)},"


def test_the_small_process_is_sound() -> None:
    assert read_definition(PERMIT).opening.action == "ask"


@pytest.mark.parametrize(
    ("old", "new", "at", "says"), [pytest.param(*fault, id=name) for name, fault in (SHAPES | NAMES | PATHS).items()]
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    path = spoilt(tmp_path, old, new)
    found = problems(path)
    assert any(problem.startswith(place(path, at)) and says in problem for problem in found), found


def test_a_clock_that_rests_for_ever_is_refused(tmp_path: Path) -> None:
    path = spoilt(tmp_path, 'resumes = ["work"]\n', "")
    path.write_text(path.read_text(encoding="utf-8").replace('stops = ["work", "review"]', 'stops = ["review"]'))
    assert any(
        "clocks.work: rests in resting, from where no line that resumes it" in problem for problem in problems(path)
    )


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    without = re.sub(r"\[sides].*\[separation]", "[separation]", TEXT, flags=re.DOTALL)
    (tmp_path / "permit.toml").write_text(without, encoding="utf-8")
    assert problems(tmp_path / "permit.toml") == ["permit.toml, sides: the table is missing"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = spoilt(tmp_path, 'stage = "open"\ndesk = "worker"', 'stage = "opne"\ndesk = "wroker"')
    assert [problem.split(":")[0] for problem in problems(path)] == [
        f"{place(path, 'opne')} states.working.stage",
        f"{place(path, 'wroker')} states.working.desk",
    ]


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    assert "permit.toml: not valid TOML" in problems(spoilt(tmp_path, "[stages]", "[stages"))[0]
    assert "line" in problems(spoilt(tmp_path, "[stages]", "[stages"))[0]


def test_what_is_no_table_of_lines_says_so(tmp_path: Path) -> None:
    (tmp_path / "none.toml").write_text(TEXT[: TEXT.index("[[transition]]")], encoding="utf-8")
    assert problems(tmp_path / "none.toml") == ["none.toml: there is no [[transition]]"]
    (tmp_path / "one.toml").write_text(TEXT[: TEXT.index("[[transition]]")] + "[transition]\n", encoding="utf-8")
    assert "expected rows that begin with [[transition]]" in problems(tmp_path / "one.toml")[0]


def test_a_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "permit.toml").write_bytes(TEXT.encode("gb18030"))
    assert problems(tmp_path / "permit.toml")[0].startswith("permit.toml: not a text in UTF-8")
