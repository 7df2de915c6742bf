"""The only place that writes grids and components. Each act is one transaction with one entry in the journal."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db import transaction
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from wanmi.codes.place import Level
from wanmi.grids.check import LEAST_AREA, MOST_FAULTS, Fault, check, faults_in
from wanmi.grids.errors import GridError
from wanmi.grids.locator import refuse_unfit
from wanmi.grids.numbering import number_grids, reading_order
from wanmi.grids.plane import areas
from wanmi.grids.records import Record
from wanmi.grids.stock import Stock, in_code_order, portions
from wanmi.journal.writing import COMMAND_LINE, Draft, append
from wanmi.territory import gridfile, queries
from wanmi.territory.cells import cells_at, cells_of
from wanmi.territory.models import City, Component, DutyGrid, DutyMember, Grid, GridCell, Street

PORTION = 2_000  # rows written at a time
MOST_KNOWN = 200  # communities whose grids are compared at a time
SUBJECT = "grids"


class By(NamedTuple):
    """Who changes the ground, as the journal names him."""

    actor: str = COMMAND_LINE
    post: str = ""


BY_COMMAND = By()


class GridsRefused(Exception):
    """Grids that cannot be taken over; ``faults`` are all of them, each with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(fault.message for fault in faults))
        self.faults = faults


@transaction.atomic
def load_grids(
    stock: Stock, *, kind: str = Grid.Kind.UNIT, since: date | None = None, is_synthetic: bool = False
) -> int:
    """Take over the grids of communities that have none of this kind. Raises GridsRefused; then nothing has changed.

    A portion of them is in memory at a time.
    """
    city = _locked_city()
    communities = _communities(stock.codes)
    faults = list(islice(_reasons_against(stock, kind, communities), MOST_FAULTS))
    if faults:
        raise GridsRefused(faults)
    refuse_unfit(stock)
    day = since or queries.today()
    for places in stock.spans(in_code_order(stock)):
        codes = [stock.codes[place] for place in places.tolist()]
        _create(codes, shapely.orient_polygons(stock.shapes(places)), kind, day, is_synthetic)
    about = {"kind": kind, "grids": len(stock), "communities": communities}
    _changed(city, "load_grids", city.code, about)
    return len(stock)


def _reasons_against(stock: Stock, kind: str, communities: Sequence[str]) -> Iterator[Fault]:
    yield from _known_before(stock.codes, kind, communities)
    found = faults_in(stock, queries.outlines_of(set(communities)))
    yield from (fault for fault in found if not fault.is_note)


@transaction.atomic
def redraw(old: Sequence[str], shapes: Sequence[BaseGeometry], on: date, by: By = BY_COMMAND) -> list[Grid]:
    """End unit grids on ``on`` and give their ground to new ones with fresh numbers: a split, a merger or new borders.

    The new ones belong to the duty grids of those whose ground they take. Raises GridError or GridsRefused.
    """
    city = _locked_city()
    ending = valid_grids(old)
    community = ending[0].community
    if {grid.community for grid in ending} != {community}:
        raise GridError("two_communities", "{feature} lies in another community.", feature=ending[-1].code)
    polygons = shapely.orient_polygons(np.array(list(shapes), dtype=object))
    _refuse_other_ground(ending, polygons)
    used = Grid.objects.filter(kind=Grid.Kind.UNIT, community=community).values_list("code", flat=True)
    codes = number_grids(community, len(polygons), used)
    made = _create(codes, polygons[reading_order(polygons)], Grid.Kind.UNIT, on, ending[0].is_synthetic)
    _end(ending, made, on)
    _changed(city, "redraw_grids", community, {"ended": list(old), "made": codes, "on": on.isoformat()}, by)
    return made


@transaction.atomic
def end_grid(code: str, on: date, by: By = BY_COMMAND) -> None:
    """End a unit grid whose ground goes to no other. Raises GridError where it is not in force."""
    city = _locked_city()
    ending = valid_grids([code])
    _end(ending, [], on)
    _changed(city, "end_grid", ending[0].community, {"ended": [code], "on": on.isoformat()}, by)


