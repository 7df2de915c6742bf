"""The collections that the city publishes: what a row looks like as a feature, and which rows a query asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import shapely
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from wanmi.atlas.cql import Queryable
from wanmi.atlas.crs import CRS84, Box
from wanmi.cases.models import Case
from wanmi.codes.place import Level
from wanmi.territory.cells import GRID_ZOOM, POINT_ZOOM, ranges_in
from wanmi.territory.models import Component, Division, Grid
from wanmi.territory.queries import grid_points, name_of

Span = tuple[datetime | None, datetime | None]  # None: open at that end
Feature = tuple[BaseGeometry | None, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Collection:
    """Rows in the order of ``key``, a unique column that names them; ``near`` may find too many, never too few."""

    title: str
    description: str
    key: str
    rows: Callable[[], QuerySet[Any]]
    features: Callable[[Iterable[Any]], list[Feature]]
    near: Callable[[Box], Q]
    within: Callable[[Span], Q]
    queryables: Mapping[str, Queryable]


def _divisions(rows: Iterable[Division]) -> list[Feature]:
    return [
        (
            shapely.geometry.shape(row.outline) if row.outline else None,
            {"code": row.code, "name": name_of(row), "level": Level(len(row.code)).name.lower()}
            | _validity(row)
            | {"synthetic": row.outline_is_synthetic},
        )
        for row in rows
    ]


def _grids(rows: Iterable[Grid]) -> list[Feature]:
    return [
        (
            shapely.from_wkb(bytes(row.shape)),
            {"code": row.code, "community": row.community, "area_m2": row.area, "successors": row.successors}
            | _validity(row)
            | {"synthetic": row.is_synthetic},
        )
        for row in rows
    ]


def _components(rows: Iterable[Component]) -> list[Feature]:
    return [
        (
            shapely.Point(row.lon, row.lat),
            {"code": row.code, "item": row.item, "name": row.name_zh, "grid": row.grid, "synthetic": row.is_synthetic},
        )
        for row in rows
    ]


def _cases(rows: Iterable[Case]) -> list[Feature]:
    """No words and no position: a case lies somewhere in its unit grid, shown as a point inside it."""
    found = list(rows)
    points = {code: shapely.Point(point) for code, point in grid_points({row.grid for row in found}).items()}
    return [(points.get(row.grid), _published(row)) for row in found]


def _published(row: Case) -> dict[str, Any]:
    item = row.item
    return {
        "number": row.number,
        "state": row.state,
        "open": row.is_open,
        "item": f"{item.kind}/{item.code}" if item else None,
        "item_name": item.name_zh if item else None,
        "grid": row.grid,
        "reported_on": timezone.localdate(row.reported_at).isoformat(),
    }


def _validity(row: Division | Grid) -> dict[str, str | None]:
    return {"valid_from": row.valid_from.isoformat(), "valid_to": row.valid_to.isoformat() if row.valid_to else None}


def _of_cells(column: str, zoom: int) -> Callable[[Box], Q]:
    return lambda box: reduce(or_, (Q(**{f"{column}__range": found}) for found in ranges_in(box, zoom)))


def _near_cases(box: Box) -> Q:
    """By the grid, which is all that is told of the position: asking closer finds no more."""
    near = Grid.objects.filter(_of_cells("cells__cell", GRID_ZOOM)(box), kind=Grid.Kind.UNIT)
    return Q(grid__in=near.values("code"))


def _valid_within(span: Span) -> Q:
    start, end = span
    found = Q(valid_from__lte=end.date()) if end else Q()
    return found & (Q(valid_to=None) | Q(valid_to__gt=start.date()) if start else Q())


def _reported_within(span: Span) -> Q:
    start, end = span
    return (Q(reported_at__gte=start) if start else Q()) & (Q(reported_at__lte=end) if end else Q())


_VALIDITY = {
    "valid_from": Queryable("valid_from", "date", "First day in force"),
    "valid_to": Queryable("valid_to", "date", "First day not in force"),
}
_CODE = Queryable("code", title="Code")


COLLECTIONS: Mapping[str, Collection] = {
    "divisions": Collection(
        "Divisions",
        "Counties, streets and communities, each in its time.",
        "id",
        lambda: Division.objects.all(),
        _divisions,
        lambda box: ~Q(outline=None),
        _valid_within,
        {"code": _CODE, "name": Queryable("name_zh", title="Name"), **_VALIDITY},
    ),
    "grids": Collection(
        "Unit grids",
        "The unit grids of GB/T 47678.3, each in its time.",
        "code",
        lambda: Grid.objects.filter(kind=Grid.Kind.UNIT),
        _grids,
        _of_cells("cells__cell", GRID_ZOOM),
        _valid_within,
        {
            "code": _CODE,
            "community": Queryable("community", title="Community"),
            "area_m2": Queryable("area", "number", "Area in square metres"),
            "synthetic": Queryable("is_synthetic", "boolean", "Invented"),
            **_VALIDITY,
        },
    ),
    "components": Collection(
        "Components",
        "Things in public space that the city looks after.",
        "code",
        lambda: Component.objects.all(),
        _components,
        _of_cells("cell", POINT_ZOOM),
        lambda span: Q(),
        {
            "code": _CODE,
            "item": Queryable("item", title="Item of the catalogue"),
            "name": Queryable("name_zh", title="Name"),
            "grid": Queryable("grid", title="Unit grid"),
        },
    ),
    "cases": Collection(
        "Cases",
        "Cases as they are published: no words, and no closer place than the unit grid.",
        "number",
        lambda: Case.objects.exclude(grid="").select_related("item"),
        _cases,
        _near_cases,
        _reported_within,
        {
            "number": Queryable("number", title="Number"),
            "state": Queryable("state", title="State"),
            "open": Queryable("is_open", "boolean", "Open"),
            "grid": Queryable("grid", title="Unit grid"),
            "reported_on": Queryable("reported_at", "day", "Day of the report"),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """Which features are asked for, and how they should come."""

    limit: int
    after: str = ""  # the key of the last one of the page before
    box: Box | None = None
    span: Span | None = None
    condition: Q = field(default_factory=Q)
    crs: str = CRS84


def page(found: Collection, asked: Question) -> tuple[list[Feature], str]:
    """One page of features in the order of their keys, and the key to go on after (empty at the end)."""
    rows = found.rows().filter(asked.condition).order_by(found.key)
    if asked.after:
        rows = rows.filter(**{f"{found.key}__gt": asked.after})
    if asked.box:
        rows = rows.filter(found.near(asked.box)).distinct()
    if asked.span:
        rows = rows.filter(found.within(asked.span))
    taken: list[Model] = list(rows[: asked.limit + 1])
    more = str(getattr(taken[asked.limit - 1], found.key)) if len(taken) > asked.limit else ""
    features = found.features(taken[: asked.limit])
    return [each for each in features if asked.box is None or _meets(each[0], asked.box)], more


def _meets(shape: BaseGeometry | None, box: Box) -> bool:
    return shape is not None and bool(shape.intersects(shapely.box(*box)))
