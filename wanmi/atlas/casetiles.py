"""Cases in tiles: counted from afar, each in its place when close; the open ones, the closed ones, or both.

A tile costs what is open in it, however many have been closed. Closed cases come of one period (of reports) alone, and
are found by indexes that hold area and day of report, so they cost what came in during that time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from wanmi.atlas.encoding import encoded
from wanmi.atlas.tiles import MOST_POINTS, POINTS_FROM, Areas, areas, points
from wanmi.cases.models import Case
from wanmi.codes.place import Level
from wanmi.territory import gridfile
from wanmi.territory.cells import POINT_ZOOM, Tile
from wanmi.territory.models import Grid

OPEN, CLOSED, ALL = SHOWN = ("open", "closed", "all")
Rows = QuerySet[Case]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: ``seen`` are those that one may see, narrowed; closed ones only if reported ``since`` then."""

    seen: Rows
    since: datetime
    shown: str = OPEN

    def parts(self) -> list[Rows]:
        """The open and the closed ones apart: each has its own indexes."""
        found = []
        if self.shown != CLOSED:
            found.append(self.seen.filter(is_open=True))
        if self.shown != OPEN:
            found.append(self.seen.filter(is_open=False, reported_at__gte=self.since))
        return found


def cases(tile: Tile, wanted: Wanted) -> bytes:
    """The tile of these cases."""
    if tile.z >= POINTS_FROM:
        rows = [row for part in wanted.parts() for row in _each(part, tile)][:MOST_POINTS]
        about = [{"number": row[2], "state": row[3], "kind": row[4] or "", "open": row[5]} for row in rows]
        return encoded(tile, {"cases": (points(rows), about)})
    by = areas(tile)
    counts: Counter[str] = Counter()
    for part in wanted.parts():
        counts.update(_counted(part, by))
        counts.update(_from_ended_grids(part, by))
    return by.stencil.filled(counts)


def _each(part: Rows, tile: Tile) -> list[tuple[Any, ...]]:
    """By their cells one by one, so that the day can narrow each run of the index: a tile has at most 256."""
    first, last = tile.cells(POINT_ZOOM)
    near = part.filter(cell__in=range(first, last + 1)).order_by("-id")
    return list(near.values_list("lon", "lat", "number", "state", "item__kind", "is_open")[:MOST_POINTS])


def _counted(part: Rows, by: Areas) -> Mapping[str, int]:
    rows = part.filter(**{f"{by.column}__in": by.stencil.codes}).order_by()
    return dict(rows.values_list(by.column).annotate(Count("id")))


def _from_ended_grids(part: Rows, by: Areas) -> Iterable[str]:
    """Cases keep the grid of their day; where it has ended, the grid that now lies around them counts them."""
    shown = by.stencil.codes if by.column == "grid" else []
    ended = _ended_in(by.stamp, by.day, frozenset(code[: Level.COMMUNITY] for code in shown))
    locator = gridfile.locator_for(by.stamp, by.day) if ended else None
    if locator is None:
        return []
    rows = list(part.filter(grid__in=ended, lon__isnull=False).order_by().values_list("lon", "lat"))
    places = locator.codes_of(locator.locate_many(*zip(*rows, strict=True))) if rows else ()
    wanted = set(shown)
    return [str(code) for code in places if code in wanted]


@lru_cache(maxsize=512)
def _ended_in(stamp: str, day: date, communities: frozenset[str]) -> list[str]:
    """The grids of some communities that have ended; ``stamp`` says of which state of the city."""
    gone = Grid.objects.filter(kind=Grid.Kind.UNIT, community__in=communities, valid_to__lte=day)
    return list(gone.values_list("code", flat=True))
