"""The demo city and programs with keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.city import city
from wanmi.open311.models import Client
from wanmi.open311.services import Terms, issue_key
from wanmi.territory.models import City

__all__ = ["city"]
Keys = Callable[..., str]


@pytest.fixture
def unpublished(db: None) -> None:
    """The demo city publishes its cases; here it has decided otherwise."""
    City.objects.update(settings=City.objects.get().settings | {"published": []})


@pytest.fixture
def key_for(db: None) -> Keys:
    """``key_for(answer="token")``: the key of a fresh program."""

    def make(answer: str = Client.Answer.AT_ONCE, *, is_test: bool = False, per_minute: int = 60) -> str:
        return issue_key("A program", Terms(is_test, answer, per_minute), None)[1]

    return make
