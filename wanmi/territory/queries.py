"""Reading the city and its divisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import shapely
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import get_language
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wanmi.codes.place import Level, ancestors
from wanmi.territory import gridfile
from wanmi.territory.locating import Locator
from wanmi.territory.models import City, Division, DutyMember, Grid


class NoCity(LookupError):
    """No pack has been loaded yet."""

    def __init__(self) -> None:
        super().__init__("no city is loaded yet: wanmi pack load PATH")


def current_city() -> City:
    """The city that this installation serves. Raises NoCity."""
    city = City.objects.first()
    if city is None:
        raise NoCity
    return city


def on_ground(region: str) -> Q:
    """Rows in a region of any level, for models with a place code and the codes of its street and community beside it.

    A prefix is a region, but only equal values keep the order of a page in one run of an index.
    """
    if len(region) < Level.STREET:
        return Q(place__startswith=region)
    if len(region) == Level.STREET:
        return Q(street=region)
    inside = Q() if len(region) == Level.COMMUNITY else Q(place=region)
    return Q(community=region[: Level.COMMUNITY]) & inside


def today() -> date:
    """The date in the city's own time zone. Raises NoCity."""
    return timezone.localdate(timezone=ZoneInfo(current_city().timezone))


def valid_on(day: date) -> Q:
    """Divisions in force on ``day``: ``valid_to`` is the first day on which one is no longer valid."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def division(code: str, on: date | None = None) -> Division | None:
    """The division with this code on a day (None: today); None where there was none."""
    return _divisions(on).filter(code=code).first()


def children(code: str, on: date | None = None) -> list[Division]:
    """The divisions one level below, by code."""
    below = {Level.COUNTY: Level.STREET, Level.STREET: Level.COMMUNITY}.get(Level(len(code)))
    return [] if below is None else list(_at_level(_divisions(on).filter(code__startswith=code), below))


def is_valid_place(code: str, on: date | None = None) -> bool:
    """Whether a parsed place code lies in a division of the city; a grid, building or room counts by its community."""
    return _divisions(on).filter(code=code[: Level.COMMUNITY]).exists()


def path_names(code: str, on: date | None = None) -> list[str]:
    """The names from the county down to ``code``, in the language in use; one query where ``on`` is given."""
    found = _divisions(on).filter(code__in=[code, *ancestors(code)]).order_by("code")
    return [name_of(each) for each in found]


def full_names(codes: Iterable[str], on: date | None = None) -> dict[str, str]:
    """Code -> the names from the street down, in the language in use; one query where ``on`` is given."""
    wanted = set(codes)
    if not wanted:
        return {}
    chains = {code: sorted(each for each in (code, *ancestors(code)) if len(each) >= Level.STREET) for code in wanted}
    found = _divisions(on).filter(code__in={each for chain in chains.values() for each in chain})
    names = {each.code: name_of(each) for each in found.only("code", "name_zh", "name_en")}
    return {code: " · ".join(names[each] for each in chain if each in names) for code, chain in chains.items()}


def communities(prefix: str, on: date | None = None) -> list[tuple[Division, list[Division]]]:
    """The streets inside ``prefix`` (or around it), each with those of its communities that lie inside; two queries."""
    within = _divisions(on).defer("outline")
    inside = _at_level(within.filter(code__startswith=prefix), Level.COMMUNITY)
    by_street = {street: list(rows) for street, rows in groupby(inside, key=lambda each: each.code[: Level.STREET])}
    streets = within.filter(code__in=by_street).order_by("code")
    return [(street, by_street[street.code]) for street in streets]


class Named(Protocol):
    """What bears a name in both languages: a city, a division, an organisation, an item."""

    name_zh: Any
    name_en: Any


def name_of(thing: Named) -> str:
    """Its name in the language in use; the Chinese one where there is no other."""
    chinese = (get_language() or "zh").startswith("zh")
    return str(thing.name_zh if chinese else thing.name_en or thing.name_zh)


def locate(lon: float, lat: float) -> str | None:
    """The smallest place around the point: its unit grid, else its division; None outside the city.

    A shared border belongs to the lowest code. One query, which tells whether another process changed the city.
    """
    return locating()(lon, lat)


def locating() -> Callable[[float, float], str | None]:
    """``locate`` for many points: the city is asked once whether it changed."""
    state = _state()
    grids, divisions = gridfile.locator_for(state.grids, state.day), _locator(state)
    return lambda lon, lat: (grids and grids.locate(lon, lat)) or divisions.locate(lon, lat)


def within_city(lon: float, lat: float) -> bool:
    return locate(lon, lat) is not None


def outlines(prefix: str, level: Level, on: date | None = None) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the divisions of one level inside ``prefix``, for a map."""
    found = _at_level(_divisions(on).filter(code__startswith=prefix).exclude(outline=None), level)
    return {"type": "FeatureCollection", "features": [_feature(each) for each in found]}


