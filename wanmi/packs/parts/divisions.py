"""divisions.csv: the county, its streets and communities, each in its periods of validity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.codes.place import Level, level_of
from wanmi.packs.chains import refuse_circles
from wanmi.packs.columns import Row, blank_or, day, optional, place, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.parts.outlines import OutlineRow
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, end, upsert
from wanmi.territory.models import Division


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionRow(Row):
    REGISTER: ClassVar[str] = "division"
    KEY: ClassVar[tuple[str, ...]] = ("code", "valid_from")
    code: Annotated[str, place]
    name_zh: Annotated[str, text(50)]
    name_en: Annotated[str, text(100, blank=True)]
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]
    successor: Annotated[str, blank_or(place)]

    @property
    def parent(self) -> str:
        """The street of a community, the county of a street, nothing for a county."""
        return {Level.COMMUNITY: self.code[:9], Level.STREET: self.code[:6]}.get(level_of(self.code), "")


def current(pack: Pack) -> list[DivisionRow]:
    """The divisions without an end: those that carry outlines and owners."""
    return [row for row in pack.rows(DivisionRow) if row.valid_to is None]


def check(pack: Pack) -> None:
    rows = sorted(pack.rows(DivisionRow), key=lambda row: (row.code, row.valid_from))
    for row in rows:
        _check_one(row, pack)
    for earlier, later in pairwise(rows):
        if earlier.code == later.code and (earlier.valid_to is None or earlier.valid_to > later.valid_from):
            expected = _("a day not before the end of the period on line {line}").format(line=earlier.at.line)
            pack.refuse(later.at, "valid_from", later.valid_from, expected)
    refuse_circles(pack, {row.code: (row.at, row.successor) for row in rows if row.successor})


def _check_one(row: DivisionRow, pack: Pack) -> None:
    if not row.code.startswith(pack.city.code):
        pack.refuse(row.at, "code", row.code, _("a code inside {city}").format(city=pack.city.code))
    elif row.parent and not pack.knows("division", row.parent):
        pack.refuse(row.at, "code", row.code, _("a division whose parent {code} is listed").format(code=row.parent))
    elif row.valid_to is None and not pack.knows("outline", row.code):
        pack.refuse(row.at, "code", row.code, _("an outline in outlines.geojson"))
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        pack.refuse(row.at, "valid_to", row.valid_to, _("a day after valid_from"))
    if row.successor:
        pack.require(row, "successor", "division")
    if row.successor and row.valid_to is None:
        pack.refuse(row.at, "successor", row.successor, _("no successor while the division is valid"))


def write(pack: Pack, load: Load) -> Written:
    outlines = {row.code: row for row in pack.rows(OutlineRow)}
    rows = [values(row) | _outline(None if row.valid_to else outlines.get(row.code)) for row in pack.rows(DivisionRow)]
    counts = upsert(Division.objects.all(), DivisionRow.KEY, rows)
    if load.ends:
        counts += end(Division.objects.all(), DivisionRow.KEY, rows, "valid_to", load.today)
    return {"divisions": counts}


def _outline(row: OutlineRow | None) -> dict[str, object]:
    return {"outline": row and row.geometry, "outline_is_synthetic": bool(row and row.synthetic)}


PART = Part("divisions.csv", DivisionRow, read_table, check, write)
