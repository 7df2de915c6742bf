"""A demo city with a few cases on their way, synced into a lake of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.city import city, filed, handling, reported, take, to_close
from tests.site.conftest import client_of
from wanmi.lake.syncing import sync

__all__ = ["city", "client_of"]


@pytest.fixture(scope="module")
def lake(city: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two cases closed, one with its department, one filed, one reported; the lake knows them."""
    folder = tmp_path_factory.mktemp("lake")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.LAKE", folder)
        for _ in range(2):
            take(to_close(), "close", "shift_leader")
        handling()
        filed()
        reported()
        sync()
        with django_db_blocker.block():
            yield folder
