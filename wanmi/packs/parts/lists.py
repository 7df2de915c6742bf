"""lists.csv, list-items.csv, matters.csv and duties.csv: the lists of a city in their versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext as _

from wanmi.catalogue.models import Kind
from wanmi.codes.place import Level
from wanmi.packs.columns import Row, blank_or, choice, day, name_like, optional, place, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.parts.organisations import OrganisationRow
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Counts, Written, remove, upsert
from wanmi.responsibility.models import Duty, Listed, ListVersion, Matter

CODE = name_like("[A-Z0-9][A-Za-z0-9._-]{0,19}", "J03")
VERSION = name_like("[0-9A-Za-z._-]{1,20}", "2016-01")
# The ground of an organisation at each level; the city itself and its county have the same code in a pack.
LEVELS = {Duty.Level.DISTRICT: Level.COUNTY, Duty.Level.STREET: Level.STREET, Duty.Level.COMMUNITY: Level.COMMUNITY}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow(Row):
    REGISTER: ClassVar[str] = "list"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "version")
    NAME: ClassVar[tuple[str, ...]] = KEY
    kind: Annotated[str, choice(*ListVersion.Kind.values)]
    version: Annotated[str, VERSION]
    title_zh: Annotated[str, text(200)]
    title_en: Annotated[str, text(200)]
    valid_from: Annotated[date, day]
    valid_to: Annotated[date | None, optional(day)]
    source: Annotated[str, text(300)]
    note: Annotated[str, text(300, blank=True)]

    @property
    def until(self) -> date:
        return self.valid_to or date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow(Row):
    REGISTER: ClassVar[str] = "listed"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "version", "code")
    NAME: ClassVar[tuple[str, ...]] = KEY
    kind: Annotated[str, choice(ListVersion.Kind.ASSIST.value, ListVersion.Kind.SEAL.value)]
    version: Annotated[str, VERSION]
    code: Annotated[str, CODE]
    category_zh: Annotated[str, text(60)]
    rule: Annotated[str, choice(*Listed.Rule.values)]
    committee: Annotated[str, choice(*Listed.Committee.values)]
    name_zh: Annotated[str, text(200)]
    name_en: Annotated[str, text(200)]
    organisation: Annotated[str, blank_or(text(40))]
    basis: Annotated[str, text(300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow(Row):
    REGISTER: ClassVar[str] = "matter"
    code: Annotated[str, name_like("[A-Z][A-Za-z0-9._-]{0,19}|[0-9]{4}/(component|event)/[0-9]{2,5}", "J03")]
    name_zh: Annotated[str, text(200)]
    name_en: Annotated[str, text(200)]
    basis: Annotated[str, text(300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow(Row):
    REGISTER: ClassVar[str] = "duty"
    KEY: ClassVar[tuple[str, ...]] = ("version", "matter", "level", "region", "organisation", "role")
    NAME: ClassVar[tuple[str, ...]] = KEY
    version: Annotated[str, VERSION]
    matter: Annotated[str, text(40)]
    level: Annotated[str, choice(*Duty.Level.values)]
    region: Annotated[str, place]
    organisation: Annotated[str, text(40)]
    role: Annotated[str, choice(*Duty.Role.values)]
    basis: Annotated[str, text(300)]


def check_lists(pack: Pack) -> None:
    """Dates run forward, and two versions of one list share no day."""
    rows = pack.rows(ListRow)
    for row in rows:
        if row.until <= row.valid_from:
            pack.refuse(row.at, "valid_to", row.valid_to, _("a day after {day}").format(day=row.valid_from))
    for one, other in combinations(rows, 2):
        if one.kind == other.kind and one.valid_from < other.until and other.valid_from < one.until:
            shared = _("a period that shares no day with version {version}").format(version=one.version)
            pack.refuse(other.at, "valid_from", other.valid_from, shared)


def _require_list(pack: Pack, row: ListedRow | DutyRow, kind: str) -> None:
    if not pack.knows(ListRow.REGISTER, f"{kind}/{row.version}"):
        pack.refuse(row.at, "version", row.version, _("a version of this list that lists.csv names"))


def check_listed(pack: Pack) -> None:
    names: dict[tuple[str, str, str], ListedRow] = {}
    for row in pack.rows(ListedRow):
        _require_list(pack, row, row.kind)
        if row.organisation:
            pack.require(row, "organisation", "organisation")
        earlier = names.setdefault((row.kind, row.version, row.name_zh), row)
        if earlier is not row:
            pack.refuse(row.at, "name_zh", row.name_zh, _("a name not yet used in this version"))


def check_duties(pack: Pack) -> None:
    regions = {row.code: row.region for row in pack.rows(OrganisationRow)}
    leads: dict[tuple[str, ...], DutyRow] = {}
    for row in pack.rows(DutyRow):
        _require_list(pack, row, ListVersion.Kind.DUTY)
        pack.require(row, "matter", "matter")
        pack.require(row, "region", "division")
        if pack.require(row, "organisation", "organisation") and row.organisation in regions:
            _check_level(pack, row, regions[row.organisation])
        if row.role == Duty.Role.LEAD:
            earlier = leads.setdefault((row.version, row.matter, row.level, row.region), row)
            if earlier is not row:
                expected = _("one lead for this matter, level and ground; line {line} names another")
                pack.refuse(row.at, "role", row.role, expected.format(line=earlier.at.line))


def _check_level(pack: Pack, row: DutyRow, region: str) -> None:
    level = LEVELS.get(Duty.Level(row.level))
    if level is not None and len(region) != level:
        pack.refuse(
            row.at,
            "level",
            row.level,
            _("the level of the organisation, whose ground is {region}").format(region=region),
        )


def item_leads(pack: Pack) -> Iterator[tuple[DutyRow, dict[str, Any]]]:
    """The leads of catalogue items that the lists name, each with the rule of the catalogue that it is.

    The nearest level to the place dispatches: of several leads for one item and ground the lowest level counts.
    """
    periods = {row.version: row for row in pack.rows(ListRow) if row.kind == ListVersion.Kind.DUTY}
    lowest: dict[tuple[str, ...], DutyRow] = {}
    order = list(Duty.Level.values)
    for row in pack.rows(DutyRow):
        if row.role != Duty.Role.LEAD or row.matter.count("/") != 2 or row.version not in periods:
            continue
        key = (row.version, row.matter, row.region)
        if key not in lowest or order.index(row.level) > order.index(lowest[key].level):
            lowest[key] = row
    return ((row, _owner(row, periods[row.version])) for row in lowest.values())


def _owner(row: DutyRow, version: ListRow) -> dict[str, Any]:
    """The columns of the catalogue's rule that says the same."""
    edition, kind, prefix = row.matter.split("/")
    return {
        "edition_id": edition,
        "kind": Kind(kind).value,
        "item_prefix": prefix,
        "region": row.region,
        "organisation_id": row.organisation,
        "basis": f"{version.title_zh} {version.version}"[:200],
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
    }


