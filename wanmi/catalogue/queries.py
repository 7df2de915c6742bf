"""Reading the catalogue: finding items, their conditions and limits, and who answers for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import and_

from django.db.models import Q

from wanmi.catalogue.models import Condition, Item, Kind, Responsibility
from wanmi.catalogue.models import Limit as StoredLimit
from wanmi.codes.item import ItemKey
from wanmi.codes.place import ancestors
from wanmi.territory.queries import today
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

ALL_GRADES = "all"


class UnknownItem(LookupError):
    """No item has this key."""


class NoOwner(LookupError):
    """Nobody answers for this item at this place."""

    def __init__(self, item: Item, place: str) -> None:
        super().__init__(f"nobody answers for {item} in {place}")
        self.item = item
        self.place = place


def item_with_key(key: ItemKey) -> Item:
    """Raises UnknownItem."""
    found = Item.objects.select_related("edition")
    item = found.filter(edition=key.edition, kind=key.kind, code=key.code).first()
    if item is None:
        raise UnknownItem(str(key))
    return item


def find_items(text: str, kind: str | None = None, limit: int = 20) -> list[Item]:
    """Items of the current edition with every word of ``text`` in a name, or whose code begins with it; best first."""
    words = text.split()
    if not words:
        return []
    named = reduce(and_, (Q(name_zh__icontains=word) | Q(name_en__icontains=word) for word in words))
    found = Item.objects.filter(Q(code__startswith=text.strip()) | named, edition__is_current=True, valid_to=None)
    if kind is not None:
        found = found.filter(kind=kind)
    return sorted(found, key=lambda item: _closeness(item, text.strip().lower()))[:limit]


def _closeness(item: Item, text: str) -> tuple[int, bool, int, str]:
    """Whole names, then beginnings, then the rest; events before components, for a report tells what is wrong."""
    names = (item.code, item.name_zh.lower(), item.name_en.lower())
    rank = 0 if text in names else 1 if any(name.startswith(text) for name in names) else 2
    return rank, item.kind != Kind.EVENT, len(item.name_zh), item.code


def conditions_of(item: Item, on: date) -> list[Condition]:
    """The filing conditions in force on a day, by code.

    A component has those of the event that mirrors it: GB/T 47678.5-2026 gives "component - fault" the same number.
    """
    in_force = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))
    items = Item.objects.filter(edition=item.edition_id, code=item.code, kind__in={item.kind, Kind.EVENT.value})
    found = Condition.objects.filter(in_force, item__in=items).prefetch_related("limits")
    return list(found.order_by("code"))


def limit_for(condition: Condition, area_grade: str, on: date) -> Limit | None:
    """The handling limit in an area of this grade (A, B, C or all) on a day; that for all areas where it has none.

    None out of season: the case is to be suspended, not given a deadline.
    """
    limits = list(condition.limits.all())
    graded = [limit for limit in limits if limit.area_grade == area_grade]
    best = _in_season(graded or [limit for limit in limits if limit.area_grade == ALL_GRADES], on)
    return None if best is None else Limit(best.value, Unit(best.unit))


def _in_season(limits: Iterable[StoredLimit], on: date) -> StoredLimit | None:
    """A limit whose season holds the day, before one for the whole year."""
    fitting = [limit for limit in limits if not limit.season_from or _holds(limit, on.strftime("%m-%d"))]
    return max(fitting, key=lambda limit: limit.season_from, default=None)


def _holds(limit: StoredLimit, day: str) -> bool:
    """A season may run over the end of the year, as heating does."""
    begins, ends = limit.season_from, limit.season_to
    return begins <= day <= ends if begins <= ends else day >= begins or day <= ends


def owner_of(item: Item, place: str, on: date | None = None) -> Responsibility:
    """The rule that names the owner on a day (today where none is given): the longest region around the place, then the
    longest beginning of the code.

    ``organisation`` is loaded; ``region``, ``item_prefix`` and ``basis`` tell why. Raises NoOwner. One query
    where the day is given.
    """
    day = on or today()
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    prefixes = [item.code[:length] for length in range(2, len(item.code) + 1)]
    rules = Responsibility.objects.filter(
        in_force,
        edition=item.edition_id,
        kind=item.kind,
        item_prefix__in=prefixes,
        region__in=[place, *ancestors(place)],
    ).select_related("organisation")
    nearest = max(rules, key=lambda rule: (len(rule.region), len(rule.item_prefix)), default=None)
    if nearest is None:
        raise NoOwner(item, place)
    return nearest
