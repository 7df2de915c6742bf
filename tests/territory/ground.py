"""A small ground for tests: one street, two communities of a thousandth of a degree, four unit grids in the first."""

from __future__ import annotations

from datetime import date

import shapely
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from wanmi.grids.records import Record
from wanmi.territory.models import City, Division

WEST, SOUTH, SIDE = 116.4, 39.9, 0.001
COMMUNITY, OTHER = "110101001001", "110101001002"
SINCE = date(2026, 1, 1)


def square(column: int, row: int, wide: int = 1, tall: int = 1) -> BaseGeometry:
    """A rectangle of quarters of a community; row 0 is the south."""
    west, south = WEST + column * SIDE / 2, SOUTH + row * SIDE / 2
    return shapely.box(west, south, west + wide * SIDE / 2, south + tall * SIDE / 2)


def middle(column: int, row: int) -> tuple[float, float]:
    point = square(column, row).centroid
    return point.x, point.y


def city() -> City:
    """Dongcheng with its two communities side by side, each of 2 x 2 squares."""
    for code, shape in (
        ("110101", square(0, 0, 4, 2)),
        ("110101001", square(0, 0, 4, 2)),
        (COMMUNITY, square(0, 0, 2, 2)),
        (OTHER, square(2, 0, 2, 2)),
    ):
        outline = shapely.geometry.mapping(shape)
        Division.objects.create(code=code, name_zh=f"第{code[-3:]}", valid_from=SINCE, outline=outline)
    return City.objects.create(
        code="110101", name_zh="东城区", name_en="Dongcheng", pack_digest="0" * 64, loaded_at=timezone.now()
    )


def records(community: str = COMMUNITY, column: int = 0) -> list[Record]:
    """The four unit grids of a community, numbered west to east, then north to south."""
    places = ((column, 1), (column + 1, 1), (column, 0), (column + 1, 0))
    return [Record(at, f"{community}{at + 1:03}", square(*place)) for at, place in enumerate(places)]
