"""Addresses and remedies again, from the journal: to compare them with what is stored, or to put them right.

An imported address has no entry of its own, so its beginning is what its table said: what acts have changed since is
compared, the rest is left. A business row is compared with what its newest remedy has found; what a table has matched
is matched again from that table. Texts follow from the names of divisions of their day, areas from moves of what lies
above.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import partial

from wanmi.acts import snapshots
from wanmi.acts.folding import Difference, Progress, Rebuilt, compared, folded, subjects, unheard
from wanmi.addresses.base import remedies, services
from wanmi.addresses.base.answering import Found
from wanmi.addresses.base.definition import address_definition, remedy_definition
from wanmi.addresses.base.desks import desk_of
from wanmi.addresses.base.elements import UNIFIED
from wanmi.addresses.base.models import Address, AddressCode, BusinessRow, Remedy
from wanmi.journal.models import Entry
from wanmi.process.engine import Snapshot

ADDRESS_COLUMNS = ("state", "level", "parent_id", "elements", "lon", "lat", "cell", "post_id", "due_at", "version")
REMEDY_COLUMNS = ("state", "place", "post_id", "due_at", "version")
OPENED, IMPORTED = "propose", "active"
ROW_COLUMNS = ("address_id", "code", "level", "score")
SUBJECTS = (services.SUBJECT, remedies.SUBJECT)


def rebuild(*, write: bool = False, progress: Progress = unheard) -> Rebuilt:
    """Fold every address and remedy that the journal knows, and compare; with ``write``, put the rows right."""
    report = Rebuilt()
    report.fold("addresses", subjects(services.SUBJECT), partial(_address, write=write), progress)
    report.fold("remedies", subjects(remedies.SUBJECT), partial(_remedy, write=write), progress)
    return report


def _address(name: str, *, write: bool) -> list[Difference]:
    stored = Address.objects.filter(public_id=name).first()
    is_opened = Entry.objects.filter(subject_kind=services.SUBJECT, subject=name, action=OPENED).exists()
    start = Snapshot() if is_opened else Snapshot(state=IMPORTED)
    snapshot, entries = folded(services.SUBJECT, name, start)
    if stored is None:
        if write and is_opened:
            _restored(name, snapshot, entries)
        return [Difference(name, "public_id", None, name)]
    if not is_opened:  # what the table said lies under what acts have changed
        snapshot = replace(snapshot, facts={**services.snapshot_of(stored).facts, **snapshot.facts})
    fresh = Address.objects.get(pk=stored.pk)
    _projected(fresh, snapshot)
    found = [*compared(name, stored, fresh, ADDRESS_COLUMNS), *_snapshots(name, stored.snapshot, snapshot)]
    if write and found:
        fresh.save()
    return found


def _projected(row: Address, snapshot: Snapshot) -> None:
    text = row.text
    services.project(row, snapshot)
    row.text = text or row.text
    row.post, row.due_at = desk_of(address_definition(), snapshot)


def _snapshots(name: str, stored: object, snapshot: Snapshot) -> Iterator[Difference]:
    fresh = snapshots.as_json(snapshot)
    if stored != fresh:
        yield Difference(name, "snapshot", stored, fresh)


def _restored(name: str, snapshot: Snapshot, entries: list[Entry]) -> None:
    """An address whose row is gone, with the code that it was given."""
    place = str(snapshot.facts["place"])
    row = Address(public_id=name, community=place, area_since=entries[0].at.date())
    entered = [entry.at.date() for entry in entries if entry.action == "activate"]
    row.valid_from = entered[0] if entered else None
    row.grid = str(snapshot.facts.get("grid") or "")
    _projected(row, snapshot)
    row.save()
    if code := snapshot.facts.get("code"):
        AddressCode.objects.get_or_create(scheme=UNIFIED, value=str(code), defaults={"address": row})


def _remedy(name: str, *, write: bool) -> list[Difference]:
    snapshot, entries = folded(remedies.SUBJECT, name)
    stored = Remedy.objects.filter(pk=name).first()
    if stored is None:
        return [Difference(name, "pk", None, name)]
    fresh = Remedy.objects.get(pk=name)
    fresh.state, fresh.place = snapshot.state, str(snapshot.facts["place"])
    fresh.post, fresh.due_at = desk_of(remedy_definition(), snapshot)
    fresh.version, fresh.snapshot = snapshot.version, snapshots.as_json(snapshot)
    found = list(compared(name, stored, fresh, (*REMEDY_COLUMNS, "snapshot")))
    if write and found:
        fresh.save()
    return [*found, *_written_back(stored, snapshot, entries[-1].at, write=write)]


def _written_back(remedy: Remedy, snapshot: Snapshot, at: datetime, *, write: bool) -> list[Difference]:
    """A row is where its newest remedy has found it; if it was matched anew since, that is for its table to say."""
    row = remedy.row
    if row.matched_at > at or row.remedies.filter(pk__gt=remedy.pk).exists():
        return []
    return relaid(row, remedies.found_by(snapshot), row.matched_at, write=write)


def relaid(stored: BusinessRow, found: Found | None, at: datetime, *, write: bool) -> list[Difference]:
    """What a business row says otherwise than where it is since ``at``; with ``write``, it is put right."""
    fresh = copy(stored)
    remedies.lay(fresh, found, at)
    differences = list(compared(f"{stored.table} {stored.key}", stored, fresh, ROW_COLUMNS))
    if write and differences:
        fresh.save()
    return differences
