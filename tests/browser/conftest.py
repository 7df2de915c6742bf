"""What the browser tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.people import as_person

__all__ = ["as_person"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
