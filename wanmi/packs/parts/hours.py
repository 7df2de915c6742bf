"""hours.csv: the spans of working hours inside each working day, by their periods of validity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from itertools import combinations
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.almanac.models import WorkHours
from wanmi.packs.columns import Row, clock_time, day, optional, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, remove, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRow(Row):
    REGISTER: ClassVar[str] = "hours"
    KEY: ClassVar[tuple[str, ...]] = ("valid_from", "opens")
    NAME: ClassVar[tuple[str, ...]] = KEY
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]
    opens: Annotated[time, clock_time]
    closes: Annotated[time, clock_time]

    @property
    def until(self) -> date:
        return self.valid_to or date.max


def check(pack: Pack) -> None:
    rows = pack.rows(HoursRow)
    for row in rows:
        if row.closes <= row.opens:
            pack.refuse(row.at, "closes", row.closes, _("a time after opens"))
        if row.until <= row.valid_from:
            pack.refuse(row.at, "valid_to", row.valid_to, _("a day after valid_from"))
    for one, other in combinations(sorted(rows, key=lambda row: (row.valid_from, row.opens)), 2):
        _check_pair(one, other, pack)


def _check_pair(one: HoursRow, other: HoursRow, pack: Pack) -> None:
    """Spans of one period may not touch the same minutes; two periods may not share a day."""
    if one.valid_from == other.valid_from and one.until == other.until:
        if other.opens < one.closes:
            expected = _("a time not before {closes} of line {line}").format(closes=one.closes, line=one.at.line)
            pack.refuse(other.at, "opens", other.opens, expected)
    elif other.valid_from < one.until:
        expected = _("a day not before the end of the period on line {line}").format(line=one.at.line)
        pack.refuse(other.at, "valid_from", other.valid_from, expected)


def write(pack: Pack, load: Load) -> Written:
    rows = [values(row) for row in pack.rows(HoursRow)]
    counts = upsert(WorkHours.objects.all(), HoursRow.KEY, rows)
    if load.ends:  # a deadline of the past stands in the journal with its hours, so these need no end
        counts += remove(WorkHours.objects.all(), HoursRow.KEY, rows)
    return {"hours": counts}


PART = Part("hours.csv", HoursRow, read_table, check, write)
