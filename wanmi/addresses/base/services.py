"""The only place that changes single addresses. Each act is one transaction: check, change, project, journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from wanmi.acts import pictures as files
from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Done, Order, Process, Work, carry_out, prepared
from wanmi.acts.errors import MovedOn
from wanmi.addresses.base import meaning
from wanmi.addresses.base.areas import cell_of, grid_at
from wanmi.addresses.base.definition import address_definition
from wanmi.addresses.base.desks import desk_of
from wanmi.addresses.base.elements import OWN, UNIFIED, full_text
from wanmi.addresses.base.errors import UnknownAddress
from wanmi.addresses.base.models import Address, AddressCode, Alias, FormerArea, Lineage, Picture
from wanmi.addresses.base.numbering import new_public_id, next_code
from wanmi.addresses.base.queries import code_of, inside, same_text
from wanmi.almanac.queries import work_calendar
from wanmi.codes.place import Level
from wanmi.journal.models import Entry
from wanmi.process.definition import Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.territory.models import Division
from wanmi.territory.queries import current_city, locate, today, valid_on
from wanmi.worktime.calendar import WorkCalendar

__all__ = ["SUBJECT", "Order", "act", "propose", "snapshot_of"]

SUBJECT = "address"
BATCH = 500  # rows that are rewritten in one statement


def propose(order: Order) -> Done[Address]:
    """Propose a new address. Raises Refused with every reason; nothing is kept then."""
    return _carry_out(order, None)


def act(public_id: str, order: Order) -> Done[Address]:
    """Take one action on an address. Raises UnknownAddress, MovedOn, KeyUsed or Refused; then nothing has changed."""
    return _carry_out(order, public_id)


def _carry_out(order: Order, public_id: str | None) -> Done[Address]:
    """Pictures are decoded before anything is locked."""
    pictures = files.checked(order.pictures)
    process = AddressProcess(pictures)
    carried = {key: value for key, value in order.carried.items() if value not in (None, "")}
    carried = files.carried_with(pictures, carried, process.definition)
    return carry_out(process, prepared(order, public_id, carried, current_city()), public_id)


def snapshot_of(address: Address) -> Snapshot:
    """Where an address stands; what was imported is read from its columns until somebody acts on it."""
    if address.snapshot:
        return snapshots.from_json(address.snapshot)
    own = {name: address.elements[name] for name in OWN[address.level] if name in address.elements}
    facts: dict[str, Json] = {"place": address.community, "level": address.level, "code": code_of(address), **own}
    if address.parent_id:
        facts["parent_id"] = address.parent_id
    if address.lon is not None and address.lat is not None:
        facts["position"] = {"lon": address.lon, "lat": address.lat}
    return Snapshot(state=address.state, facts=facts, version=address.version)


class AddressProcess(Process[Address]):
    """The addresses of this city; ``pictures`` are those that the act carries."""

    subject = SUBJECT

    def __init__(self, pictures: Sequence[files.Picture] = ()) -> None:
        self.definition = address_definition()
        self.pictures = pictures
        self.row = Address()
        self.today = today()

    def opened(self) -> Address:
        return self.row

    def find(self, name: str) -> Address:
        return Address.objects.get(public_id=name)

    def lock(self, name: str, seen: int | None) -> Address:
        found = Address.objects.select_for_update(of=("self",)).select_related("parent").filter(public_id=name).first()
        if found is None:
            raise UnknownAddress(name)
        if seen is not None and seen != found.version:
            raise MovedOn(f"address {name}", found.version, seen)
        self.row = found
        return found

    def snapshot(self, row: Address) -> Snapshot:
        return snapshot_of(row)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        facts = meaning.facts_of(work.carried, snapshot.facts)
        after = {**snapshot.facts, **work.carried, **facts}
        if work.order.action in ("propose", "change"):
            self._refuse_known(after)
        if work.order.action == "activate" and "code" not in facts:
            facts["code"] = next_code(self.row.level, self.row.community, self.row.parent)
        return facts

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Address, work: Work, after: Snapshot) -> str:
        if not row.public_id:
            row.public_id, row.area_since, row.community = new_public_id(), self.today, str(after.facts["place"])
        was = row.text
        project(row, after)
        row.post, row.due_at = desk_of(self.definition, after)
        row.save()
        if follow := _FOLLOWING.get(work.order.action):
            follow(row, work.carried, after, self.today)
        if was and was != row.text:
            _rename(row, was)
        return row.public_id

    def attach(self, row: Address, entry: Entry) -> None:
        files.store(self.pictures)
        for each in self.pictures:
            about = {"field": each.field, "digest": each.digest, "content_type": each.content_type}
            Picture.objects.create(address=row, entry=entry, size=len(each.content), **about)

    def _refuse_known(self, facts: Mapping[str, Any]) -> None:
        text = text_of(str(facts["place"]), elements_of(facts))
        known = same_text(text).exclude(pk=self.row.pk).first()
        if known is not None:
            raise Refused([Reason("address_exists", {"value": text, "public_id": known.public_id})])


def elements_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """All elements of an address: those of its parent, then its own."""
    parent = Address.objects.get(pk=facts["parent_id"]).elements if facts.get("parent_id") else {}
    return {**parent, **{name: str(facts[name]) for name in OWN[str(facts["level"])] if facts.get(name)}}


def text_of(community: str, elements: Mapping[str, str]) -> str:
    """The standard text: county and street of the day, then the elements."""
    codes = (community[: Level.COUNTY], community[: Level.STREET])
    divisions = Division.objects.filter(valid_on(today()), code__in=codes).order_by("code")
    return full_text(community, divisions.values_list("name_zh", flat=True), elements)


def project(row: Address, after: Snapshot) -> None:
    """Set every column that follows from the snapshot; saves nothing."""
    facts = after.facts
    position = facts.get("position")
    row.state, row.level = after.state, str(facts["level"])
    row.parent_id = facts.get("parent_id")  # type: ignore[assignment]  # a fact is any JSON
    row.elements = elements_of(facts)
    row.text = text_of(str(facts["place"]), row.elements)
    if isinstance(position, dict):
        row.lon, row.lat = float(str(position["lon"])), float(str(position["lat"]))
    row.cell = cell_of(row)
    row.version, row.snapshot = after.version, snapshots.as_json(after)


def _enter(row: Address, carried: Mapping[str, Any], after: Snapshot, day: date) -> None:
    row.valid_from, row.grid = day, str(after.facts.get("grid") or "") or grid_at(row, locate)
    row.save(update_fields=["valid_from", "grid"])
    AddressCode.objects.create(address=row, scheme=UNIFIED, value=str(after.facts["code"]))


def _move(row: Address, carried: Mapping[str, Any], after: Snapshot, day: date) -> None:
    """It lies elsewhere from today on, with all below it; where it lay before is kept, and so are the codes."""
    moved = [row, *inside(row).select_related("parent")]
    FormerArea.objects.bulk_create(
        FormerArea(address=each, community=each.community, grid=each.grid, since=each.area_since, until=day)
        for each in moved
    )
    for each in moved:
        each.community, each.area_since = str(after.facts["place"]), day
        each.grid = str(carried.get("grid") or "") or grid_at(each, locate)
    Address.objects.bulk_update(moved, ["community", "grid", "area_since"], batch_size=BATCH)


def _end(row: Address, carried: Mapping[str, Any], after: Snapshot, day: date) -> None:
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    successors = after.facts.get("successor_ids") or []
    assert isinstance(successors, list)
    keys = [int(str(each)) for each in successors]
    action = str(after.state if "reason" in carried else "split" if "successors" in carried else "merge")
    Lineage.objects.bulk_create(Lineage(before=row, after_id=key, action=action, since=day) for key in keys)


def _name(row: Address, carried: Mapping[str, Any], after: Snapshot, day: date) -> None:
    Alias.objects.get_or_create(address=row, text=carried["alias"][:300], defaults={"kind": carried["alias_kind"]})


def _rename(row: Address, was: str) -> None:
    """The old text stays as an old name; what lies below is named after it anew."""
    if row.state == "active":
        Alias.objects.get_or_create(address=row, text=was, defaults={"kind": Alias.Kind.OLD_NAME})
    below = list(inside(row))
    for each in below:
        each.elements = {**each.elements, **row.elements}
        each.text = row.text + each.text.removeprefix(was)  # a text begins with that of its parent
    Address.objects.bulk_update(below, ["elements", "text"], batch_size=BATCH)


_FOLLOWING: Mapping[str, Callable[[Address, Mapping[str, Any], Snapshot, date], None]] = {
    "activate": _enter,
    "relocate": _move,
    "name": _name,
    "split": _end,
    "merge": _end,
    "void": _end,
}
