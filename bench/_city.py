"""Write an invented city of any size as canonical rows, in the proportions of a real one (8 % places, 65 % rooms)."""

from __future__ import annotations

import random
from pathlib import Path

_SIGNS = (
    "安百宝北长朝春大德东方丰福古光广贵国海汉和恒红洪湖花华淮惠吉济佳嘉建江金锦京景静九康科兰乐丽临凌龙隆罗美明南宁平浦"
    "启青庆泉仁荣瑞三山上胜石双水顺松苏太泰天田桐万望文武西溪祥新兴秀旭雪阳杨怡银永玉园源云枣泽展张振镇正中众竹紫"
)
_ROADS, _ESTATES = (
    ("路", "路", "路", "街", "大道", "东路", "西路", "南路", "北路"),
    ("花园", "公寓", "新村", "苑", "大厦", "家园", "小区"),
)
_PLACE_SHARE = 0.08


def _names(chance: random.Random, count: int) -> list[str]:
    """Distinct words of two or three characters."""
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(chance.choices(_SIGNS, k=chance.choice((2, 2, 3))))] = None
    return list(names)


def _place_text(chance: random.Random, roads: list[str], serial: int) -> str:
    road = f"{chance.choice(roads)}{chance.randrange(1, 3000)}{chance.choice('弄号')}"
    name = "".join(chance.choices(_SIGNS, k=chance.choice((2, 3, 4)))) + chance.choice(_ESTATES)
    return (road, name, road + name)[serial % 3]


def write_city(path: Path, rows: int, seed: int = 1) -> Path:
    """Write about so many rows; counties have some thousand places, as large real ones do. Returns the path."""
    chance = random.Random(seed)
    places = int(rows * _PLACE_SHARE)
    counties = max(2, min(90, places // 3000))
    roads = [name + chance.choice(_ROADS) for name in _names(chance, max(60, places // 10))]
    county_names, town_names = _names(chance, counties), _names(chance, counties * 12)
    with path.open("w", encoding="utf-8") as file:
        file.write("code\tlevel\tpid\tbld\tunit\troom\ttext\n")
        seen: set[str] = set()
        for serial in range(places):
            county, town = serial % counties, chance.randrange(12)
            head = f"江东省临江市{county_names[county]}区{town_names[county * 12 + town]}街道"
            text = head + _place_text(chance, roads, serial)
            if text not in seen:
                seen.add(text)
                code = f"9901{county + 1:02d}{town + 1:03d}-{serial:06d}"
                file.write("".join(_rows_of(chance, code, f"P{serial}", text, rows / places - 1)))
    return path


def _rows_of(chance: random.Random, code: str, id: str, text: str, tails: float) -> list[str]:
    """A place's row, and buildings and rooms: a third of the places have three times their share."""
    rows = [f"{code}\tplace\t{id}\t\t\t\t{text}\n"]
    if chance.random() < 2 / 3:
        return rows
    buildings = max(1, int(tails * 0.3 * 3))
    per_building = max(1, round(tails * 3 / buildings) - 1)
    for b in range(1, buildings + 1):
        rows.append(f"{code}-{b:03d}\tbuilding\t{id}\t{b}\t\t\t{text}{b}号\n")
        for r in range(per_building):
            room = (r // 2 + 1) * 100 + r % 2 + 1
            rows.append(f"{code}-{b:03d}-0-{room:04d}\troom\t{id}\t{b}\t\t{room}\t{text}{b}号{room}室\n")
    return rows
