"""Grids as they come out of a file, before anything is known to be right about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from wanmi.grids.errors import GridError
from wanmi.grids.geojson import Feature

MOST_FEATURES = 1_000_000
MOST_POINTS = 12_000_000  # of what is held in memory as a whole: outlines, layers

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
        records.append(record_of(feature, code_field))
    if not records:
        raise GridError("empty", "There is no feature in the input.")
    return records


def record_of(feature: Feature, code_field: str | None = None) -> Record:
    """One feature as a record, see ``records_of``. Raises GridError where its area is no number."""
    fields = feature.properties
    code = next((fields[name] for name in ([code_field] if code_field else CODE_FIELDS) if fields.get(name)), "")
    area = next((fields[name] for name in AREA_FIELDS if fields.get(name) is not None), None)
    try:
        size = None if area is None else float(area)
    except (TypeError, ValueError) as error:
        raise GridError("area_form", "{feature} has the area {area!r}.", feature=code, area=area) from error
    return Record(feature.number, str(code), feature.shape, size, fields)
