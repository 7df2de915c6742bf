"""The demo city for tests: loaded once a module, people by post, and the straight way through the loop."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.conf import settings
from django.db import connection, transaction
from PIL import Image
from pytest_django import DjangoDbBlocker

from wanmi.cases.actors import actor_of
from wanmi.cases.models import Case
from wanmi.cases.services import Order, act, report
from wanmi.catalogue.queries import conditions_of, item_with_key, owner_of
from wanmi.codes.item import ItemKey
from wanmi.grids.records import Record
from wanmi.grids.stock import Held
from wanmi.packs.loading import load_pack
from wanmi.process.engine import Actor
from wanmi.territory.queries import outlines_of
from wanmi.territory.services import load_grids
from wanmi.workforce.addressing import post_for
from wanmi.workforce.models import Appointment
from wanmi.workforce.queries import city_today

DONGCHENG = Path(settings.ROOT) / "cities" / "dongcheng"
PLACE = "110101001001"  # a community of Donghuamen
OTHER_PLACE = "110101010003"  # one of Hepingli
POSITION = {"lon": 116.41, "lat": 39.915}
ITEM = "2026/event/01001"


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Dongcheng, in a transaction around all tests of the module."""
    copied = connection.vendor == "sqlite"
    with django_db_blocker.unblock():
        if copied:
            _lay(_databases()[1])
        with transaction.atomic():
            if not copied:
                load_pack(DONGCHENG)
            with django_db_blocker.block():
                yield
            transaction.set_rollback(True)
        if copied:
            _lay(_databases()[0])


@cache
def _databases() -> tuple[Path, Path]:
    """The test database without and with Dongcheng: to copy it back takes far less than to load the pack again."""
    here = Path(connection.settings_dict["NAME"])
    without, loaded = here.with_name("without-city.sqlite3"), here.with_name("with-city.sqlite3")
    _keep(without)
    load_pack(DONGCHENG)
    _keep(loaded)
    return without, loaded


def _keep(copy: Path) -> None:
    """Copy the test database."""
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target, progress=_unhindered)


def _lay(copy: Path) -> None:
    """Make the test database what ``copy`` is."""
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as source:
        source.backup(connection.connection, progress=_unhindered)


def _unhindered(status: int, _remaining: int, _total: int) -> None:
    """Whoever has left a transaction open is told, where SQLite would wait for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise RuntimeError("a test has left the database locked")


def halved() -> None:
    """The community gets two unit grids, its west and its east; all of the demo city's take long to load."""
    outline = outlines_of([PLACE])[PLACE]
    west, south, east, north = outline.bounds
    middle = (west + east) / 2
    halves = (shapely.box(west, south, middle, north), shapely.box(middle, south, east, north))
    parts = [Record(at, f"{PLACE}{at + 1:03}", shapely.intersection(outline, half)) for at, half in enumerate(halves)]
    load_grids(Held.of(parts), since=date(2026, 7, 1))


def somebody(kind: str, place: str = PLACE, organisation: str | None = None) -> Actor:
    """The demo person who holds the post of this kind for the place."""
    post = post_for(kind, organisation, place)
    return actor_of(Appointment.objects.select_related("post").filter(post=post).order_by("pk")[0])


def picture(colour: str = "grey", kind: str = "PNG") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (32, 24), colour).save(buffer, kind)
    return buffer.getvalue()


def reported(channel: str = "collector", **carried: Any) -> Case:
    """A fresh report in the demo city."""
    given = {"channel": channel, "place": PLACE, "text": "井盖破损，请处理", "position": POSITION} | carried
    return report(Order("report", somebody("operator"), given)).case


def take(case: Case, action: str, kind: str, pictures: dict[str, list[bytes]] | None = None, **carried: Any) -> Case:
    """One act by the person whose desk it is."""
    organisation = case.department_id if kind == "handler" else None
    return act(case.number, Order(action, somebody(kind, case.place, organisation), carried, pictures or {})).case


def filed(**carried: Any) -> Case:
    case = take(reported(**carried), "accept", "acceptor", item=ITEM)
    return take(case, "file", "shift_leader", item=ITEM, condition=condition_code())


def condition_code(item: str = ITEM, unit: str = "work_hour") -> str:
    """A filing condition of the item whose limit runs in this unit."""
    found = conditions_of(item_with_key(ItemKey.parse(item)), city_today())
    return next(condition.code for condition in found if condition.limits.all()[0].unit == unit)


def handling(department: str | None = None, **carried: Any) -> Case:
    case = filed(**carried)
    assert case.item is not None
    owner = department or owner_of(case.item, case.place).organisation_id
    return take(case, "dispatch", "dispatcher", department=owner)


def to_close() -> Case:
    case = take(handling(), "finish", "handler", {"photos_after": [picture("green")]}, note="已修复")
    case = take(case, "feed_back", "dispatcher")
    case = take(case, "order_check", "acceptor")
    return take(case, "pass_check", "collector", {"photos": [picture("blue")]}, position=POSITION)
