"""A small address base of an invented city, and the real files where they lie beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wanmi.addresses import Resolver
from wanmi.addresses.building import BuildReport, build

HEAD = "江东省临江市望湖区"
STREETS = [
    ("青石路", "12弄"), ("青石路", "40弄"), ("青石路", "88号"), ("松涛路", "88号"),
    ("松涛东路", "6号"), ("松涛西路", "6号"),
    ("四牌楼路", "121弄"), ("瑞和路", "935弄"), ("柳埠路", "142弄"), ("凌波路", "29弄"), ("复兴东路", "886号"),
    ("中山西路", "650弄"), ("山西路", "3号"), ("五四路", "160号"), ("东华美路", "10号"),
]  # fmt: skip
ESTATES = [
    "金桂花园一期",
    "金桂花园二期",
    "晓港名苑东区",
    "晓港名苑西区",
    "奥帛置业大厦",
    "曹杨六村",
    "895创意园",
    "望江小区",
]
VILLAGES = ["王位山", "彰坞村", "河东"]
FILLING = [f"{a}{b}{c}" for a in "云霞翠竹兰菊梅荷" for b in "溪岭坡湾" for c in ("苑", "里", "新村")]


def place_rows() -> list[str]:
    """Rows of places in two towns of one county and in a second county that repeats a street."""
    rows, serial = [], 0

    def add(code: str, text: str) -> None:
        nonlocal serial
        serial += 1
        rows.append(f"{code}\tplace\tP{serial:03d}\t\t\t\t{text}")

    for i, (road, number) in enumerate(STREETS, 1):
        add(f"990101001-{i:05d}", f"{HEAD}湖滨街道{road}{number}")
    for i, estate in enumerate(ESTATES, 1):
        add(f"990101002-{i:05d}", f"{HEAD}石桥镇{estate}")
    for i, village in enumerate(VILLAGES, 201):
        add(f"990101002{i}", f"{HEAD}石桥镇{village}")
    for i, name in enumerate(FILLING, 1):
        add(f"990102003-{i:05d}", f"江东省临江市北山区三林镇{name}")
    add("990102003-90001", "江东省临江市北山区三林镇青石路88号")
    add("990102003-90002", "江东省临江市北山区三林镇长乐路7号长乐大厦")
    return rows


def tail_rows(places: list[str]) -> list[str]:
    """Three buildings with two rooms each in every lane and estate; units in the first estate."""
    rows = []
    for place in places:
        code, _, id, _, _, _, text = place.split("\t")
        if text.endswith("号"):
            continue
        mark, unit = ("号", "") if text.endswith("弄") else ("幢", "1" if "金桂花园一期" in text else "")
        for b in (1, 2, 31):
            rows.append(f"{code}-{b:03d}\tbuilding\t{id}\t{b}\t\t\t{text}{b}{mark}")
            for room in (101, 1103):
                said = f"{b}{mark}{unit + '单元' if unit else ''}{room}室"
                rows.append(f"{code}-{b:03d}-{unit or 0}-{room:04d}\troom\t{id}\t{b}\t{unit}\t{room}\t{text}{said}")
    return rows


def canon_text() -> str:
    places = place_rows()
    heading = "code\tlevel\tpid\tbld\tunit\troom\ttext"
    return "\n".join([heading, *places, *tail_rows(places)]) + "\n"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    folder = tmp_path_factory.mktemp("addresses")
    (folder / "canon.tsv").write_text(canon_text(), encoding="utf-8")
    positions = (
        "code\tlng\tlat\n990101001-00001\t120.5\t30.5\n990101001-00002\t120.51\t30.5\n990102003-90001\t120.9\t30.9\n"
    )
    (folder / "positions.tsv").write_text(positions, encoding="utf-8")
    return folder / "index", build(folder / "canon.tsv", folder / "index", folder / "positions.tsv")


@pytest.fixture(scope="session")
def resolver(built: tuple[Path, BuildReport]) -> Resolver:
    return Resolver.open(built[0])


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real address files; tests that need it skip where it is absent."""
    root = Path(os.environ.get("WANMI_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
    folder = root / "data" / "addresses"
    if not folder.is_dir():
        pytest.skip(f"no real address data in {folder}")
    return folder
