"""Unit grids drawn anew or ended, and duty grids: the same acts as on the pages of the ground."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import StringConstraints
from shapely.errors import GEOSException
from shapely.geometry import shape

from wanmi.api.problems import Unfit
from wanmi.api.reading import Day, actor
from wanmi.api.territory import DutyGridOut, GridOut, router
from wanmi.site import groundwork
from wanmi.territory import redrawing, services
from wanmi.territory.models import DutyGrid, Grid
from wanmi.workforce.api_auth import TokenOrSession

__all__ = ["router"]  # that of territory, whose addresses these acts share
KEEPING, GIVING = TokenOrSession("system_admin"), TokenOrSession("system_admin", "shift_leader")
Code = Annotated[str, StringConstraints(pattern="^[0-9A-Z]{15}$")]


class RedrawIn(Schema):
    """``merge`` makes one of them, ``cut`` cuts one along ``line``, ``shapes`` takes GeoJSON polygons."""

    codes: list[Code] = Field(min_length=1, max_length=200)
    way: Literal["merge", "cut", "shapes"]
    line: str = Field("", max_length=2_000, description="Longitude latitude, longitude latitude, …")
    shapes: list[dict[str, Any]] = Field([], max_length=200)
    on: Day = Field(description="First day of the new grids")


class EndGridIn(Schema):
    until: Day = Field(description="First day without it")


class DutyGridIn(Schema):
    name: str = Field(min_length=1, max_length=100)
    grids: list[Code] = Field(min_length=1, max_length=1_000)
    since: Day


@router.post("/redrawings", auth=KEEPING, response=list[GridOut])
def redraw(request: HttpRequest, body: RedrawIn) -> list[Grid]:
    """End unit grids and give their ground to new ones with fresh numbers; addresses follow."""
    return groundwork.redraw(body.codes, lambda old: _shapes(body, old), body.on, actor(request))


def _shapes(body: RedrawIn, old: groundwork.Shapes) -> groundwork.Shapes:
    if body.way == "merge":
        return redrawing.merged(old)
    if body.way == "cut":
        return redrawing.cut(old[0], redrawing.line_of(body.line))
    try:
        found = [shape(each) for each in body.shapes]
    except (GEOSException, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Unfit(_("Expected GeoJSON polygons"), "shapes") from error
    if not found or any(each.geom_type != "Polygon" or each.is_empty for each in found):
        raise Unfit(_("Expected GeoJSON polygons"), "shapes")
    return found


@router.post("/grids/{code}/end", auth=KEEPING, response={204: None})
def end_grid(request: HttpRequest, code: str, body: EndGridIn) -> None:
    """End a unit grid whose ground goes to no other."""
    groundwork.end_grid(code, body.until, actor(request))


@router.put("/duty-grids/{code}", auth=GIVING, response=DutyGridOut)
def give(request: HttpRequest, code: str, body: DutyGridIn) -> DutyGrid:
    """Make a duty grid of these unit grids, or change which ones it has, from a day on."""
    if not 1 <= len(code) <= 40:
        raise Unfit(_("The code of a duty grid has at most 40 characters"), "code")
    since: date = body.since
    return services.give_duty(code, body.name, body.grids, since, by=groundwork.by_of(actor(request)))
