"""The pages that draw procedures draw them as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proceedings.test_walks import TABLES
from tooling.process_page import DOCS, filled

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_procedure_is_drawn(table: Path) -> None:
    """Fill the page with: python -m tooling.process_page"""
    marker = f"<!-- wanmi process diagram {table.relative_to(ROOT)} -->"
    pages = [page for page in (each.read_text(encoding="utf-8") for each in DOCS.glob("*.md")) if marker in page]
    assert len(pages) == 1
    assert filled(pages[0]) == pages[0]
