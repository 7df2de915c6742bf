"""The demo city with its invented addresses, published; and people who open pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.city import PLACE
from wanmi.acts.system import system_actor
from wanmi.addresses.base import demo, publishing
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.transfer.importing import import_file
from wanmi.workforce.addressing import post_for
from wanmi.workforce.models import Appointment
from wanmi.workforce.tokens import make_token


@pytest.fixture(scope="module")
def loaded(city: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo addresses in the base and in an index of their own, for all tests of the module."""
    home = tmp_path_factory.mktemp("addresses")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(publishing, "folder", lambda: home / "index")
        demo.write_table(home / "demo.csv")
        assert import_file(home / "demo.csv", system_actor(), home / "bad.csv", lambda done, of: None).bad == 0
        publishing.publish(lambda step, done: None)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def old_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An index that was published by another release."""
    monkeypatch.setattr(publishing, "folder", lambda: tmp_path)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "summary.json").write_text('{"format": 0}')
    (tmp_path / "current").write_text("old")


def address_like(end: str) -> Address:
    return Address.objects.get(text__endswith=end)


def _held(kind: str, place: str = PLACE) -> Appointment:
    return Appointment.objects.filter(post=post_for(kind, None, place)).order_by("pk")[0]


def caller(kind: str, place: str = PLACE) -> dict[str, str]:
    """Headers of a program that acts in the post of this kind."""
    return {"Authorization": f"Bearer {make_token(_held(kind, place), 'test', 1)}"}


def signed_in(client: Client, kind: str, place: str = PLACE) -> Client:
    client.force_login(_held(kind, place).staff)
    return client
