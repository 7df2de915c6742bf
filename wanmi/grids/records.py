"""Grids as they come out of a file, before anything is known to be right about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError
from wanmi.grids.geojson import Feature
from wanmi.grids.shapes import GridSet

MOST_FEATURES = 1_000_000
MOST_POINTS = 12_000_000  # a file of about 500 MB: 1 GB of memory to read and check, 3 GB to index

# What sources call a grid's code and its area: this project, and old systems (BGCode, BGID, Area).
CODE_FIELDS = ("code", "BGCode", "BGID", "SZDYWGBSM")
AREA_FIELDS = ("area_m2", "Area")


@dataclass(frozen=True)
class Record:
    """One grid of a file: its number there from 0, its code ("" if none), shape, stored area (m²) and other fields."""

    number: int
    code: str
    shape: BaseGeometry | None
    area: float | None = None
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return self.code or f"feature {self.number}"


def records_of(features: Iterable[Feature], code_field: str | None = None) -> list[Record]:
    """Features as records; the code is taken from ``code_field``, or from the first known field that has one.

    Raises GridError as soon as there are more features or points than memory is meant for.
    """
    records: list[Record] = []
    points = 0
    for feature in features:
        points += int(shapely.get_num_coordinates(feature.shape))
        if len(records) == MOST_FEATURES or points > MOST_POINTS:
            message = "The input is too large at feature {feature}: more than {features} features or {points} points."
            raise GridError("too_large", message, feature=feature.number, features=MOST_FEATURES, points=MOST_POINTS)
        records.append(_record(feature, code_field))
    if not records:
        raise GridError("empty", "There is no feature in the input.")
    return records


def _record(feature: Feature, code_field: str | None) -> Record:
    fields = feature.properties
    code = next((fields[name] for name in ([code_field] if code_field else CODE_FIELDS) if fields.get(name)), "")
    area = next((fields[name] for name in AREA_FIELDS if fields.get(name) is not None), None)
    try:
        size = None if area is None else float(area)
    except (TypeError, ValueError) as error:
        raise GridError("area_form", "{feature} has the area {area!r}.", feature=code, area=area) from error
    return Record(feature.number, str(code), feature.shape, size, fields)


def sound_grids(records: Iterable[Record]) -> GridSet:
    """Records as a set of grids, rings turned counter-clockwise. Raises GridError naming the first feature at fault.

    A unit grid is one part without holes (GB/T 30428.1 speaks of one closed polygon), so others are refused.
    """
    kept = list(records)
    grids = GridSet.of([record.code for record in kept], [record.shape for record in kept])
    for code, shape in zip(grids.codes, grids.shapes, strict=True):
        parts = shapely.get_parts(shape)
        if len(parts) > 1:
            raise GridError("many_parts", "{feature} has {parts} parts.", feature=code, parts=len(parts))
        if len(parts[0].interiors):
            raise GridError("hole", "{feature} has a hole.", feature=code)
    single = np.array([shapely.get_parts(shape)[0] for shape in grids.shapes], dtype=object)
    return GridSet(grids.codes, shapely.orient_polygons(single))
