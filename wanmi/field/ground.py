"""The ground of a post for its app: its duty grids with outline and streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import shapely
from django.db.models import QuerySet
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from wanmi.territory.models import City, DutyGrid, Grid
from wanmi.territory.queries import grids_of_duty
from wanmi.territory.streets import streets_within
from wanmi.workforce.models import Duty
from wanmi.workforce.queries import held_on

DECIMALS = 6  # of degrees: a decimetre
BEND = 5e-6  # degrees: what an outline may lose of its bends to be light


@dataclass(frozen=True, slots=True)
class Ground:
    """A duty grid: its outline as GeoJSON, its streets as runs of [longitude, latitude] in degrees."""

    code: str
    name: str
    outline: dict[str, Any]
    streets: list[list[list[float]]]


def duty_grids_of(post: str, day: date) -> list[DutyGrid]:
    """The duty grids that a post walks on ``day``, by code."""
    return [duty.duty_grid for duty in _duties(post, day).select_related("duty_grid").order_by("duty_grid")]


def is_ground_of(post: str, duty_grid: str, day: date) -> bool:
    return _duties(post, day).filter(duty_grid=duty_grid).exists()


def _duties(post: str, day: date) -> QuerySet[Duty]:
    return Duty.objects.filter(held_on(day), post=post)


def ground_of(post: str, day: date) -> list[Ground]:
    """The duty grids of a post with their shapes; each is computed once for a state of the city."""
    stamp = str(City.objects.values_list("grids_stamp", flat=True).first())
    return [_ground(stamp, day, each.code, each.name_zh) for each in duty_grids_of(post, day)]


@lru_cache(maxsize=256)
def _ground(stamp: str, day: date, code: str, name: str) -> Ground:
    codes = list(grids_of_duty(code, day))
    rows = Grid.objects.filter(kind=Grid.Kind.UNIT, code__in=codes).values_list("shape", flat=True)
    ground = shapely.union_all(shapely.from_wkb([bytes(shape) for shape in rows]))
    if ground.is_empty:
        return Ground(code, name, mapping(ground), [])
    outline = mapping(_rounded(shapely.simplify(ground, BEND)))
    return Ground(code, name, outline, _runs(streets_within(ground)))


def _runs(lines: Sequence[BaseGeometry]) -> list[list[list[float]]]:
    return [shapely.get_coordinates(_rounded(line)).tolist() for line in lines]


def _rounded(shape: BaseGeometry) -> BaseGeometry:
    rounded: BaseGeometry = shapely.transform(shape, lambda points: points.round(DECIMALS))
    return rounded
