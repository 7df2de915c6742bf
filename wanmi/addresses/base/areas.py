"""Where addresses lie today: the cell by which the map finds them, and the unit grid around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanmi.addresses.base.elements import ROOM
from wanmi.addresses.base.models import Address, FormerArea
from wanmi.codes.place import Level
from wanmi.journal import writing
from wanmi.process.engine import Actor
from wanmi.territory.cells import cells_at
from wanmi.territory.models import Grid
from wanmi.territory.queries import locating, today

SUBJECT = "address_grids"
PORTION = 2_000  # addresses a transaction
Locate = Callable[[float, float], str | None]


def cell_of(row: Address) -> int | None:
    """Where the map looks for it; None for a room, without a position, and for what is not in force."""
    if row.level == ROOM or row.state != "active" or row.lon is None or row.lat is None:
        return None
    return int(cells_at(row.lon, row.lat))


def grid_at(row: Address, locate: Locate) -> str:
    """The unit grid of its community around its position, else that of its parent, else none ("")."""
    if row.lon is not None and row.lat is not None:
        place = locate(row.lon, row.lat) or ""
        return place if len(place) == Level.GRID and place.startswith(row.community) else ""
    above = row.parent
    return above.grid if above is not None and above.community == row.community else ""


def follow_grids(actor: Actor, progress: Callable[[int], object] = lambda done: None) -> int:
    """Put every address in force whose unit grid has ended, or that has none, into the one around it.

    Where it lay before is kept with its days; codes stay. Parents come before what hangs on them. Each portion is one
    transaction with one entry in the journal. Returns how many have moved.
    """
    locate, day, moved = locating(), today(), 0
    for level in ("place", "building", "room"):
        for rows in _portions(_stale(level, day)):
            moved += _moved(rows, locate, day, actor)
            progress(moved)
    return moved


def _stale(level: str, day: date) -> QuerySet[Address]:
    ended = Grid.objects.filter(kind=Grid.Kind.UNIT, valid_to__lte=day).values("code")
    found = Address.objects.filter(level=level, state="active")
    return found.filter(grid__in=ended) | found.filter(grid="")


def _portions(rows: QuerySet[Address]) -> Iterable[list[Address]]:
    last = 0
    while portion := list(rows.filter(pk__gt=last).select_related("parent").order_by("pk")[:PORTION]):
        yield portion
        last = portion[-1].pk


@transaction.atomic
def _moved(rows: list[Address], locate: Locate, day: date, actor: Actor) -> int:
    fresh = {row.pk: grid_at(row, locate) for row in rows}
    moving = [row for row in rows if fresh[row.pk] != row.grid]
    FormerArea.objects.bulk_create(
        FormerArea(address=row, community=row.community, grid=row.grid, since=row.area_since, until=day)
        for row in moving
        if row.grid
    )
    for row in moving:
        row.grid, row.area_since = fresh[row.pk], day
    Address.objects.bulk_update(moving, ["grid", "area_since"], batch_size=500)
    if moving:
        _journal(moving, actor, day)
    return len(moving)


def _journal(moved: list[Address], actor: Actor, day: date) -> None:
    """One entry a portion: how many, and a digest over where they are now."""
    digest = sha256("\n".join(f"{row.public_id}={row.grid}" for row in moved).encode()).hexdigest()
    body = {"moved": len(moved), "since": day.isoformat(), "digest": digest}
    draft = writing.Draft(
        SUBJECT, digest[:60], "follow_grids", actor.id, actor.post, timezone.now(), actor.region, body
    )
    writing.append(draft)