@transaction.atomic
def give_duty(
    code: str, name_zh: str, grids: Iterable[str], since: date, *, is_synthetic: bool = False, by: By = BY_COMMAND
) -> DutyGrid:
    """Make a duty grid of these unit grids from ``since`` on, or change which ones it has. Raises GridError."""
    city = _locked_city()
    wanted = {grid.code: grid for grid in valid_grids(list(grids))}
    defaults = {"name_zh": name_zh, "is_synthetic": is_synthetic}
    duty, _ = DutyGrid.objects.update_or_create(code=code, defaults=defaults)
    present = DutyMember.objects.filter(duty_grid=duty, until=None).select_related("grid")
    if (late := present.filter(since__gt=since).first()) is not None:
        raise GridError("before_start", "{feature} cannot end before it starts.", feature=late.grid.code)
    present.exclude(grid__code__in=wanted).update(until=since)
    known = set(present.values_list("grid__code", flat=True))
    fresh = [grid for each, grid in wanted.items() if each not in known]
    DutyMember.objects.bulk_create(DutyMember(duty_grid=duty, grid=grid, since=since) for grid in fresh)
    _record(city, "give_duty", code, {"grids": sorted(wanted), "since": since.isoformat()}, by)
    return duty


@transaction.atomic
def load_components(rows: Iterable[Mapping[str, Any]], *, is_synthetic: bool = False) -> int:
    """Add the components that are not known yet: ``code``, ``item``, ``name``, ``lon``, ``lat``; each learns its grid.

    Raises GridError naming the first that lies outside the city or has no sound position; then nothing has changed.
    """
    city = _locked_city()
    locate = queries.locating()
    known = set(Component.objects.values_list("code", flat=True))
    fresh = [_component(row, locate, is_synthetic) for row in rows if row["code"] not in known]
    Component.objects.bulk_create(fresh, batch_size=PORTION)
    if fresh:
        _changed(city, "load_components", city.code, {"components": len(fresh)})
    return len(fresh)


@transaction.atomic
def load_streets(lines: Iterable[BaseGeometry], *, is_synthetic: bool = False) -> int:
    """Take over the city's streets; those it had before go. Raises GridError; then nothing has changed."""
    city = _locked_city()
    rows = [Street(line=shapely.to_wkb(line), is_synthetic=is_synthetic) for line in lines]
    if not rows:
        raise GridError("empty", "There is no street in the input.")
    Street.objects.all().delete()
    Street.objects.bulk_create(rows, batch_size=PORTION)
    _changed(city, "load_streets", city.code, {"streets": len(rows)})
    return len(rows)


def _component(row: Mapping[str, Any], locate: Callable[[float, float], str | None], is_synthetic: bool) -> Component:
    lon, lat = float(row["lon"]), float(row["lat"])
    place = locate(lon, lat)
    if place is None:
        raise GridError("outside_city", "{feature} lies outside the city.", feature=row["code"])
    return Component(
        code=row["code"],
        item=row["item"],
        name_zh=row["name"],
        grid=place if len(place) == Level.GRID else "",
        lon=lon,
        lat=lat,
        cell=int(cells_at(lon, lat)),
        is_synthetic=is_synthetic,
    )


def _locked_city() -> City:
    """The city's row, locked: changes to the grids stand in one line. Raises NoCity."""
    city = City.objects.select_for_update().first()
    if city is None:
        raise queries.NoCity
    return city


def _changed(city: City, action: str, subject: str, body: Mapping[str, Any], by: By = BY_COMMAND) -> None:
    """Every process notices, and the locator's file is built by the one that made the change."""
    city.grids_stamp = secrets.token_hex(8)
    city.save(update_fields=["grids_stamp"])
    stamp, day = city.grids_stamp, queries.today()
    transaction.on_commit(lambda: gridfile.locator_for(stamp, day))
    _record(city, action, subject, body, by)


def _record(city: City, action: str, subject: str, body: Mapping[str, Any], by: By) -> None:
    append(Draft(SUBJECT, subject, action, by.actor, by.post, timezone.now(), city.code, body))


