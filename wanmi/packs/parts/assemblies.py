"""assemblies.csv: what the law asks of each kind of meeting, in periods of validity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.assemblies.models import MeetingRule
from wanmi.assemblies.shares import Share
from wanmi.packs.columns import Row, UnfitError, blank_or, day, name_like, optional, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, remove, upsert

KEY = ("key", "valid_from")


def share(value: str) -> str:
    try:
        return str(Share.parse(value))
    except ValueError:
        raise UnfitError(_("a share like >1/2 or >=2/3, at most the whole")) from None


def whole(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 5):
        raise UnfitError(_("a whole number"))
    return int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyRow(Row):
    REGISTER: ClassVar[str] = "assembly"
    KEY: ClassVar[tuple[str, ...]] = KEY
    NAME: ClassVar[tuple[str, ...]] = ("key",)
    key: Annotated[str, name_like("[a-z][a-z_]{1,29}", "villagers_assembly")]
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]
    name_zh: Annotated[str, text(100)]
    name_en: Annotated[str, text(100)]
    quorum: Annotated[str, share]
    household_quorum: Annotated[str, blank_or(share)]
    passing: Annotated[str, share]
    callers: Annotated[str, blank_or(share)]
    group_callers: Annotated[str, blank_or(share)]
    least_members: Annotated[int, whole]
    delegates: Annotated[str, blank_or(share)]
    women: Annotated[str, blank_or(share)]
    notice_days: Annotated[int, whole]
    source: Annotated[str, text(300)]

    @property
    def until(self) -> date:
        return self.valid_to or date.max


def check(pack: Pack) -> None:
    """Dates run forward, and of two rules of one meeting one holds on a day."""
    rows = pack.rows(AssemblyRow)
    for row in rows:
        if row.until <= row.valid_from:
            pack.refuse(row.at, "valid_to", row.valid_to, _("a day after {day}").format(day=row.valid_from))
    for one, other in combinations(rows, 2):
        if one.key == other.key and one.valid_from < other.until and other.valid_from < one.until:
            expected = _("a period that shares no day with line {line}").format(line=one.at.line)
            pack.refuse(other.at, "valid_from", other.valid_from, expected)


def write(pack: Pack, load: Load) -> Written:
    rows = [values(row) for row in pack.rows(AssemblyRow)]
    counts = upsert(MeetingRule.objects.all(), KEY, rows)
    if load.ends:  # a meeting keeps the counts and the source by which it was judged
        counts += remove(MeetingRule.objects.all(), KEY, rows)
    return {"meeting rules": counts} if rows or counts.written else {}


PART = Part("assemblies.csv", AssemblyRow, read_table, check, write, needed=False)
