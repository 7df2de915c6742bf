"""A small city as a pack that takes the five levels: two unit grids, and a post of the pack at each level."""

from __future__ import annotations

import shutil
from pathlib import Path

import shapely
from click.testing import CliRunner
from django.conf import settings

from tests.packs.tiny import TinyPack
from wanmi.grids.geojson import write_features
from wanmi.packs.loading import load_pack
from wanmi.process.engine import Actor
from wanmi.territory.cli import grids
from wanmi.workforce.models import Post

GRID = "110101001001001"
GRIDS = {
    GRID: shapely.box(116.40, 39.90, 116.405, 39.91),
    "110101001001002": shapely.box(116.405, 39.90, 116.41, 39.91),
}
ORGANISATIONS = (
    "committee.duofuxiang,多福巷社区居委会,Duofuxiang Committee,community,110101001001",
    "prefecture,市城市运行中心,Centre of the Prefecture,department,1101",
)
GRID_POST = f"committee.grid,committee,committee.duofuxiang,{GRID}"
COMMUNITY_POST = "committee.duofuxiang,committee,committee.duofuxiang,110101001001"
CITY_POST = "handler.prefecture,handler,prefecture,1101"
POSTS = {
    "grid": "committee.grid",
    "community": "committee.duofuxiang",
    "street": "handler.donghuamen",
    "district": "handler.roads",
    "city": "handler.prefecture",
}


def linked(folder: Path) -> TinyPack:
    """The tiny pack with the preset, the grids beside it, and what it lacks of posts."""
    pack = TinyPack(folder)
    shutil.copytree(Path(settings.ROOT) / "cities" / "presets" / "linkage" / "joint", folder / "linkage" / "joint")
    pack.replace("city.toml", '["base"]', '["base", "linkage"]')
    pack.append("organisations.csv", *ORGANISATIONS)
    pack.append("posts.csv", GRID_POST, COMMUNITY_POST, CITY_POST, "operator,operator,supervision,110101")
    write_features(pack.path("grids.geojson"), ((shape, {"code": code}) for code, shape in GRIDS.items()))
    return pack


def load(pack: TinyPack) -> None:
    """The pack, and then its grids, as whoever sets a city up loads them."""
    load_pack(pack.city)
    loaded = CliRunner().invoke(
        grids, ["load", str(pack.path("grids.geojson")), "--since", "2026-01-01", "--synthetic"]
    )
    assert loaded.exit_code == 0, loaded.output


def holder(code: str) -> Actor:
    """Whoever holds a post."""
    post = Post.objects.get(pk=code)
    return Actor(f"person at {code}", post.kind, code, post.organisation_id, post.region)


def at(level: str) -> Actor:
    return holder(POSTS[level])
