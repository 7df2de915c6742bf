"""What a very large file of grids takes: checked, and loaded into a city, with the memory held at most.

The file has unit grids of 100 m with 32 corners each, in communities of 800: near the limit of corners it has 480 MB.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bench._measured import wanmi
from wanmi.grids.geojson import write_features
from wanmi.grids.plane import Plane

WIDE, TALL = 20, 40  # grids of a community
SIDE_M = 100.0
ALONG = 8  # pieces of a side
PLANE = Plane(115.0, 39.5)
ROW_OF_COMMUNITIES = 20
COMMUNITIES = {True: 12, False: 440}


def run(quick: bool) -> dict[str, float]:
    """The figures of the table it prints."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = {"WANMI_HOME": folder, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "wanmi.settings"}
        os.environ |= env
        grids, communities = home / "grids.geojson", home / "communities.geojson"
        outlines = dict(_outlines(COMMUNITIES[quick]))
        count = write_features(grids, _grids(outlines))
        write_features(communities, ((shape, {"code": code}) for code, shape in outlines.items()))
        size = grids.stat().st_size / 1e6
        print(f"{count:,} grids, {size:.0f} MB\n{'':10}{'seconds':>10}{'of CPU':>10}{'MB at most':>12}  says")
        _city(outlines)
        found = {
            "check": wanmi("grids", "check", grids, "--communities", communities, env=env),
            "load": wanmi("grids", "load", grids, "--synthetic", env=env),
        }
        for name, each in found.items():
            print(f"{name:10}{each.seconds:10.0f}{each.cpu_s:10.0f}{each.peak_mb:12.0f}  {each.said}")
    figures = {"file_mb": round(size, 1)}
    for name, each in found.items():
        figures |= {
            f"{name}_s": round(each.seconds, 1),
            f"{name}_cpu_s": round(each.cpu_s, 1),
            f"{name}_peak_mb": round(each.peak_mb),
        }
    return figures


def _outlines(count: int) -> Iterator[tuple[str, Any]]:
    for number in range(count):
        corner = _corner(number)
        size = np.array([WIDE, TALL]) * SIDE_M
        (west, south), (east, north) = PLANE.degrees(np.array([corner, corner + size]))
        yield f"110101{number + 1001:06}", shapely.box(west, south, east, north)


def _corner(number: int) -> NDArray[np.float64]:
    return np.array([number % ROW_OF_COMMUNITIES * WIDE, number // ROW_OF_COMMUNITIES * TALL]) * SIDE_M


def _grids(outlines: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    share = np.arange(ALONG) / ALONG
    ring = np.concatenate(
        [
            np.column_stack(side)
            for side in ((share, 0 * share), (0 * share + 1, share), (1 - share, 0 * share + 1), (0 * share, 1 - share))
        ]
    )
    for number, code in enumerate(outlines):
        for at in range(WIDE * TALL):
            place = np.array([at % WIDE, TALL - 1 - at // WIDE])
            points = PLANE.degrees(_corner(number) + (place + ring) * SIDE_M)
            yield shapely.Polygon(points), {"code": f"{code}{at + 1:03}"}


def _city(outlines: dict[str, Any]) -> None:
    """A city of these communities, in the database of the run."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from wanmi.territory.models import City, Division

    call_command("migrate", verbosity=0)
    City.objects.create(
        code="110101", name_zh="合成", name_en="Synthetic", pack_digest="0" * 64, loaded_at=timezone.now()
    )
    Division.objects.bulk_create(
        Division(code=code, name_zh=code, valid_from="2026-01-01", outline=json.loads(shapely.to_geojson(shape)))
        for code, shape in outlines.items()
    )