def write_lists(pack: Pack, load: Load) -> Written:
    key = ("kind", "version")
    rows = [values(row) for row in pack.rows(ListRow)]
    counts = upsert(ListVersion.objects.all(), key, rows)
    if load.ends:  # whoever was refused by a version was told its name; acts keep their own copy
        counts += remove(ListVersion.objects.all(), key, rows)
    return {"lists": counts} if rows or counts.written else {}


def _versions() -> dict[tuple[str, str], int]:
    return {(kind, version): pk for pk, kind, version in ListVersion.objects.values_list("pk", "kind", "version")}


def write_listed(pack: Pack, load: Load) -> Written:
    known, rows = _versions(), []
    for row in pack.rows(ListedRow):
        stored = values(row, organisation="organisation_id")
        kind, version = stored.pop("kind"), stored.pop("version")
        stored["organisation_id"] = row.organisation or None
        rows.append(stored | {"list_id": known[str(kind), str(version)]})
    return _written("list items", Listed, ("list_id", "code"), rows, load)


def write_matters(pack: Pack, load: Load) -> Written:
    rows = [values(row) for row in pack.rows(MatterRow)]
    counts = upsert(Matter.objects.all(), ("code",), rows)
    return {"matters": counts} if rows or counts.written else {}


def write_duties(pack: Pack, load: Load) -> Written:
    known, rows = _versions(), []
    for row in pack.rows(DutyRow):
        stored = values(row, matter="matter_id", organisation="organisation_id")
        rows.append(stored | {"list_id": known[ListVersion.Kind.DUTY, str(stored.pop("version"))]})
    key = ("list_id", "matter_id", "level", "region", "organisation_id", "role")
    return _written("duties", Duty, key, rows, load)


def _written(table: str, model: Any, key: tuple[str, ...], rows: list[dict[str, Any]], load: Load) -> Written:
    counts: Counts = upsert(model.objects.all(), key, rows)
    if load.ends:
        counts += remove(model.objects.all(), key, rows)
    return {table: counts} if rows or counts.written else {}


LISTS = Part("lists.csv", ListRow, read_table, check_lists, write_lists, needed=False)
LISTED = Part("list-items.csv", ListedRow, read_table, check_listed, write_listed, needed=False)
MATTERS = Part("matters.csv", MatterRow, read_table, write=write_matters, needed=False)
DUTIES = Part("duties.csv", DutyRow, read_table, check_duties, write_duties, needed=False)
