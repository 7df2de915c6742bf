"""Five levels in a city loaded from its pack: posts from a unit grid up to the prefecture, and one way through."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.linkage.world import CITY_POST, COMMUNITY_POST, GRID, GRID_POST, POSTS, at, holder, linked, load
from tests.packs.tiny import TinyPack
from wanmi.joint import clockwork, services
from wanmi.joint.models import Obligation
from wanmi.joint.services import Order
from wanmi.packs.loading import check_pack, load_pack
from wanmi.packs.problems import PackRefused
from wanmi.process.errors import Refused
from wanmi.territory.models import Grid
from wanmi.workforce.models import Post
from wanmi.workforce.queries import city_zone

pytestmark = pytest.mark.django_db
BOOK = "linkage/joint/linkage.toml"
QUARTER = timedelta(minutes=15)


@pytest.fixture
def pack(tmp_path: Path) -> TinyPack:
    return linked(tmp_path)


def raised(when: datetime) -> Obligation:
    order = Order("raise", holder("operator"), {"place": GRID, "text": "楼道灯坏了"}, at=when)
    return services.open_obligation("urgent", order).row


def take(row: Obligation, action: str, level: str, when: datetime, **carried: Any) -> Obligation:
    return services.act(row.number, Order(action, at(level), carried, at=when)).row


def where(row: Obligation) -> tuple[str, str | None]:
    return row.state, row.desk_id


def test_a_ticket_goes_from_the_grid_to_the_city_and_back(pack: TinyPack) -> None:
    load(pack)
    assert {level: Post.objects.get(pk=code).region for level, code in POSTS.items()} == {
        "grid": GRID,
        "community": GRID[:12],
        "street": GRID[:9],
        "district": GRID[:6],
        "city": GRID[:4],
    }
    start = datetime(2026, 11, 2, 9, tzinfo=city_zone())
    row = raised(start)
    assert where(row) == ("at_grid", "committee.duofuxiang")
    row = take(row, "cannot", "grid", start, note="无权限")
    assert where(row) == ("at_community", "committee.duofuxiang")
    row = take(row, "cannot", "community", start, note="无权限")
    assert where(row) == ("at_street", "street.donghuamen")
    assert clockwork.sweep(start + QUARTER - timedelta(seconds=1)) == 0
    hops = []
    for number in (1, 2):
        while clockwork.sweep(start + number * QUARTER):
            pass
        row.refresh_from_db()
        hops.append(where(row))
    assert hops == [("at_district", "roads"), ("at_city", "prefecture")]
    assert row.snapshot["counts"]["climbs"] == 4

    later = start + 2 * QUARTER
    row = take(row, "hand_back", "city", later, note="区可处理")
    row = take(row, "hand_back", "district", later, note="街道可处理")
    row = take(row, "hand_back", "street", later, note="社区可处理")
    row = take(row, "hand_back", "community", later, note="网格可处理")
    assert where(row) == ("at_grid", "committee.duofuxiang")
    row = take(row, "cannot", "grid", later, note="仍无权限")
    with pytest.raises(Refused):
        take(row, "hand_back", "community", later, note="再退")
    row = take(row, "dispute", "community", later, note="再退")
    assert where(row) == ("disputed_community", "street.donghuamen")
    row = take(row, "rule_lower", "street", later, note="由网格办")
    row = take(take(row, "accept", "grid", later), "answer", "grid", later, note="已换灯")
    assert (row.state, row.snapshot["facts"]["answered_at"]) == ("answered", "grid")


def problems(pack: TinyPack) -> list[tuple[str, bool, str, str]]:
    return [(each.file, each.line > 0, each.column, each.value) for each in check_pack(pack.city)]


@pytest.mark.parametrize(
    ("post", "missing"),
    [(GRID_POST, "15"), (COMMUNITY_POST, "12"), (CITY_POST, "4")],
    ids=["grid", "community", "city"],
)
def test_a_level_without_any_post_is_named(pack: TinyPack, post: str, missing: str) -> None:
    assert problems(pack) == []
    pack.drop("posts.csv", post)
    assert problems(pack) == [(BOOK, True, "levels", missing)]


def test_a_place_without_a_post_above_a_grid_that_has_one_is_named(pack: TinyPack) -> None:
    pack.replace("posts.csv", COMMUNITY_POST, COMMUNITY_POST.replace("110101001001", "110101001002"))
    assert problems(pack) == [(BOOK, True, "levels", "110101001001")]


def test_a_post_of_another_kind_is_none_at_the_level(pack: TinyPack) -> None:
    pack.replace("posts.csv", "handler.prefecture,handler", "handler.prefecture,inspector")
    assert (BOOK, True, "levels", "4") in problems(pack)


@pytest.mark.parametrize(
    "region", ["110101001001003", "110101009001001", "1102", "11"], ids=["grid", "community", "city", "province"]
)
def test_a_post_on_unknown_ground_is_refused_at_its_line(pack: TinyPack, region: str) -> None:
    pack.append("posts.csv", f"committee.other,committee,committee.duofuxiang,{region}")
    assert ("posts.csv", True, "region", region) in problems(pack)


def test_without_a_file_the_grids_are_those_that_are_loaded(pack: TinyPack) -> None:
    load(pack)
    pack.path("grids.geojson").unlink()
    assert load_pack(pack.city).tables["posts"].written == 0
    Grid.objects.filter(code=GRID).delete()
    with pytest.raises(PackRefused) as refused:
        load_pack(pack.city)
    assert [(each.file, each.column, each.value) for each in refused.value.problems] == [("posts.csv", "region", GRID)]


def test_a_file_of_grids_that_is_none_is_refused(pack: TinyPack) -> None:
    pack.write("grids.geojson", "{}")
    assert [each.file for each in check_pack(pack.city)] == ["grids.geojson"]
