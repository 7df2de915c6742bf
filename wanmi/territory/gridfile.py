"""The grid locator in service: a file in WANMI_HOME that every process maps into memory.

Its name tells which state of the grids it holds, so a process that asks with the state of the database either finds the
right file or builds it; a file is moved into place whole and is never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import shapely
from django.conf import settings
from django.db.models import Max, Q, QuerySet

from wanmi.grids.errors import GridError
from wanmi.grids.locator import Locator, write_index
from wanmi.grids.shapes import Geometries
from wanmi.grids.stock import PORTION, portions, shelved_anew
from wanmi.territory.models import Grid


@lru_cache(maxsize=2)
def locator_for(stamp: str, day: date) -> Locator | None:
    """The locator for the unit grids in force on ``day``; None where there are none. ``stamp``: City.grids_stamp."""
    if not stamp or not (current := in_force(day)).exists():
        return None
    path = Path(settings.HOME) / "locator" / f"{stamp}-{_last_change(day):%Y%m%d}.index"
    try:
        return Locator.open(path)
    except (FileNotFoundError, GridError):  # not built yet, or not as it was built
        return _built(path, current)


def in_force(day: date, kind: str = Grid.Kind.UNIT) -> QuerySet[Grid]:
    return Grid.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), kind=kind, valid_from__lte=day)


def _built(path: Path, grids: QuerySet[Grid]) -> Locator:
    path.parent.mkdir(exist_ok=True)
    with shelved_anew(_portions(grids)) as shelf:
        write_index(path, shelf)
    for old in path.parent.glob("*.index"):
        if old != path:
            old.unlink(missing_ok=True)  # who has it open keeps it
    return Locator.open(path)


def _portions(grids: QuerySet[Grid]) -> Iterator[tuple[list[str], Geometries]]:
    """Codes beside shapes, in code order."""
    for rows in portions(grids.order_by("code").values_list("code", "shape").iterator(PORTION)):
        yield [code for code, _ in rows], shapely.from_wkb([bytes(shape) for _, shape in rows])


def _last_change(day: date) -> date:
    """The last day up to ``day`` on which a grid began or ended."""
    units = Grid.objects.filter(kind=Grid.Kind.UNIT)
    began = units.filter(valid_from__lte=day).aggregate(last=Max("valid_from"))["last"]
    ended = units.filter(valid_to__lte=day).aggregate(last=Max("valid_to"))["last"]
    last: date = max(each for each in (began, ended) if each is not None)
    return last
