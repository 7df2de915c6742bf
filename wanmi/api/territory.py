"""The city, its divisions, grids and duty grids, and where a point lies."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import shapely
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from wanmi.api.paging import Paging, Rows, Within, keyset
from wanmi.api.problems import Missing
from wanmi.api.reading import actor
from wanmi.cases import queries
from wanmi.cases.api import CaseOut
from wanmi.cases.queries import Page
from wanmi.codes.place import Level
from wanmi.site.navigation import READERS, WORKERS
from wanmi.site.views.parts import LEVELS
from wanmi.territory import queries as territory
from wanmi.territory.models import Component, Division, DutyGrid, Grid
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.queries import on_duty

router = Router(tags=["territory"])
READING, WORKING, SIGNED_IN = TokenOrSession(*READERS), TokenOrSession(*WORKERS), TokenOrSession()
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
CASES_OF_GRID = 25


class CityOut(Schema):
    code: str
    name_zh: str
    name_en: str
    timezone: str
    is_demo: bool
    pack_digest: str
    published: list[str]
    bounds: list[float] | None = Field(description="West, south, east, north in degrees")


class DivisionOut(Schema):
    code: str
    name_zh: str
    name_en: str
    valid_from: date
    valid_to: date | None


class PlaceOut(Schema):
    """``place`` is the smallest place around the point, a unit grid where there is one; null outside the city."""

    place: str | None
    community: str | None
    name: str


class GridOut(Schema):
    code: str
    community: str
    area: float
    valid_from: date
    valid_to: date | None
    successors: list[str]


class WalkerOut(Schema):
    duty_grid: str
    post: str
    people: list[str]


class GridCardOut(Schema):
    grid: GridOut
    place_name: str
    shape: dict[str, Any]
    components: dict[str, int]
    open_cases: list[CaseOut]
    walkers: list[WalkerOut]
    predecessors: list[str]


class DutyGridOut(Schema):
    code: str
    name_zh: str


class DutyGridFile(Schema):
    duty_grid: DutyGridOut
    grids: list[str]
    walkers: list[WalkerOut]


@router.get("/city", auth=SIGNED_IN, response=CityOut)
def city(request: HttpRequest) -> dict[str, Any]:
    """The city that this installation serves."""
    found = territory.current_city()
    columns = ("code", "name_zh", "name_en", "timezone", "is_demo", "pack_digest")
    named = {name: getattr(found, name) for name in columns}
    return named | {"published": found.settings.get("published", []), "bounds": territory.city_bounds()}


@router.get("/divisions", auth=SIGNED_IN, response=Rows[DivisionOut])
def divisions(request: HttpRequest, paging: Query[Within]) -> Page[Division]:
    """The divisions in force today whose code begins so."""
    in_force = Division.objects.filter(territory.valid_on(territory.today()))
    return keyset(in_force.filter(code__startswith=paging.within).defer("outline"), paging, "code")


@router.get("/divisions/outlines", auth=READING, response=dict[str, Any])
def outlines(request: HttpRequest, level: Literal["streets", "communities"]) -> dict[str, Any]:
    """The outlines of one level as GeoJSON."""
    return territory.outlines(territory.current_city().code, LEVELS[level])


@router.get("/place", auth=WORKING, response=PlaceOut)
def place(
    request: HttpRequest,
    lon: Query[Longitude],
    lat: Query[Latitude],
) -> dict[str, Any]:
    """Where a point lies."""
    found = territory.locate(lon, lat)
    community = found[: Level.COMMUNITY] if found else None
    name = territory.full_names([community])[community] if community else ""
    return {"place": found, "community": community, "name": name}


@router.get("/grids", auth=READING, response=Rows[GridOut])
def grids(request: HttpRequest, paging: Query[Within]) -> Page[Grid]:
    """The unit grids in force today whose code begins so."""
    found = territory.grids_in(paging.within[: Level.COMMUNITY]).filter(code__startswith=paging.within)
    return keyset(found, paging, "code")


@router.get("/grids/{code}", auth=READING, response=GridCardOut)
def grid(request: HttpRequest, code: str) -> dict[str, Any]:
    """What is known of a unit grid: what stands in it, what is open, who walks it, how it came to be."""
    shown = territory.grid(code)
    if shown is None:
        raise Missing
    near = queries.visible(actor(request)).filter(grid=code, is_open=True).select_related("item").order_by("-id")
    duties = [member.duty_grid_id for member in territory.duty_grids_of([code], territory.today())]
    names = Component.objects.filter(grid=code).values_list("name_zh", flat=True)
    return {
        "grid": shown,
        "place_name": territory.full_names([shown.community])[shown.community],
        "shape": shapely.geometry.mapping(shapely.from_wkb(bytes(shown.shape))),
        "components": {name: list(names).count(name) for name in set(names)},
        "open_cases": list(near[:CASES_OF_GRID]),
        "walkers": _walkers(duties),
        "predecessors": [each.code for each in territory.predecessors(shown)],
    }


@router.get("/duty-grids", auth=READING, response=Rows[DutyGridOut])
def duty_grids(request: HttpRequest, paging: Query[Paging]) -> Page[DutyGrid]:
    return keyset(DutyGrid.objects.all(), paging)


@router.get("/duty-grids/{code}", auth=READING, response=DutyGridFile)
def duty_grid(request: HttpRequest, code: str) -> dict[str, Any]:
    """A duty grid with its unit grids and those who walk it today."""
    shown = DutyGrid.objects.filter(pk=code).first()
    if shown is None:
        raise Missing
    members = list(territory.grids_of_duty(code, territory.today()))
    return {"duty_grid": shown, "grids": sorted(members), "walkers": _walkers([code])}


def _walkers(duties: list[str]) -> list[dict[str, Any]]:
    return [
        {"duty_grid": duty.duty_grid_id, "post": duty.post_id, "people": [each.staff.display_name for each in held]}
        for duty, held in on_duty(duties, territory.today())
    ]
