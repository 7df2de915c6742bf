"""conditions.csv: when an item is filed and closed, and within what limit; the limit belongs to the condition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.catalogue.models import Condition, Item, Limit
from wanmi.packs.columns import Row, choice, day, day_of_year, item_key, name_like, optional, positive, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, end, remove, upsert
from wanmi.worktime.units import Unit

LIMIT_KEY = ("condition_id", "area_grade", "season_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow(Row):
    """A condition with one of its limits; a limit for another grade or season repeats the condition's columns."""

    REGISTER: ClassVar[str] = "condition"
    KEY: ClassVar[tuple[str, ...]] = ("code", "area_grade", "season_from")
    code: Annotated[str, name_like("[0-9]{4,5}-(component|event)-[0-9]{2,3}", "06010-event-01")]
    item: Annotated[str, item_key]
    filing_zh: Annotated[str, text(500)]
    closing_zh: Annotated[str, text(500)]
    area_grade: Annotated[str, choice("all", "A", "B", "C")]
    season_from: Annotated[str, day_of_year]
    season_to: Annotated[str, day_of_year]
    value: Annotated[int, positive]
    unit: Annotated[str, choice(*Unit)]
    raw_unit: Annotated[str, text(20)]
    source: Annotated[str, text(200)]
    note: Annotated[str, text(200, blank=True)]
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]


SHARED = ("filing_zh", "closing_zh", "source", "note", "valid_from", "valid_to")  # by all limits of a condition
LIMIT = ("code", "area_grade", "season_from", "season_to", "value", "unit", "raw_unit")


def check(pack: Pack) -> None:
    first: dict[str, ConditionRow] = {}
    for row in pack.rows(ConditionRow):
        _check_one(row, pack)
        _check_agrees(row, first.setdefault(row.code, row), pack)


def _check_one(row: ConditionRow, pack: Pack) -> None:
    _edition, kind, code = row.item.split("/")
    if pack.require(row, "item", "item") and not row.code.startswith(f"{code}-{kind}-"):
        pack.refuse(row.at, "code", row.code, _("a code that begins with the code and kind of its item"))
    if bool(row.season_from) != bool(row.season_to):
        pack.refuse(row.at, "season_to", row.season_to, _("both days of the season or neither"))
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        pack.refuse(row.at, "valid_to", row.valid_to, _("a day after valid_from"))


def _check_agrees(row: ConditionRow, first: ConditionRow, pack: Pack) -> None:
    for name in ("item", *SHARED):
        if getattr(row, name) != getattr(first, name):
            expected = _("the same as on line {line}, which begins this condition").format(line=first.at.line)
            pack.refuse(row.at, name, getattr(row, name), expected)


def write(pack: Pack, load: Load) -> Written:
    items = {str(item).split(" ")[0]: item.pk for item in Item.objects.all()}
    first = {row.code: row for row in pack.rows(ConditionRow)}
    rows = [values(row, "code", *SHARED) | {"item_id": items[row.item]} for row in first.values()]
    limit_rows = [values(row, *LIMIT, code="condition_id") for row in pack.rows(ConditionRow)]
    conditions = upsert(Condition.objects.all(), ("code",), rows)
    limits = upsert(Limit.objects.all(), LIMIT_KEY, limit_rows)
    if load.ends:
        conditions += end(Condition.objects.all(), ("code",), rows, "valid_to", load.today)
        named = Limit.objects.filter(condition__in=first)  # those of ended conditions stay with them
        limits += remove(named, LIMIT_KEY, limit_rows)
    return {"conditions": conditions, "limits": limits}


PART = Part("conditions.csv", ConditionRow, read_table, check, write)
