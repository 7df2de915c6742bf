"""Addresses for a demo city: invented, the same at every run, and marked as synthetic.

Each community gets a lane with door numbers and a compound of buildings with rooms. None of them exists: the names are
put together from two short lists, and the positions spread over the invented outlines.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from shapely.geometry import shape

from wanmi.acts.system import system_actor
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.publishing import is_published, publish
from wanmi.addresses.base.transfer.importing import import_file
from wanmi.addresses.base.transfer.rows import COLUMNS
from wanmi.codes.place import Level
from wanmi.territory.models import Division
from wanmi.territory.queries import today, valid_on

SCHEME = "synthetic"  # a second code that says of every row that it is invented
FIRST = ("清", "和", "安", "明", "瑞", "永", "福", "景", "兴", "泰", "康", "乐", "嘉", "祥", "文")
SECOND = ("荷", "槐", "柳", "桐", "竹", "梅", "松", "枫", "杏", "桂", "兰", "菊", "柏", "榆")
DOORS = range(1, 12, 2)
BUILDINGS, UNITS, FLOORS = (1, 2), (1, 2), (1, 2, 3)
STEP = 0.00012  # degrees between two doors
Record = dict[str, str]


def load_addresses(progress: Callable[[int], None]) -> None:
    """Take the demo addresses into a base that has none, and publish them where no index answers yet."""
    if not Address.objects.exists():
        with TemporaryDirectory() as folder:
            table = Path(folder) / "synthetic.csv"
            write_table(table)
            import_file(table, system_actor(), table.with_suffix(".bad.csv"), lambda done, of: progress(done))
    if not is_published():
        publish(lambda step, done: None)


def write_table(path: Path) -> int:
    """Write the demo addresses of the loaded city as a table to import; returns how many rows."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, restval="")
        rows.writeheader()
        for record in _records():
            rows.writerow(record | {"codes": f"{SCHEME}={record['code']}", "official": "no"})
            written += 1
    return written


def _records() -> Iterator[Record]:
    found = Division.objects.filter(valid_on(today())).exclude(outline=None).order_by("code")
    communities = [each for each in found if len(each.code) == Level.COMMUNITY]
    for number, community in enumerate(communities):
        centre = shape(community.outline or {}).representative_point()
        name = FIRST[number % len(FIRST)] + SECOND[number % len(SECOND)]
        place = {"community": community.code, "level": "place"}
        yield from _doors(place, f"{name}胡同", centre.x, centre.y)
        yield from _compound(place, f"{name}苑", centre.x, centre.y)


def _doors(place: Record, road: str, lon: float, lat: float) -> Iterator[Record]:
    for at, number in enumerate(DOORS, 1):
        code = f"{place['community']}-{at:05d}"
        yield place | {"code": code, "road": road, "number": str(number)} | _position(lon + at * STEP, lat)


def _compound(place: Record, name: str, lon: float, lat: float) -> Iterator[Record]:
    compound = f"{place['community']}-{len(DOORS) + 1:05d}"
    aliases = {"aliases": f"{name}小区"} | _position(lon, lat + STEP)
    yield place | {"code": compound, "area": name} | aliases
    for building in BUILDINGS:
        code = f"{place['community']}00{building:05d}"
        at = _position(lon, lat + (building + 1) * STEP)
        yield place | {"code": code, "level": "building", "parent": compound, "building": str(building)} | at
        for number, (unit, floor) in enumerate(product(UNITS, FLOORS), 1):
            room = {"code": f"{code}{number:06d}", "level": "room", "parent": code}
            yield place | room | {"unit": str(unit), "floor": str(floor), "room": f"{floor}01"} | at


def _position(lon: float, lat: float) -> Record:
    return {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
