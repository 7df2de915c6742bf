"""residence.csv: the numbers of the city's rule on stays and residence permits, a row for each version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row, day, name_like, optional, positive, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, remove, upsert
from wanmi.residence.models import TermsVersion

KEY = ("version",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceRow(Row):
    REGISTER: ClassVar[str] = "residence"
    KEY: ClassVar[tuple[str, ...]] = KEY
    NAME: ClassVar[tuple[str, ...]] = KEY
    version: Annotated[str, name_like("[0-9A-Za-z._-]{1,20}", "2018")]
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]
    report_from_days: Annotated[int, positive]
    report_within_workdays: Annotated[int, positive]
    permit_after_months: Annotated[int, positive]
    issue_within_days: Annotated[int, positive]
    endorse_every_months: Annotated[int, positive]
    endorse_ahead_months: Annotated[int, positive]
    keep_days: Annotated[int, positive]
    source: Annotated[str, text(300)]

    @property
    def until(self) -> date:
        return self.valid_to or date.max


def check(pack: Pack) -> None:
    """Dates run forward, one version holds on a day, and a year is longer than the time for its endorsement."""
    rows = pack.rows(ResidenceRow)
    for row in rows:
        if row.until <= row.valid_from:
            pack.refuse(row.at, "valid_to", row.valid_to, _("a day after {day}").format(day=row.valid_from))
        if row.endorse_ahead_months > row.endorse_every_months:
            expected = _("at most {months} months").format(months=row.endorse_every_months)
            pack.refuse(row.at, "endorse_ahead_months", row.endorse_ahead_months, expected)
    for one, other in combinations(rows, 2):
        if one.valid_from < other.until and other.valid_from < one.until:
            expected = _("a period that shares no day with line {line}").format(line=one.at.line)
            pack.refuse(other.at, "valid_from", other.valid_from, expected)


def write(pack: Pack, load: Load) -> Written:
    rows = [values(row) for row in pack.rows(ResidenceRow)]
    counts = upsert(TermsVersion.objects.all(), KEY, rows)
    if load.ends:  # stays and permits keep the days that follow from it
        counts += remove(TermsVersion.objects.all(), KEY, rows)
    return {"residence terms": counts} if rows or counts.written else {}


PART = Part("residence.csv", ResidenceRow, read_table, check, write, needed=False)
