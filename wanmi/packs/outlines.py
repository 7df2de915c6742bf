"""Drawing a stand-in map where no surveyed one is to be had: plausible outlines, marked as synthetic, never a claim.

From the county's rough border (border.csv) and the rough centre of each street (seeds.csv): each street spreads its
communities over the ground nearest to its centre, the ground is shared out to the nearest community, and a street is
the union of its communities. So there are no gaps and no overlaps, and the same files always give the same map.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import shapely
from shapely.geometry import MultiPoint, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from wanmi.packs.city import read_city
from wanmi.packs.columns import Row, number, place
from wanmi.packs.geometry import to_degrees, to_metres
from wanmi.packs.pack import Pack, Source
from wanmi.packs.parts.divisions import DivisionRow, current
from wanmi.packs.problems import PackRefused
from wanmi.packs.reading import read_table

ROUNDS = 12  # of moving each community's point to the middle of its ground; more make the areas more equal
PLASTIC = 1.32471795724474602596  # its powers spread points evenly over a square (Roberts' R2 sequence)


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerRow(Row):
    REGISTER: ClassVar[str] = "corner"
    KEY: ClassVar[tuple[str, ...]] = ("lon", "lat")
    NAME: ClassVar[tuple[str, ...]] = KEY
    lon: Annotated[float, number]
    lat: Annotated[float, number]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRow(Row):
    REGISTER: ClassVar[str] = "seed"
    code: Annotated[str, place]
    lon: Annotated[float, number]
    lat: Annotated[float, number]


def draw(folder: Path) -> dict[str, BaseGeometry]:
    """Outlines by division code, in degrees with 7 decimals. Raises PackRefused where a file cannot be read."""
    pack = Pack(folder)
    pack.city = read_city(pack)
    for file, kind in (("border.csv", CornerRow), ("seeds.csv", SeedRow), ("divisions.csv", DivisionRow)):
        read_table(Source(folder / file, file), pack, kind)
    if pack.problems:
        raise PackRefused(pack.problems)
    border = Polygon([(row.lon, row.lat) for row in pack.rows(CornerRow)])
    seeds = {row.code: Point(row.lon, row.lat) for row in pack.rows(SeedRow)}
    return outlines(border, seeds, [row.code for row in current(pack)])


def outlines(border: Polygon, seeds: Mapping[str, Point], codes: Sequence[str]) -> dict[str, BaseGeometry]:
    """Share ``border`` out to the communities among ``codes``; ``seeds`` are the centres of the streets."""
    latitude = border.centroid.y
    ground = to_metres(border, latitude)
    streets = dict(zip(seeds, nearest([to_metres(seed, latitude) for seed in seeds.values()], ground), strict=True))
    points: dict[str, Point] = {}
    for street, area in streets.items():
        communities = [code for code in codes if len(code) == 12 and code.startswith(street)]
        points |= dict(zip(communities, spread(len(communities), area), strict=True))
    cells = [to_degrees(cell, latitude) for cell in nearest(list(points.values()), ground)]
    drawn: dict[str, BaseGeometry] = dict(zip(points, cells, strict=True))
    for length in (9, 6):
        for code in (code for code in codes if len(code) == length):
            drawn[code] = _union(shape for inner, shape in drawn.items() if len(inner) == 12 and inner.startswith(code))
    return {code: drawn[code] for code in sorted(drawn)}


def nearest(points: Sequence[Point], ground: BaseGeometry) -> list[BaseGeometry]:
    """The part of ``ground`` nearest to each point, in the order of the points."""
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=ground, ordered=True)
    return [shapely.intersection(cell, ground) for cell in cells.geoms] if len(points) > 1 else [ground]


def spread(count: int, ground: BaseGeometry) -> list[Point]:
    """``count`` points that share ``ground`` about equally."""
    points = [point for point, _ in zip(_sequence(ground), range(count), strict=False)]
    for _round in range(ROUNDS):
        points = [cell.centroid for cell in nearest(points, ground)]
    return points


def _sequence(ground: BaseGeometry) -> Iterator[Point]:
    """Evenly spread points inside ``ground``, without end and always the same."""
    west, south, east, north = ground.bounds
    step = 0
    while True:
        step += 1
        x, y = (0.5 + step / PLASTIC) % 1, (0.5 + step / PLASTIC**2) % 1
        point = Point(west + x * (east - west), south + y * (north - south))
        if ground.contains(point):
            yield point


def _union(shapes: Iterator[BaseGeometry]) -> BaseGeometry:
    return shapely.normalize(shapely.coverage_union_all(list(shapes)))


def write_outlines(folder: Path) -> int:
    """Write outlines.geojson, one feature a line so that changes read well; gives the number of features."""
    drawn = draw(folder)
    lines = ",\n".join(json.dumps(_feature(code, shape), separators=(",", ":")) for code, shape in drawn.items())
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (folder / "outlines.geojson").write_text(text, encoding="utf-8")
    return len(drawn)


def _feature(code: str, shape: BaseGeometry) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": code, "synthetic": True}, "geometry": mapping(shape)}
