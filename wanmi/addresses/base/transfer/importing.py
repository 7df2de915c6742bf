"""Taking a table of addresses into the base, in portions: each is one transaction with one journal entry.

Good rows are taken in, bad ones listed; the same file once more does no harm. Places come first, then buildings, then
rooms, whatever their order in the file, so that every row finds its parent with little in memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanmi.addresses.base.areas import cell_of, grid_at
from wanmi.addresses.base.elements import LEVELS, PARENT_OF, full_text
from wanmi.addresses.base.models import Address, AddressCode, Alias
from wanmi.addresses.base.numbering import new_public_id
from wanmi.addresses.base.transfer.records import records
from wanmi.addresses.base.transfer.rows import Fault, Row, level_in, read_row
from wanmi.codes.place import Level
from wanmi.journal import writing
from wanmi.process.engine import Actor
from wanmi.territory.models import Division
from wanmi.territory.queries import locating, today, valid_on

SUBJECT = "address_import"
PORTION = 2_000  # rows a transaction
STATEMENT = 500  # rows a statement
Progress = Callable[[int], None]  # rows read so far, each row once for each level
Key = tuple[str, str]  # scheme, code


@dataclass(slots=True)
class Imported:
    """What became of the rows of a file."""

    added: int = 0
    known: int = 0  # in the base already, with the same text
    bad: int = 0


def import_file(path: Path, actor: Actor, bad_rows: Path, progress: Progress) -> Imported:
    """Take the addresses of ``path`` into the base. Raises BadTable; ``bad_rows`` is written where a row is bad."""
    with ExitStack() as stack:
        run = _Run(actor, path.name, _Faults(bad_rows, stack))
        done = 0
        for level in LEVELS:
            for portion in _portions(records(path)):
                run.take(level, portion)
                done += len(portion)
                progress(done)
    return run.sums


def _portions(rows: Iterator[tuple[int, Mapping[str, str]]]) -> Iterator[list[tuple[int, Mapping[str, str]]]]:
    while portion := list(islice(rows, PORTION)):
        yield portion


class _Faults:
    """The report of bad rows: a file that is made when the first is found."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._path, self._stack = path, stack
        self._write: Callable[[Iterable[object]], object] | None = None

    def add(self, number: int, faults: Iterable[Fault]) -> None:
        if self._write is None:
            file = self._stack.enter_context(self._path.open("w", encoding="utf-8-sig", newline=""))
            self._write = csv.writer(file).writerow
            self._write(("row", "column", "value", "expected"))
        for fault in faults:
            self._write((number, fault.column, fault.value, fault.expected))


