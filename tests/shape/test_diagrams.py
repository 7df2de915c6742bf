"""Every process that comes along is sound, and drawn from its definition on one page of the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tooling.process_page import DOCS, PAGE, filled
from wanmi.process.cli import CASE_PROCESS
from wanmi.process.reading import read_definition

ROOT = Path(__file__).parents[2]
TABLES = [
    path
    for folder in ("wanmi", "cities")
    for path in sorted((ROOT / folder).rglob("*.toml"))
    if "\n[process]\n" in "\n" + path.read_text(encoding="utf-8")
]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md"))}


def test_the_tables_are_found() -> None:
    assert CASE_PROCESS in TABLES
    assert len(TABLES) > 20


@pytest.mark.parametrize("table", TABLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_process_is_sound_and_drawn(table: Path) -> None:
    assert read_definition(table).transitions
    file = "" if table == CASE_PROCESS else f" {table.relative_to(ROOT).as_posix()}"
    drawn = [name for name, page in PAGES.items() if f"<!-- wanmi process diagram{file} -->" in page]
    assert drawn == [PAGE.name] if table == CASE_PROCESS else len(drawn) == 1


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if "<!-- wanmi process " in page])
def test_every_page_shows_what_the_command_prints(name: str) -> None:
    """Fill the pages with: python -m tooling.process_page"""
    assert filled(PAGES[name]) == PAGES[name]