def _known_before(codes: Sequence[str], kind: str, communities: Sequence[str]) -> Iterator[Fault]:
    """A code was given before, or the community has grids already: those are redrawn one by one."""
    for some in portions(communities, MOST_KNOWN):
        rows = Grid.objects.filter(kind=kind, community__in=some)
        known = set(rows.values_list("code", flat=True))
        for code in (each for each in codes if each in known):
            yield Fault("code_used", (code,), f"{code} was given before; codes are never given again.")
        for code in sorted(set(rows.filter(valid_to=None).values_list("community", flat=True))):
            yield Fault("has_grids", (code,), f"{code} has grids already; redraw them.")


def _communities(codes: Iterable[str]) -> list[str]:
    return sorted({code[: Level.COMMUNITY] for code in codes})


def _create(codes: Sequence[str], shapes: Any, kind: str, since: date, is_synthetic: bool) -> list[Grid]:
    rows = [
        Grid(
            kind=kind,
            code=code,
            community=code[: Level.COMMUNITY],
            area=round(float(area), 2),
            shape=shapely.to_wkb(shape),
            valid_from=since,
            is_synthetic=is_synthetic,
        )
        for code, shape, area in zip(codes, shapes, areas(shapes), strict=True)
    ]
    made = Grid.objects.bulk_create(rows, batch_size=PORTION)
    pairs = (
        GridCell(grid=grid, cell=cell) for grid, shape in zip(made, shapes, strict=True) for cell in cells_of(shape)
    )
    GridCell.objects.bulk_create(pairs, batch_size=PORTION)
    return made


def valid_grids(codes: Sequence[str]) -> list[Grid]:
    """The unit grids with these codes, all in force. Raises GridError naming the first that is not."""
    found = {grid.code: grid for grid in Grid.objects.filter(kind=Grid.Kind.UNIT, code__in=codes, valid_to=None)}
    for code in codes:
        if code not in found:
            raise GridError("not_in_force", "{feature} is no unit grid in force.", feature=code)
    if not found:
        raise GridError("empty", "There is no grid in the input.")
    return [found[code] for code in sorted(found)]


def _refuse_other_ground(ending: Sequence[Grid], polygons: Any) -> None:
    """New grids must cover exactly the ground of the old ones, without overlapping."""
    number = [Record(at, f"{ending[0].community}{at + 1:03}", shape) for at, shape in enumerate(polygons)]
    faults = [fault for fault in check(number) if not fault.is_note]
    if faults:
        raise GridsRefused(faults)
    ground = shapely.union_all([shape_of(grid) for grid in ending])
    rest = shapely.symmetric_difference(ground, shapely.union_all(polygons))
    size = float(areas(np.array([rest], dtype=object))[0]) if rest.area else 0.0
    if size > LEAST_AREA:
        message = "The new grids and the ground of {feature} differ by {size:.2f} m²."
        raise GridError("other_ground", message, feature=", ".join(grid.code for grid in ending), size=size)


def shape_of(grid: Grid) -> BaseGeometry:
    shape: BaseGeometry = shapely.from_wkb(bytes(grid.shape))
    return shape


def _end(ending: Sequence[Grid], made: Sequence[Grid], on: date) -> None:
    for grid in ending:
        ground = shape_of(grid)
        heirs = [each for each in made if shapely.intersection(ground, shape_of(each)).area > ground.area * 1e-6]
        if on <= grid.valid_from:
            raise GridError("before_start", "{feature} cannot end before it starts.", feature=grid.code)
        grid.valid_to, grid.successors = on, [each.code for each in heirs]
        grid.save(update_fields=["valid_to", "successors"])
        _hand_down_duties(grid, heirs, on)


def _hand_down_duties(grid: Grid, heirs: Sequence[Grid], on: date) -> None:
    members = DutyMember.objects.filter(grid=grid, until=None)
    duties = list(members.values_list("duty_grid", flat=True))
    members.update(until=on)
    for heir in heirs:
        for duty in duties:
            DutyMember.objects.get_or_create(duty_grid_id=duty, grid=heir, until=None, defaults={"since": on})
