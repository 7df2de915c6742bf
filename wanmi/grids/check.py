"""Checking a set of grids: every fault with its kind, its features, its size and its place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError
from wanmi.grids.numbering import reading_order
from wanmi.grids.plane import areas
from wanmi.grids.records import Record
from wanmi.grids.shapes import Geometries, refuse_bad_polygons

LEAST_AREA = 0.05  # m² from which a gap, an overlap or a part outside counts
SLIVER_WIDTH = 3.0  # metres: a grid thinner than that on the whole is a sliver
AREA_SHARE = 0.005  # by which a stored area may differ from the geometry's
CODE = re.compile(r"[0-9]{12}[0-9A-Z]{3}")
NOTES = {"ring_reversed", "out_of_order"}  # worth knowing, no reason to refuse


@dataclass(frozen=True)
class Fault:
    """``kind`` is stable, ``features`` are codes or names of features, the place is in degrees, ``size`` in m²."""

    kind: str
    features: tuple[str, ...]
    message: str
    lon: float | None = None
    lat: float | None = None
    size: float | None = None

    @property
    def is_note(self) -> bool:
        return self.kind in NOTES

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def check(records: Sequence[Record], communities: Mapping[str, BaseGeometry] | None = None) -> list[Fault]:
    """All faults of grids, worst kinds first: shapes, codes, then how they fit together and into their communities.

    ``communities`` maps codes of 12 digits to outlines in degrees. Grids whose shape is not sound are reported and left
    out of the comparisons.
    """
    faults = [*_codes(records), *_shapes(records)]
    broken = {fault.features[0] for fault in faults if not fault.is_note and fault.kind != "code_form"}
    sound = [record for record in records if record.name not in broken]
    if not sound:
        return faults or [Fault("empty", (), "There is no grid in the input.")]
    shapes = np.array([record.shape for record in sound], dtype=object)
    names = [record.name for record in sound]
    faults += [*_areas(sound, shapes), *_slivers(names, shapes), *_overlaps(names, shapes)]
    for code, members in _by_community(sound, communities).items():
        faults += _community(code, members, communities)
    return faults


def _codes(records: Sequence[Record]) -> Iterator[Fault]:
    for code, times in Counter(record.code for record in records if record.code).items():
        if times > 1:
            yield Fault("code_twice", (code,), f"{times} features have the code {code}.")
    for record in records:
        if not CODE.fullmatch(record.code):
            message = f"{record.code or 'no code'} is not a grid code of 15 characters."
            yield Fault("code_form", (record.name,), message)


def _shapes(records: Sequence[Record]) -> Iterator[Fault]:
    for record in records:
        try:
            refuse_bad_polygons([record.name], np.array([record.shape], dtype=object))
        except GridError as error:
            place = re.search(r"\[([-\d.e]+) ([-\d.e]+)\]", str(error))
            lon, lat = map(float, place.groups()) if place else (None, None)
            yield Fault(error.code, (record.name,), str(error), lon, lat)
            continue
        yield from _form(record)


def _form(record: Record) -> Iterator[Fault]:
    """What a sound polygon may have that a unit grid must not: several parts, holes; and rings the wrong way round."""
    parts = shapely.get_parts(record.shape)
    if len(parts) > 1:
        yield _at("many_parts", (record.name,), f"{record.name} has {len(parts)} parts.", parts[-1])
    for part in parts:
        for ring in part.interiors:
            yield _at("hole", (record.name,), f"{record.name} has a hole.", shapely.Polygon(ring))
        if not shapely.is_ccw(part.exterior):
            yield _at("ring_reversed", (record.name,), f"{record.name} has its ring clockwise.", part)


def _at(kind: str, features: tuple[str, ...], message: str, where: BaseGeometry, size: float | None = None) -> Fault:
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(where))[0]
    return Fault(kind, features, message, float(lon), float(lat), size if size is None else round(size, 3))


def _areas(records: Sequence[Record], shapes: Geometries) -> Iterator[Fault]:
    for record, shape, measured in zip(records, shapes, areas(shapes), strict=True):
        if record.area is not None and abs(record.area - measured) > max(1.0, AREA_SHARE * measured):
            message = f"{record.name} says it has {record.area:.1f} m², its shape has {measured:.1f} m²."
            yield _at("area_differs", (record.name,), message, shape, abs(record.area - measured))


def _slivers(names: Sequence[str], shapes: Geometries) -> Iterator[Fault]:
    sizes = areas(shapes)
    widths = 2 * sizes / (shapely.length(shapes) * np.sqrt(sizes / shapely.area(shapes)))
    for at in np.flatnonzero(widths < SLIVER_WIDTH).tolist():
        message = f"{names[at]} is a sliver about {widths[at]:.2f} m wide."
        yield _at("sliver", (names[at],), message, shapes[at], float(sizes[at]))


def _overlaps(names: Sequence[str], shapes: Geometries) -> Iterator[Fault]:
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = np.column_stack((one, other))[one < other]
    shared = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    for (a, b), shape, size in zip(pairs.tolist(), shared, _sizes(shared), strict=True):
        if size > LEAST_AREA:
            message = f"{names[a]} and {names[b]} overlap by {size:.2f} m²."
            yield _at("overlap", (names[a], names[b]), message, shape, float(size))


def _by_community(records: Sequence[Record], communities: Mapping[str, BaseGeometry] | None) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list, {code: [] for code in communities or ()})
    for record in records:
        groups[record.code[:12]].append(record)
    return groups


def _community(code: str, members: list[Record], communities: Mapping[str, BaseGeometry] | None) -> Iterator[Fault]:
    shapes = np.array([record.shape for record in members], dtype=object)
    yield from _order(code, members, shapes)
    if communities is None:
        return
    if code not in communities:
        for record, shape in zip(members, shapes, strict=True):
            yield _at("community_unknown", (record.name,), f"{record.name} lies in no known community.", shape)
        return
    outline = communities[code]
    yield from _gaps(code, outline, shapes)
    yield from _outside(code, members, shapes, communities)


def _order(code: str, members: Sequence[Record], shapes: Geometries) -> Iterator[Fault]:
    """The first grid whose number breaks the order west to east, then north to south."""
    if len(members) < 2:
        return
    order = reading_order(shapes)
    for before, after in pairwise(order.tolist()):
        if members[before].code > members[after].code:
            message = f"{members[after].name} comes after {members[before].name} on the map but not in the numbering."
            yield _at("out_of_order", (members[after].name, members[before].name), message, shapes[after])
            return


def _gaps(code: str, outline: BaseGeometry, shapes: Geometries) -> Iterator[Fault]:
    rest = shapely.get_parts(shapely.difference(outline, shapely.union_all(shapes)))
    for part, size in zip(rest, _sizes(rest), strict=True):
        if size > LEAST_AREA:
            yield _at("gap", (code,), f"{size:.2f} m² of {code} belong to no grid.", part, float(size))


def _outside(
    code: str, members: Sequence[Record], shapes: Geometries, communities: Mapping[str, BaseGeometry]
) -> Iterator[Fault]:
    beyond = shapely.difference(shapes, communities[code])
    for record, part, size in zip(members, beyond, _sizes(beyond), strict=True):
        if size > LEAST_AREA:
            others = [c for c, shape in communities.items() if c != code and shape.intersects(part)]
            where = f" and reaches into {', '.join(others)}" if others else ""
            message = f"{size:.2f} m² of {record.name} lie outside {code}{where}."
            yield _at("outside", (record.name, *others), message, part, float(size))


def _sizes(shapes: Geometries) -> NDArray[np.float64]:
    """Areas in m², 0 for what has none."""
    flat = shapely.area(shapes) > 0
    sizes = np.zeros(len(shapes))
    sizes[flat] = areas(shapes[flat])
    return sizes
