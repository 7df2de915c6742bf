"""fields.csv, ledgers.csv and needs.csv: who enters a field, which ledgers show it, who reads it for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext as _

from wanmi.ledgers.models import KeptField, Ledger, Need
from wanmi.packs.columns import Row, day, name_like, optional, several, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, remove, upsert

KEY = name_like("[a-z][a-z0-9_]{1,39}", "low_income")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow(Row):
    REGISTER: ClassVar[str] = "kept_field"
    KEY: ClassVar[tuple[str, ...]] = ("key",)
    NAME: ClassVar[tuple[str, ...]] = ("key",)
    key: Annotated[str, KEY]
    name_zh: Annotated[str, text(100)]
    name_en: Annotated[str, text(100)]
    keeper: Annotated[str, text(40)]
    source: Annotated[str, text(300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow(Row):
    REGISTER: ClassVar[str] = "ledger"
    KEY: ClassVar[tuple[str, ...]] = ("key",)
    NAME: ClassVar[tuple[str, ...]] = ("key",)
    key: Annotated[str, KEY]
    name_zh: Annotated[str, text(100)]
    name_en: Annotated[str, text(100)]
    fields: Annotated[tuple[str, ...], several(KEY)]
    source: Annotated[str, text(300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow(Row):
    REGISTER: ClassVar[str] = "need"
    KEY: ClassVar[tuple[str, ...]] = ("key",)
    NAME: ClassVar[tuple[str, ...]] = ("key",)
    key: Annotated[str, KEY]
    organisation: Annotated[str, text(40)]
    scene_zh: Annotated[str, text(200)]
    fields: Annotated[tuple[str, ...], several(KEY)]
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]
    source: Annotated[str, text(300)]


def check_fields(pack: Pack) -> None:
    names: dict[str, FieldRow] = {}
    for row in pack.rows(FieldRow):
        pack.require(row, "keeper", "organisation")
        earlier = names.setdefault(row.name_zh, row)
        if earlier is not row:
            expected = _("a fact that no other field holds; line {line} holds it")
            pack.refuse(row.at, "name_zh", row.name_zh, expected.format(line=earlier.at.line))


def check_named(pack: Pack) -> None:
    rows: list[LedgerRow | NeedRow] = [*pack.rows(LedgerRow), *pack.rows(NeedRow)]
    for row in rows:
        for field in row.fields:
            if not pack.knows(FieldRow.REGISTER, field):
                pack.refuse(row.at, "fields", field, _("the key of a field in fields.csv"))


def check_needs(pack: Pack) -> None:
    check_named(pack)
    for row in pack.rows(NeedRow):
        pack.require(row, "organisation", "organisation")
        if row.valid_to and row.valid_to <= row.valid_from:
            pack.refuse(row.at, "valid_to", row.valid_to, _("a day after {day}").format(day=row.valid_from))


def write_fields(pack: Pack, load: Load) -> Written:
    """A field that the pack no longer names stays: facts are held under it."""
    rows = [values(row, keeper="keeper_id") for row in pack.rows(FieldRow)]
    counts = upsert(KeptField.objects.all(), ("key",), rows)
    return {"kept fields": counts} if rows else {}


def write_ledgers(pack: Pack, load: Load) -> Written:
    return _written("ledgers", Ledger, [_listed(values(row)) for row in pack.rows(LedgerRow)], load)


def write_needs(pack: Pack, load: Load) -> Written:
    rows = [_listed(values(row, organisation="organisation_id")) for row in pack.rows(NeedRow)]
    return _written("needs", Need, rows, load)


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"fields": list(row["fields"])}


def _written(table: str, model: Any, rows: list[dict[str, Any]], load: Load) -> Written:
    counts = upsert(model.objects.all(), ("key",), rows)
    if load.ends:
        counts += remove(model.objects.all(), ("key",), rows)
    return {table: counts} if rows or counts.written else {}


FIELDS = Part("fields.csv", FieldRow, read_table, check_fields, write_fields, needed=False)
LEDGERS = Part("ledgers.csv", LedgerRow, read_table, write=write_ledgers, needed=False)
NEEDS = Part("needs.csv", NeedRow, read_table, check_needs, write_needs, needed=False)