class _Run:
    """One import on its way."""

    def __init__(self, actor: Actor, name: str, faults: _Faults) -> None:
        self.actor, self.name, self.faults = actor, name, faults
        self.sums = Imported()
        self.today = today()
        self.locate = locating()
        self.divisions = dict(Division.objects.filter(valid_on(self.today)).values_list("code", "name_zh"))

    def take(self, level: str, portion: list[tuple[int, Mapping[str, str]]]) -> None:
        """Store the rows of one level; those that name no level at all are bad once, with the first."""
        rows: dict[int, Row] = {}
        for number, record in portion:
            if level_in(record) == level or (level == LEVELS[0] and level_in(record) not in LEVELS):
                read = read_row(record)
                if isinstance(read, Row):
                    rows[number] = read
                else:
                    self._refuse(number, read)
        if rows:
            self._store(level, rows)

    def _refuse(self, number: int, faults: Iterable[Fault]) -> None:
        self.sums.bad += 1
        self.faults.add(number, faults)

    @transaction.atomic
    def _store(self, level: str, rows: Mapping[int, Row]) -> None:
        known = _known(key for row in rows.values() for key in (_key(row), *row.codes))
        parents = _known((row.scheme, row.parent) for row in rows.values() if row.parent)
        fresh: dict[Key, tuple[Row, Address]] = {}
        for number, row in rows.items():
            address, faults = self._address(row, parents.get((row.scheme, row.parent)))
            if self._is_known(row, address, known, fresh):
                self.sums.known += 1
            elif faults := [*faults, *self._taken(row, known, fresh)]:
                self._refuse(number, faults)
            else:
                fresh[_key(row)] = row, address
        if fresh:
            _write(fresh.values())
            self._journal(level, list(fresh))
            self.sums.added += len(fresh)

    def _address(self, row: Row, parent: Address | None) -> tuple[Address, list[Fault]]:
        faults = []
        if row.community not in self.divisions:
            faults.append(Fault("community", row.community, "a community of this city"))
        if row.parent and (parent is None or parent.level != PARENT_OF[row.level]):
            faults.append(Fault("parent", row.parent, f"the code of a {PARENT_OF[row.level]} of the base or the file"))
        elements = {**(parent.elements if parent else {}), **row.elements}
        above = (row.community[: Level.COUNTY], row.community[: Level.STREET])
        text = row.text or full_text(row.community, (self.divisions.get(code, "") for code in above), elements)
        address = _stored(row, parent, elements, text, self.today)
        address.cell, address.grid = cell_of(address), row.grid or grid_at(address, self.locate)
        return address, faults

    def _is_known(
        self, row: Row, address: Address, known: Mapping[Key, Address], fresh: Mapping[Key, tuple[Row, Address]]
    ) -> bool:
        before = known.get(_key(row)) or (fresh[_key(row)][1] if _key(row) in fresh else None)
        return before is not None and before.text == address.text

    def _taken(
        self, row: Row, known: Mapping[Key, Address], fresh: Mapping[Key, tuple[Row, Address]]
    ) -> Iterator[Fault]:
        for scheme, value in (_key(row), *row.codes):
            if (scheme, value) in known or (scheme, value) in fresh:
                yield Fault("code", value, f"a code of the scheme {scheme} that no other address has")

    def _journal(self, level: str, keys: list[Key]) -> None:
        """One entry a portion: how many, of which level, and a digest over their codes, never the addresses."""
        digest = sha256("\n".join("=".join(key) for key in keys).encode()).hexdigest()
        body = {"file": self.name, "level": level, "added": len(keys), "digest": digest}
        actor, place = self.actor, self.actor.region
        draft = writing.Draft(SUBJECT, digest[:60], "import", actor.id, actor.post, timezone.now(), place, body)
        writing.append(draft)


def _key(row: Row) -> Key:
    return row.scheme, row.code


def _known(keys: Iterable[Key]) -> dict[Key, Address]:
    """Those of the codes that the base has, with their addresses; one query."""
    wanted = set(keys)
    found = AddressCode.objects.filter(value__in={value for _, value in wanted}).select_related("address")
    return {(code.scheme, code.value): code.address for code in found if (code.scheme, code.value) in wanted}


def _stored(row: Row, parent: Address | None, elements: Mapping[str, str], text: str, day: date) -> Address:
    lon, lat = row.position or (None, None)
    return Address(
        public_id=new_public_id(),
        state="active",
        level=row.level,
        parent=parent,
        elements=elements,
        text=text[:300],
        community=row.community,
        area_since=day,
        lon=lon,
        lat=lat,
        is_official=row.official,
        source="import",
        valid_from=row.valid_from or day,
    )


def _write(fresh: Iterable[tuple[Row, Address]]) -> None:
    rows = list(fresh)
    Address.objects.bulk_create((address for _, address in rows), batch_size=STATEMENT)
    codes: Iterator[Any] = (
        AddressCode(address=address, scheme=scheme, value=value)
        for row, address in rows
        for scheme, value in (_key(row), *row.codes)
    )
    AddressCode.objects.bulk_create(codes, batch_size=STATEMENT)
    names = (Alias(address=address, text=text, kind="colloquial") for row, address in rows for text in row.aliases)
    Alias.objects.bulk_create(names, batch_size=STATEMENT, ignore_conflicts=True)
