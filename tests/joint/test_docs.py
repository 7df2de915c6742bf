"""The page of this room draws its processes as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.joint.presets import PRESETS
from tooling.process_page import DOCS, filled

ROOT = Path(__file__).parents[2]
NAMES = ("whistle", "hotline", "linkage", "platforms")
TABLES = [path for name in NAMES for path in sorted((PRESETS / name).glob("joint/processes/*.toml"))]


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_process_is_drawn(table: Path) -> None:
    """Fill the page with: python -m tooling.process_page"""
    page = (DOCS / "joint.md").read_text(encoding="utf-8")
    assert f"<!-- wanmi process diagram {table.relative_to(ROOT)} -->" in page
    assert filled(page) == page
