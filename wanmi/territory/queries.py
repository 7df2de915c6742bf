"""Reading the city and its divisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import get_language
from shapely.geometry import shape

from wanmi.codes.place import Level, ancestors
from wanmi.territory.locating import Locator
from wanmi.territory.models import City, Division


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
    """The smallest division around the point, None outside the city; a shared border belongs to the lowest code."""
    return _current_locator().locate(lon, lat)


def within_city(lon: float, lat: float) -> bool:
    return locate(lon, lat) is not None


def outlines(prefix: str, level: Level, on: date | None = None) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the divisions of one level inside ``prefix``, for a map."""
    found = _at_level(_divisions(on).filter(code__startswith=prefix).exclude(outline=None), level)
    return {"type": "FeatureCollection", "features": [_feature(each) for each in found]}


def _feature(place: Division) -> dict[str, Any]:
    properties = {"code": place.code, "name": name_of(place), "synthetic": place.outline_is_synthetic}
    return {"type": "Feature", "properties": properties, "geometry": place.outline}


def _divisions(on: date | None) -> QuerySet[Division]:
    return Division.objects.filter(valid_on(on or today()))


def _at_level(found: QuerySet[Division], level: Level) -> QuerySet[Division]:
    return found.alias(length=Length("code")).filter(length=level.value).order_by("code")


def _current_locator() -> Locator:
    """The locator for today's divisions; another process may load the city anew, so its state is asked each time."""
    state = City.objects.values_list("pack_digest", "loaded_at", "timezone").first()
    if state is None:
        raise NoCity
    digest, loaded_at, zone = state
    return _locator(digest, loaded_at.isoformat(), timezone.localdate(timezone=ZoneInfo(zone)))


@lru_cache(maxsize=2)
def _locator(digest: str, loaded_at: str, day: date) -> Locator:
    rows = Division.objects.filter(valid_on(day)).values_list("code", "outline")
    return Locator((code, shape(outline)) for code, outline in rows if outline)
