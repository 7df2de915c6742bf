"""outlines.geojson: the outlines of the divisions that are valid now, as polygons in longitude and latitude."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wanmi.packs.columns import Row
from wanmi.packs.geometry import square_metres
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import read_text

ALLOWED_M2 = 1.0  # of overlap between neighbours, and of a division outside the one above it
CHINA = shapely.box(73, 3, 136, 54)  # a longitude and latitude that changed places fall outside


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineRow(Row):
    REGISTER: ClassVar[str] = "outline"
    code: str
    synthetic: bool
    geometry: dict[str, Any]  # as in the file
    shape: BaseGeometry


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    text = read_text(source, pack)
    features = None if text is None else _features(text, source, pack)
    if features is None:
        pack.leave_unread(kind)
        return
    for number, feature in enumerate(features, 1):
        _read_feature(feature, _line(text or "", feature, number, source), pack)


def _features(text: str, source: Source, pack: Pack) -> list[Any] | None:
    try:
        features = json.loads(text)["features"]
    except json.JSONDecodeError as error:
        pack.refuse(At(source.name, error.lineno), "", error.msg, _("a file in GeoJSON form"))
    except (KeyError, TypeError):
        pack.refuse(At(source.name), "features", _("missing"), _("a GeoJSON FeatureCollection"))
    else:
        if isinstance(features, list) and features:
            return features
        pack.refuse(At(source.name), "features", features, _("a list of features"))
    return None


def _line(text: str, feature: Any, number: int, source: Source) -> At:
    """The line that names the feature's code: JSON readers keep none, and GeoJSON writers put a feature on a line."""
    code = feature.get("properties", {}).get("code") if isinstance(feature, dict) else None
    lines = (at for at, line in enumerate(text.splitlines(), 1) if code and f'"{code}"' in line)
    return At(source.name, next(lines, 0) or number)


def _read_feature(feature: Any, at: At, pack: Pack) -> None:
    try:
        code, synthetic = feature["properties"]["code"], feature["properties"].get("synthetic", False)
    except (KeyError, TypeError, AttributeError):
        pack.refuse(at, "code", _("missing"), _("the code of a listed division"))
        return
    if earlier := pack.enter(at, OutlineRow, {"code": str(code)}):
        pack.refuse(
            at,
            "code",
            code,
            _("a key not yet used in {file} line {line}").format(file=earlier.file, line=earlier.line),
        )
    elif (polygon := _polygon(feature.get("geometry"))) is None:
        value = (feature.get("geometry") or {}).get("type")
        pack.refuse(at, "geometry", value, _("a valid Polygon or MultiPolygon with longitude before latitude"))
    else:
        row = OutlineRow(at=at, code=str(code), synthetic=bool(synthetic), geometry=feature["geometry"], shape=polygon)
        pack.add(row)


def _polygon(geometry: Any) -> BaseGeometry | None:
    try:
        polygon = shape(geometry)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.GEOSException):
        return None
    fits = polygon.geom_type in ("Polygon", "MultiPolygon") and not polygon.is_empty
    return polygon if fits and polygon.is_valid and CHINA.contains(polygon) else None


def check(pack: Pack) -> None:
    rows = pack.rows(OutlineRow)
    by_code = {row.code: row for row in rows}
    for row in rows:
        pack.require(row, "code", "division")
        _check_inside(row, by_code.get(row.code[:-3]), pack)
    for _level, level in groupby(sorted(rows, key=lambda row: (len(row.code), row.code)), lambda row: len(row.code)):
        for one, other in _overlapping(list(level)):
            expected = _("no overlap with {code} on line {line}").format(code=one.code, line=one.at.line)
            pack.refuse(other.at, "geometry", other.code, expected)


def _check_inside(row: OutlineRow, around: OutlineRow | None, pack: Pack) -> None:
    if around is not None and square_metres(shapely.difference(row.shape, around.shape)) > ALLOWED_M2:
        pack.refuse(row.at, "geometry", row.code, _("an outline inside that of {code}").format(code=around.code))


def _overlapping(rows: list[OutlineRow]) -> Iterator[tuple[OutlineRow, OutlineRow]]:
    shapes = [row.shape for row in rows]
    pairs: Iterable[tuple[int, int]] = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
    for one, other in sorted(pairs):
        if one < other and square_metres(shapely.intersection(shapes[one], shapes[other])) > ALLOWED_M2:
            yield rows[one], rows[other]


PART = Part("outlines.geojson", OutlineRow, read, check)
