"""The demo city for the tests of this room, which read what the lake says in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.city import city

__all__ = ["city"]


@pytest.fixture(autouse=True)
def _nobody_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other rooms derive from the facts is theirs to test."""
    monkeypatch.setattr("wanmi.lake.syncing.FOLLOWERS", [])
    monkeypatch.setattr("wanmi.lake.verifying.FOLLOWERS", [])


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
