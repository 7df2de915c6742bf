"""items.csv: the components and events of every edition, each with the item of a newer edition that follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.catalogue.models import Item, Kind
from wanmi.codes.errors import CodeError
from wanmi.codes.item import ItemKey
from wanmi.packs.columns import Row, blank_or, choice, item_key, name_like, readers, several, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Counts, Written, end, upsert

KEY = ("edition_id", "kind", "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow(Row):
    """What items and extensions share."""

    REGISTER: ClassVar[str] = "item"
    KEY: ClassVar[tuple[str, ...]] = ("edition", "kind", "code")
    NAME: ClassVar[tuple[str, ...]] = KEY
    edition: Annotated[str, name_like("[0-9]{4}", "2026")]
    kind: Annotated[str, choice(*Kind.values)]
    code: Annotated[str, name_like("[0-9]{4,5}", "06010")]
    major_zh: Annotated[str, text(50)]
    name_zh: Annotated[str, text(100)]
    name_en: Annotated[str, text(200)]
    source: Annotated[str, text(200)]
    confidence: Annotated[str, text(200)]

    @property
    def name(self) -> str:
        return f"{self.edition}/{self.kind}/{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow(CatalogueRow):
    successor: Annotated[str, blank_or(item_key)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow(CatalogueRow):
    replaces: Annotated[tuple[str, ...], several(item_key)]  # items of older editions whose successor it is


def catalogue(pack: Pack) -> list[CatalogueRow]:
    return [*pack.rows(ItemRow), *pack.rows(ExtensionRow)]


def check(pack: Pack) -> None:
    for row in pack.rows(ItemRow):
        check_key(row, pack)
        known = bool(row.successor) and pack.require(row, "successor", "item")
        if known and row.successor[:4] <= row.edition:  # so that no chain leads back to itself
            pack.refuse(row.at, "successor", row.successor, _("an item of a newer edition"))


def check_key(row: CatalogueRow, pack: Pack) -> None:
    """The edition must be listed, and the code as long as its edition has them."""
    if not pack.require(row, "edition", "edition"):
        return
    try:
        ItemKey(row.edition, row.kind, row.code)
    except CodeError as error:
        pack.refuse(row.at, "code", row.code, error.expected)


def write(pack: Pack, load: Load) -> Written:
    """Write items and extensions together, newest edition first, so that every successor is there to point at."""
    successors = {row.name: row.successor for row in pack.rows(ItemRow)}
    successors |= {old: row.name for row in pack.rows(ExtensionRow) for old in row.replaces}
    counts, kept = Counts(), list[dict[str, object]]()
    for edition in sorted({row.edition for row in catalogue(pack)}, reverse=True):
        stored = {_name(item): item.pk for item in Item.objects.all()}
        rows = [_stored(row, stored, successors.get(row.name)) for row in catalogue(pack) if row.edition == edition]
        counts += upsert(Item.objects.filter(edition=edition), KEY, rows)
        kept += rows
    if load.ends:
        counts += end(Item.objects.all(), KEY, kept, "valid_to", load.today)
    return {"items": counts}


def _stored(row: CatalogueRow, stored: Mapping[str, int], successor: str | None) -> dict[str, object]:
    return values(row, *readers(CatalogueRow), edition="edition_id") | {
        "is_extension": isinstance(row, ExtensionRow),
        "successor_id": stored[successor] if successor else None,
        "valid_to": None,
    }


def _name(item: Item) -> str:
    return f"{item.edition_id}/{item.kind}/{item.code}"


PART = Part("items.csv", ItemRow, read_table, check, write)
