"""Grids in and out of files: GeoJSON by itself, GeoPackage and Shapefile through pyogrio (the extra ``gis``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError
from wanmi.grids.geojson import Feature, read_features, write_features

DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
DEGREES = ("EPSG:4490", "EPSG:4326")  # CGCS2000 and WGS 84, which agree within a decimetre
BATCH = 10_000  # features read at a time


def read(path: Path, layer: str | None = None) -> Iterator[Feature]:
    """The features of a file, by its suffix. Raises GridError naming the file or the feature at fault."""
    if path.suffix.lower() in DRIVERS:
        return _read_by_pyogrio(path, layer)
    return read_features(path)


def write(path: Path, features: Iterable[tuple[BaseGeometry, Mapping[str, Any]]]) -> int:
    """Write features by the suffix of the path; all features must have the same properties. Returns their number."""
    if path.suffix.lower() in DRIVERS:
        return _write_by_pyogrio(path, features)
    return write_features(path, features)


def _pyogrio() -> Any:
    try:
        import pyogrio
    except ImportError as error:
        raise GridError("no_pyogrio", "GeoPackage and Shapefile need the extra: pip install 'wanmi[gis]'.") from error
    return pyogrio


def _read_by_pyogrio(path: Path, layer: str | None) -> Iterator[Feature]:
    pyogrio = _pyogrio()
    try:
        info = pyogrio.read_info(path, layer=layer)
    except pyogrio.errors.DataSourceError as error:
        raise GridError("unreadable", "{feature} cannot be read.", feature=path.name) from error
    if info["crs"] not in (None, *DEGREES):
        message = "{feature} is in {crs}; convert it to CGCS2000 longitude/latitude (EPSG:4490) first."
        raise GridError("other_crs", message, feature=path.name, crs=info["crs"])
    for start in range(0, max(info["features"], 0), BATCH):
        meta, _, shapes, columns = pyogrio.raw.read(path, layer=layer, skip_features=start, max_features=BATCH)
        for number, wkb in enumerate(shapes):
            fields = {name: _plain(column[number]) for name, column in zip(meta["fields"], columns, strict=True)}
            yield Feature(start + number, _shape(wkb, fields, start + number), fields)


def _shape(wkb: bytes | None, fields: dict[str, Any], number: int) -> BaseGeometry:
    if wkb is None:
        raise GridError("shape_missing", "{feature} has no shape.", feature=fields.get("code", number))
    shape: BaseGeometry = shapely.from_wkb(wkb)
    return shape


def _plain(value: Any) -> Any:
    """A NumPy value as Python's own; not-a-number, which stands for an empty field, as None."""
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and plain != plain else plain


def _write_by_pyogrio(path: Path, features: Iterable[tuple[BaseGeometry, Mapping[str, Any]]]) -> int:
    """Write batch by batch; the first feature tells the columns and the kind of shape."""
    pyogrio = _pyogrio()
    rest = iter(features)
    rows = list(islice(rest, BATCH))
    if not rows:
        raise GridError("empty", "There is nothing to write.")
    kinds, shape, count = {name: _kind(value) for name, value in rows[0][1].items()}, rows[0][0].geom_type, 0
    with _replacing_all(path) as target:
        while rows:
            pyogrio.raw.write(
                target,
                geometry=shapely.to_wkb(np.array([shape for shape, _ in rows], dtype=object)),
                field_data=[np.array([about.get(name) for _, about in rows], dtype=kinds[name]) for name in kinds],
                fields=list(kinds),
                geometry_type=shape,
                crs=DEGREES[0],
                driver=DRIVERS[path.suffix.lower()],
                append=count > 0,
                **({"encoding": "UTF-8"} if path.suffix.lower() == ".shp" else {}),
            )
            count += len(rows)
            rows = list(islice(rest, BATCH))
    return count


@contextmanager
def _replacing_all(path: Path) -> Iterator[Path]:
    """A path in a folder of its own, whose files move beside ``path`` at the end: a Shapefile is several."""
    with TemporaryDirectory(dir=path.parent) as folder:
        yield Path(folder) / path.name
        for made in Path(folder).iterdir():
            made.replace(path.with_name(made.name))


def _kind(value: Any) -> type:
    """The column type for values like this one; whatever is no number is written as text."""
    return type(value) if isinstance(value, (bool, int, float)) else object
