"""The page of this room draws its process as it is."""

from __future__ import annotations

from tooling.process_page import DOCS, filled


def test_the_process_is_drawn() -> None:
    """Fill the page with: python -m tooling.process_page"""
    page = (DOCS / "circles.md").read_text(encoding="utf-8")
    assert "<!-- wanmi process diagram wanmi/circles/candidate.toml -->" in page
    assert filled(page) == page
