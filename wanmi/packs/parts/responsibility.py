"""responsibility.csv: who answers for which items where; in every place every current item must have an owner.

The leads of items in the responsibility lists (duties.csv) are rules of the same table, for the days of their
version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.catalogue.models import EVER, Kind, Responsibility
from wanmi.packs.columns import Row, choice, name_like, place, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.parts.divisions import current
from wanmi.packs.parts.editions import current_edition
from wanmi.packs.parts.items import CatalogueRow, catalogue
from wanmi.packs.parts.lists import item_leads
from wanmi.packs.parts.posts import PostRow
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, remove, upsert
from wanmi.workforce import kinds

KEY = ("edition_id", "kind", "item_prefix", "region", "valid_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityRow(Row):
    REGISTER: ClassVar[str] = "responsibility"
    KEY: ClassVar[tuple[str, ...]] = ("edition", "kind", "item_prefix", "region")
    NAME: ClassVar[tuple[str, ...]] = KEY
    edition: Annotated[str, name_like("[0-9]{4}", "2026")]
    kind: Annotated[str, choice(*Kind.values)]
    item_prefix: Annotated[str, name_like("[0-9]{2,5}", "06010")]
    region: Annotated[str, place]
    organisation: Annotated[str, text(40)]
    basis: Annotated[str, text(200, blank=True)]


def check(pack: Pack) -> None:
    codes = {(row.edition, row.kind, row.code[:n]) for row in catalogue(pack) for n in range(2, len(row.code) + 1)}
    handled = {(row.organisation, row.region) for row in pack.rows(PostRow) if row.kind in kinds.HANDLING}
    for row in pack.rows(ResponsibilityRow):
        if pack.is_read(CatalogueRow) and (row.edition, row.kind, row.item_prefix) not in codes:
            pack.refuse(row.at, "item_prefix", row.item_prefix, _("the beginning of the code of a listed item"))
        pack.require(row, "region", "division")
        known = pack.require(row, "organisation", "organisation") and pack.is_read(PostRow)
        if known and not any((row.organisation, region) in handled for region in _around(row.region)):
            pack.refuse(row.at, "organisation", row.organisation, _("an organisation with a handler there"))
    _check_leads(pack, codes, handled)
    if pack.is_read(ResponsibilityRow):
        _check_owners(pack)


def _check_leads(pack: Pack, codes: set[tuple[str, str, str]], handled: set[tuple[str, str]]) -> None:
    """The leads of items that the responsibility lists name: known items, a handler, and nobody named twice."""
    ruled = {(row.edition, row.kind, row.item_prefix, row.region): row for row in pack.rows(ResponsibilityRow)}
    for row, rule in item_leads(pack):
        named = (rule["edition_id"], rule["kind"], rule["item_prefix"])
        if pack.is_read(CatalogueRow) and named not in codes:
            pack.refuse(row.at, "matter", row.matter, _("the beginning of the code of a listed item"))
        if not any((row.organisation, region) in handled for region in _around(row.region)):
            pack.refuse(row.at, "organisation", row.organisation, _("an organisation with a handler there"))
        if earlier := ruled.get((*named, row.region)):
            expected = _("one lead: {file} line {line} names one for all days")
            pack.refuse(row.at, "role", row.role, expected.format(file=earlier.at.file, line=earlier.at.line))


def _check_owners(pack: Pack) -> None:
    edition, city = current_edition(pack), pack.city.code
    ruled = {(row.kind, row.item_prefix, row.region) for row in pack.rows(ResponsibilityRow) if row.edition == edition}
    leads = [rule for _row, rule in item_leads(pack) if rule["edition_id"] == edition and rule["valid_to"] is None]
    ruled |= {(rule["kind"], rule["item_prefix"], rule["region"]) for rule in leads}
    for row in catalogue(pack):
        if row.edition == edition and not _owned(row, city, ruled):
            for place in _ownerless(row, pack, ruled):
                expected = _("an owner in responsibility.csv for {place}").format(place=place)
                pack.refuse(row.at, "code", row.code, expected)


def _ownerless(row: CatalogueRow, pack: Pack, ruled: set[tuple[str, str, str]]) -> Iterator[str]:
    """The widest places in which nobody answers: the city where nobody answers at all, else its communities."""
    places = [division.code for division in current(pack) if len(division.code) == 12]
    without = [place for place in places if not _owned(row, place, ruled)]
    yield from [pack.city.code] if len(without) == len(places) else without


def _owned(row: CatalogueRow, place: str, ruled: set[tuple[str, str, str]]) -> bool:
    prefixes = [row.code[:n] for n in range(2, len(row.code) + 1)]
    return any((row.kind, prefix, region) in ruled for prefix in prefixes for region in _around(place))


def _around(place: str) -> tuple[str, ...]:
    return place[:6], place[:9], place[:12]


def write(pack: Pack, load: Load) -> Written:
    stored_as = {"edition": "edition_id", "organisation": "organisation_id"}
    always: dict[str, object] = {"valid_from": EVER, "valid_to": None}
    rows = [values(row, **stored_as) | always for row in pack.rows(ResponsibilityRow)]
    rows += [rule for _row, rule in item_leads(pack)]
    counts = upsert(Responsibility.objects.all(), KEY, rows)
    if load.ends:  # who answered for a case stands in its journal
        counts += remove(Responsibility.objects.all(), KEY, rows)
    return {"responsibilities": counts}


PART = Part("responsibility.csv", ResponsibilityRow, read_table, check, write)
