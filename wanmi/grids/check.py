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
from wanmi.grids.neighbours import Neighbours
from wanmi.grids.numbering import reading_order
from wanmi.grids.plane import areas
from wanmi.grids.records import Record
from wanmi.grids.shapes import Geometries, refuse_bad_polygons
from wanmi.grids.stock import Held, Places, Stock, as_objects

LEAST_AREA = 0.05  # m² from which a gap, an overlap or a part outside counts
SLIVER_WIDTH = 3.0  # metres: a grid thinner than that on the whole is a sliver
AREA_SHARE = 0.005  # by which a stored area may differ from the geometry's
CODE = re.compile(r"[0-9]{12}[0-9A-Z]{3}")
MOST_FAULTS = 10_000  # that are collected before something is refused
MOST_PAIRS = 2_000  # of grids that are cut with each other at a time
MOST_TOGETHER = 3_000_000  # corners of one community: some 400 MB while its grids are joined
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
    """All faults of grids held in memory, see ``faults_in``."""
    return list(faults_in(Held.of(records), communities))


def faults_in(stock: Stock, communities: Mapping[str, BaseGeometry] | None = None) -> Iterator[Fault]:
    """The faults of grids: codes, shapes, then community by community how they fit together and into their outline.

    ``communities`` maps codes of 12 digits to outlines in degrees. Grids whose shape is not sound are reported and left
    out of the comparisons. Shapes of one community and some of its neighbours are in memory at a time. Raises GridError
    where one community has more corners than memory is meant for.
    """
    if not len(stock):
        yield Fault("empty", (), "There is no grid in the input.")
        return
    sound = np.ones(len(stock), dtype=np.bool_)
    yield from _codes(stock, sound)
    for places in stock.spans():
        yield from _alone(stock.records(places), places, sound)
    if not sound.any():
        return
    groups = _by_community(stock, sound, communities)
    _refuse_large(stock, groups)
    later = Neighbours(stock, groups)
    for code, places in groups.items():
        members = stock.records(places)
        shapes = as_objects(record.shape for record in members)
        yield from _overlaps(members, shapes)
        for near in later.of(code):
            yield from _overlaps(members, shapes, stock.records(near))
        yield from _community(code, members, shapes, communities)


def _codes(stock: Stock, sound: NDArray[np.bool_]) -> Iterator[Fault]:
    times = Counter(code for code in stock.codes if code)
    for code, count in times.items():
        if count > 1:
            yield Fault("code_twice", (code,), f"{count} features have the code {code}.")
    for place, code in enumerate(stock.codes):
        sound[place] = times[code] < 2
        if not CODE.fullmatch(code):
            name, message = code or f"feature {place}", f"{code or 'no code'} is not a grid code of 15 characters."
            yield Fault("code_form", (name,), message)


def _alone(records: Sequence[Record], places: Places, sound: NDArray[np.bool_]) -> Iterator[Fault]:
    """What is wrong with single grids; those whose shape is not sound are marked."""
    shapes = as_objects(record.shape for record in records)
    for at in np.flatnonzero(_suspects(records, shapes)).tolist():
        found = list(_shape(records[at]))
        sound[places[at]] &= all(fault.is_note for fault in found)
        yield from found
    kept = np.flatnonzero(sound[places]).tolist()
    if kept:
        yield from _areas([records[at] for at in kept], shapes[kept])
        yield from _slivers([records[at].name for at in kept], shapes[kept])


def _suspects(records: Sequence[Record], shapes: Geometries) -> NDArray[np.bool_]:
    """Which grids are worth a look of their own: all of them where one is broken."""
    try:
        refuse_bad_polygons([record.name for record in records], shapes)
    except GridError:
        return np.ones(len(records), dtype=np.bool_)
    first = shapely.get_geometry(shapes, 0)
    single = (shapely.get_num_geometries(shapes) == 1) & (shapely.get_num_interior_rings(first) == 0)
    plain: NDArray[np.bool_] = single & shapely.is_ccw(shapely.get_exterior_ring(first))
    return ~plain


def _shape(record: Record) -> Iterator[Fault]:
    try:
        refuse_bad_polygons([record.name], as_objects([record.shape]))
    except GridError as error:
        place = re.search(r"\[([-\d.e]+) ([-\d.e]+)\]", str(error))
        lon, lat = map(float, place.groups()) if place else (None, None)
        yield Fault(error.code, (record.name,), str(error), lon, lat)
        return
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


def _overlaps(records: Sequence[Record], shapes: Geometries, others: Sequence[Record] | None = None) -> Iterator[Fault]:
    """Overlaps among grids, or of them with others."""
    against = shapes if others is None else as_objects(record.shape for record in others)
    met = shapely.STRtree(shapes).query(against, predicate="intersects").T
    pairs = met[met[:, 1] < met[:, 0]] if others is None else met
    for start in range(0, len(pairs), MOST_PAIRS):
        some = pairs[start : start + MOST_PAIRS]
        shared = shapely.intersection(against[some[:, 0]], shapes[some[:, 1]])
        for (b, a), shape, size in zip(some.tolist(), shared, _sizes(shared), strict=True):
            if size > LEAST_AREA:
                one, other = records[a].name, (others or records)[b].name
                yield _at("overlap", (one, other), f"{one} and {other} overlap by {size:.2f} m².", shape, float(size))


def _by_community(
    stock: Stock, sound: NDArray[np.bool_], communities: Mapping[str, BaseGeometry] | None
) -> dict[str, Places]:
    """The places of sound grids by community, those of ``communities`` first, with grids or without."""
    groups: dict[str, list[int]] = defaultdict(list, {code: [] for code in communities or ()})
    for place in np.flatnonzero(sound).tolist():
        groups[stock.codes[place][:12]].append(place)
    return {code: np.array(places, dtype=np.int64) for code, places in groups.items()}


def _refuse_large(stock: Stock, groups: Mapping[str, Places]) -> None:
    for code, places in groups.items():
        corners = int(stock.corners[places].sum())
        if corners > MOST_TOGETHER:
            message = "{feature} has {corners} corners in its grids; at most {most} fit into memory together."
            name = code or "What has no code"
            raise GridError("community_too_large", message, feature=name, corners=corners, most=MOST_TOGETHER)


def _community(
    code: str, members: list[Record], shapes: Geometries, communities: Mapping[str, BaseGeometry] | None
) -> Iterator[Fault]:
    yield from _order(members, shapes)
    if communities is None:
        return
    if code not in communities:
        for record, shape in zip(members, shapes, strict=True):
            yield _at("community_unknown", (record.name,), f"{record.name} lies in no known community.", shape)
        return
    outline = communities[code]
    yield from _gaps(code, outline, shapes)
    yield from _outside(code, members, shapes, communities)


def _order(members: Sequence[Record], shapes: Geometries) -> Iterator[Fault]:
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
