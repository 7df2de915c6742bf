"""Taking a whole city into the address base and publishing it: rows a second, memory at most, whether either grows.

The table is invented: in each community, compounds of 5 buildings with 24 rooms each. Small and large are measured
alike, the small one once more into the full base.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench._measured import Measured, wanmi

ROOT = Path(__file__).resolve().parent.parent
SMALL, QUICK, LARGE = 20_000, 40_000, 8_000_000
BUILDINGS, ROOMS = 5, 24
COLUMNS = ("code", "level", "parent", "community", "area", "building", "unit", "floor", "room", "lon", "lat")
Row = tuple[object, ...]


def run(quick: bool) -> dict[str, float]:
    """The figures of the table it prints."""
    large = QUICK if quick else LARGE
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = {"WANMI_HOME": folder, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "wanmi.settings"}
        wanmi("migrate", env=env)
        wanmi("pack", "load", ROOT / "cities" / "dongcheng", env=env)
        communities = _communities()
        found: dict[str, tuple[int, Measured]] = {}
        for name, first, rows in (("empty base", 0, SMALL), ("whole city", 1, large), ("full base", 2, SMALL)):
            path = home / f"{first}.csv"
            count = _write(path, communities, first, rows)
            found[name] = count, wanmi("address", "import", path, env=env)
            path.unlink()
        found["published"] = sum(rows for rows, _ in found.values()), wanmi("address", "publish", env=env)
    return _told(found)


def _told(found: dict[str, tuple[int, Measured]]) -> dict[str, float]:
    print(f"{'':12}{'rows':>12}{'seconds':>10}{'rows/s':>10}{'MB at most':>12}")
    for name, (rows, each) in found.items():
        print(f"{name:12}{rows:12,}{each.seconds:10.0f}{rows / each.seconds:10.0f}{each.peak_mb:12.0f}")
    (_, before), (rows, whole), (_, after), (_, published) = found.values()
    return {
        "rows": rows,
        "rows_per_s": round(rows / whole.seconds),
        "peak_mb": round(whole.peak_mb),
        "growth_ratio": round(after.seconds / before.seconds, 2),
        "publish_s": round(published.seconds),
        "publish_peak_mb": round(published.peak_mb),
    }


def _communities() -> list[str]:
    table = ROOT / "cities" / "dongcheng" / "divisions.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        return [row["code"] for row in csv.DictReader(file) if len(row["code"]) == 12 and not row.get("valid_to")]


def _write(path: Path, communities: list[str], first: int, rows: int) -> int:
    """Compounds in turn over the communities until there are so many rows; returns how many there are."""
    written, number = 0, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        while written < rows:
            compound = list(_compound(communities[number % len(communities)], first, number // len(communities)))
            table.writerows(compound)
            written, number = written + len(compound), number + 1
    return written


def _compound(community: str, first: int, number: int) -> Iterator[Row]:
    """``first`` keeps the numbers of the tables apart."""
    serial = first * 5_000 + number + 1
    place, lon, lat = f"{community}-{serial:05}", 116.38 + serial % 90 * 1e-3, 39.88 + serial % 70 * 1e-3
    yield place, "place", "", community, f"合成{serial}苑", "", "", "", "", lon, lat
    for at in range(1, BUILDINGS + 1):
        building = f"{community}00{(serial * BUILDINGS + at) % 100_000:05}"
        yield building, "building", place, community, "", at, "", "", "", lon, lat + at * 1e-4
        for room in range(1, ROOMS + 1):
            floor, door = (room - 1) // 4 + 1, (room - 1) % 4 + 1
            yield f"{building}{room:06}", "room", building, community, "", "", 1, floor, f"{floor}0{door}", lon, lat
