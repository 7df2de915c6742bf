"""careers.csv: posts with their bands of grades, steps for education and certificates, pay by grade, in versions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.careers.models import ScaleRow
from wanmi.packs.columns import Row, choice, day, name_like, optional, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.parts.assemblies import whole
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, remove, upsert

KEY = ("version", "kind", "code")


def _amount(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 8):
        return whole(value)
    return int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerRow(Row):
    REGISTER: ClassVar[str] = "career"
    KEY: ClassVar[tuple[str, ...]] = KEY
    NAME: ClassVar[tuple[str, ...]] = KEY
    version: Annotated[str, name_like("[0-9A-Za-z._-]{1,20}", "2026-01")]
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]
    kind: Annotated[str, choice(*ScaleRow.Kind.values)]
    code: Annotated[str, name_like("[a-z][a-z_]{0,29}|[1-9][0-9]?", "deputy")]
    name_zh: Annotated[str, text(60)]
    name_en: Annotated[str, text(60)]
    value: Annotated[int, _amount]
    cap: Annotated[int, whole]
    years_a_step: Annotated[int, whole]
    source: Annotated[str, text(300)]

    @property
    def until(self) -> date:
        return self.valid_to or date.max


def check(pack: Pack) -> None:
    versions: dict[str, list[CareerRow]] = defaultdict(list)
    for row in pack.rows(CareerRow):
        versions[row.version].append(row)
        _check_row(pack, row)
    for rows in versions.values():
        _check_version(pack, rows, [first for name, (first, *_rest) in versions.items() if name != rows[0].version])


def _check_row(pack: Pack, row: CareerRow) -> None:
    if row.until <= row.valid_from:
        pack.refuse(row.at, "valid_to", row.valid_to, _("a day after {day}").format(day=row.valid_from))
    if row.kind == ScaleRow.Kind.POST and not 0 < row.value <= row.cap:
        pack.refuse(row.at, "cap", row.cap, _("a grade from the base of the post on"))
    if row.kind == ScaleRow.Kind.POST and row.years_a_step == 0:
        pack.refuse(row.at, "years_a_step", row.years_a_step, _("a whole number above 0"))
    if (row.kind == ScaleRow.Kind.PAY) != row.code.isdecimal():
        pack.refuse(row.at, "code", row.code, _("a grade for pay, else a word"))


def _check_version(pack: Pack, rows: list[CareerRow], others: list[CareerRow]) -> None:
    """One period and one pace for all rows of a version, which shares no day with another; pay for every grade."""
    first = rows[0]
    for row in rows[1:]:
        if (row.valid_from, row.valid_to) != (first.valid_from, first.valid_to):
            pack.refuse(row.at, "valid_from", row.valid_from, _("the period of line {line}").format(line=first.at.line))
    for other in others:
        if other.at.line < first.at.line and other.valid_from < first.until and first.valid_from < other.until:
            shared = _("a period that shares no day with version {version}").format(version=other.version)
            pack.refuse(first.at, "valid_from", first.valid_from, shared)
    posts = [row for row in rows if row.kind == ScaleRow.Kind.POST]
    for row in posts[1:]:
        if row.years_a_step != posts[0].years_a_step:
            pack.refuse(row.at, "years_a_step", row.years_a_step, str(posts[0].years_a_step))
    paid = {int(row.code) for row in rows if row.kind == ScaleRow.Kind.PAY and row.code.isdecimal()}
    for row in posts:
        if paid and (missing := set(range(row.value, row.cap + 1)) - paid):
            pack.refuse(row.at, "cap", row.cap, _("pay for each grade; {grade} has none").format(grade=min(missing)))


def write(pack: Pack, load: Load) -> Written:
    rows = [values(row) for row in pack.rows(CareerRow)]
    counts = upsert(ScaleRow.objects.all(), KEY, rows)
    if load.ends:
        counts += remove(ScaleRow.objects.all(), KEY, rows)
    return {"career scales": counts} if rows or counts.written else {}


PART = Part("careers.csv", CareerRow, read_table, check, write, needed=False)
