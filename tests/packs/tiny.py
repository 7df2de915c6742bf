"""A pack with one or two rows in each file, to be spoilt in one place at a time."""

from __future__ import annotations

import json
from pathlib import Path

HEAD = {
    "divisions.csv": "code,name_zh,name_en,valid_from,valid_to,successor",
    "hours.csv": "valid_from,valid_to,opens,closes",
    "organisations.csv": "code,name_zh,name_en,kind,region",
    "posts.csv": "code,kind,organisation,region",
    "staff.csv": "username,display_name,post,since",
    "base/editions.csv": "key,standard,valid_from,is_current,note",
    "base/items.csv": "edition,kind,code,major_zh,name_zh,name_en,source,confidence,successor",
    "extensions.csv": "edition,kind,code,major_zh,name_zh,name_en,source,confidence,replaces",
    "conditions.csv": "code,item,filing_zh,closing_zh,area_grade,season_from,season_to,value,unit,raw_unit,source,note,"
    "valid_from,valid_to",
    "responsibility.csv": "edition,kind,item_prefix,region,organisation,basis",
}
ROWS = {
    "divisions.csv": [
        "110101,东城区,Dongcheng District,2020-01-01,,",
        "110101001,东华门街道,Donghuamen Subdistrict,2020-01-01,,",
        "110101001001,多福巷社区,Duofuxiang Community,2020-01-01,,",
        "110101001002,银闸社区,Yinzha Community,2020-01-01,,",
        "110101001003,旧社区,Old Community,2010-01-01,2020-01-01,110101001002",
    ],
    "hours.csv": ["2025-01-01,,08:00,12:00", "2025-01-01,,14:00,18:00"],
    "organisations.csv": [
        "supervision,监督中心,Supervision Centre,supervision_centre,110101",
        "command,指挥中心,Command Centre,command_centre,110101",
        "roads,道路养护单位,Road Maintenance,department,110101",
        "street.donghuamen,东华门街道办事处,Donghuamen Office,street,110101001",
    ],
    "posts.csv": [
        "acceptor,acceptor,supervision,110101",
        "dispatcher,dispatcher,command,110101",
        "handler.roads,handler,roads,110101",
        "handler.donghuamen,handler,street.donghuamen,110101001",
        "admin.system,system_admin,roads,110101",
        "admin.security,security_admin,roads,110101",
        "admin.audit,audit_admin,roads,110101",
    ],
    "staff.csv": [
        "acceptor,苏晓岚,acceptor,2026-01-01",
        "dispatcher,林一鸣,dispatcher,2026-01-01",
        "system_admin,秦远山,admin.system,2026-01-01",
    ],
    "base/editions.csv": ["2013,GB/T 30428.2-2013,2013-01-01,no,", "2026,GB/T 47678.5-2026,2026-07-01,yes,"],
    "base/items.csv": [
        "2026,event,06010,市容环境类,暴露垃圾,Exposed refuse,standard,high,",
        "2026,event,06012,市容环境类,道路不洁,Dirty road,standard,high,",
        "2013,event,0110,市容环境,暴露生活垃圾,Exposed refuse,standard,high,2026/event/06010",
        "2013,event,0131,市容环境,餐厨垃圾遗撒,Kitchen waste,standard,high,",
    ],
    "extensions.csv": ["2026,event,06999,市容环境类,餐厨垃圾遗撒,Kitchen waste,a city,low,2013/event/0131"],
    "conditions.csv": [
        "06010-event-01,2026/event/06010,垃圾未入桶,清理,all,,,4,work_hour,工作时,a city,,2026-07-01,",
        "06012-event-01,2026/event/06012,路面油污,清理,all,,,2,work_hour,工作时,a city,,2026-07-01,",
    ],
    "responsibility.csv": [
        "2026,event,06,110101,roads,preset",
        "2026,event,06010,110101001,street.donghuamen,preset",
    ],
}
CITY = """extends = ["base"]
code = "110101"
name_zh = "东城区"
name_en = "Dongcheng District"
timezone = "Asia/Shanghai"
demo = true

[settings]
working_day = "running"
day_hours = 8
case_number = "{city}{day:%Y%m%d}"
published = []
separate_axes = true
public_blur = "grid"
reopen_days = 15
keep_contact_days = 90
smallest_count = 5
area_grades = {}
appraisal = {}
"""


def box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


OUTLINES = {
    "110101": box(116.40, 39.90, 116.42, 39.91),
    "110101001": box(116.40, 39.90, 116.42, 39.91),
    "110101001001": box(116.40, 39.90, 116.41, 39.91),
    "110101001002": box(116.41, 39.90, 116.42, 39.91),
}
REPORT = {
    "text": "垃圾满溢",
    "channel": "hotline",
    "place": "110101001001",
    "address": "胡同口",
    "position": {"lon": 116.405, "lat": 39.905},
    "item": "2026/event/06010",
    "reporter": {"name": "李女士", "phone": "13800001234"},
    "state": "reported",
}


class TinyPack:
    """The files of the pack in a folder of the test; lines are counted from 1, the header is line 1."""

    def __init__(self, folder: Path) -> None:
        self.city = folder / "city"
        self.city.mkdir()
        (folder / "base").mkdir()
        for name, rows in ROWS.items():
            self.write(name, "\n".join([HEAD[name], *rows]) + "\n")
        self.write("city.toml", CITY)
        self.write("calendar.toml", "years = [2026]\n")
        self.write("reports.jsonl", json.dumps(REPORT, ensure_ascii=False) + "\n")
        self.draw(OUTLINES)

    def path(self, name: str) -> Path:
        return self.city.parent / name if name.startswith("base/") else self.city / name

    def write(self, name: str, text: str) -> None:
        self.path(name).write_text(text, encoding="utf-8")

    def draw(self, outlines: dict[str, dict[str, object]]) -> None:
        features = ",\n".join(
            json.dumps({"type": "Feature", "properties": {"code": code, "synthetic": True}, "geometry": geometry})
            for code, geometry in outlines.items()
        )
        self.write("outlines.geojson", f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n')

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def append(self, name: str, *lines: str) -> None:
        with self.path(name).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def drop(self, name: str, line: str) -> None:
        self.replace(name, f"{line}\n", "")