def outlines_of(codes: Iterable[str], on: date | None = None) -> dict[str, BaseGeometry]:
    """The shapes of the divisions with these codes that have one."""
    rows = _divisions(on).filter(code__in=codes).exclude(outline=None).values_list("code", "outline")
    return {code: shape(outline) for code, outline in rows if outline}


def grid(code: str, kind: str = Grid.Kind.UNIT) -> Grid | None:
    """The grid that has or once had this code."""
    return Grid.objects.filter(kind=kind, code=code).first()


def grids_in(prefix: str, on: date | None = None, kind: str = Grid.Kind.UNIT) -> QuerySet[Grid]:
    """The grids in force on a day (None: today) inside a division, by code."""
    return gridfile.in_force(on or today(), kind).filter(community__startswith=prefix).order_by("code")


def grid_points(codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Code of a unit grid -> longitude and latitude of a point inside it. One query."""
    rows = Grid.objects.filter(kind=Grid.Kind.UNIT, code__in=codes).values_list("code", "shape")
    points = {code: shapely.point_on_surface(shapely.from_wkb(bytes(wkb))) for code, wkb in rows}
    return {code: (point.x, point.y) for code, point in points.items()}


def predecessors(shown: Grid) -> list[Grid]:
    """The grids whose ground this one took over: they ended on its first day."""
    ended = Grid.objects.filter(kind=shown.kind, community=shown.community, valid_to=shown.valid_from)
    return [each for each in ended.order_by("code") if shown.code in each.successors]


def city_bounds() -> tuple[float, ...] | None:
    """West, south, east, north of the city in degrees; None where it has no outline."""
    code = current_city().code
    found = outlines_of([code])
    return tuple(round(each, 6) for each in found[code].bounds) if found else None


def duty_grids_of(codes: Iterable[str], on: date) -> list[DutyMember]:
    """In which duty grids these unit grids lie on a day."""
    held = DutyMember.objects.filter(Q(until=None) | Q(until__gt=on), grid__code__in=codes, since__lte=on)
    return list(held.select_related("duty_grid").order_by("duty_grid"))


def grids_of_duty(code: str, on: date) -> QuerySet[DutyMember, str]:
    """The codes of the unit grids of a duty grid on a day."""
    held = DutyMember.objects.filter(Q(until=None) | Q(until__gt=on), duty_grid=code, since__lte=on)
    return held.values_list("grid__code", flat=True)


def _feature(place: Division) -> dict[str, Any]:
    properties = {"code": place.code, "name": name_of(place), "synthetic": place.outline_is_synthetic}
    return {"type": "Feature", "properties": properties, "geometry": place.outline}


def _divisions(on: date | None) -> QuerySet[Division]:
    return Division.objects.filter(valid_on(on or today()))


def _at_level(found: QuerySet[Division], level: Level) -> QuerySet[Division]:
    return found.alias(length=Length("code")).filter(length=level.value).order_by("code")


@dataclass(frozen=True, slots=True)
class _State:
    """What the answers to where a point lies depend on."""

    divisions: str
    grids: str
    day: date


def _state() -> _State:
    row = City.objects.values_list("pack_digest", "loaded_at", "grids_stamp", "timezone").first()
    if row is None:
        raise NoCity
    digest, loaded_at, grids, zone = row
    return _State(f"{digest} {loaded_at.isoformat()}", grids, timezone.localdate(timezone=ZoneInfo(zone)))


@lru_cache(maxsize=2)
def _locator(state: _State) -> Locator:
    rows = Division.objects.filter(valid_on(state.day)).values_list("code", "outline")
    return Locator((code, shape(outline)) for code, outline in rows if outline)
