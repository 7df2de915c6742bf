"""Taking a table of addresses into the base, in portions: each is one transaction with one journal entry.

Good rows are taken in, bad ones listed; the same file once more does no harm. Places come first, then buildings, then
rooms, whatever their order in the file, so that every row finds its parent with little in memory.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanmi.addresses.base.areas import cell_of, grid_at
from wanmi.addresses.base.elements import LEVELS, PARENT_OF, full_text
from wanmi.addresses.base.models import Address, AddressCode, Alias
from wanmi.addresses.base.numbering import new_public_id
from wanmi.addresses.base.transfer.records import Numbered, records
from wanmi.addresses.base.transfer.rows import Fault, Key, Row, level_in, read_row
from wanmi.codes.place import Level
from wanmi.journal import writing
from wanmi.process.engine import Actor
from wanmi.territory.models import Division
from wanmi.territory.queries import locating, today, valid_on

SUBJECT = "address_import"
PORTION = 2_000  # rows a transaction: on SQLite whoever else writes waits for one to end
STATEMENT = 500  # rows a statement
QUERY = 2_000  # codes a query
Progress = Callable[[int, int | None], object]  # rows read, each once for each level; of how many, once that is known
Portion = list[tuple[int, Row]]  # each with the number that it has in the file


@dataclass(slots=True)
class Imported:
    """What became of the rows of a file."""

    added: int = 0
    known: int = 0  # in the base already, with the same text
    bad: int = 0


def import_file(path: Path, actor: Actor, bad_rows: Path, progress: Progress) -> Imported:
    """Take the addresses of ``path`` into the base. Raises BadTable; ``bad_rows`` is written where a row is bad."""
    with ExitStack() as stack:
        run, reading = _Run(actor, path.name, _Faults(bad_rows, stack)), _Reading(path, progress)
        for level in LEVELS:
            for portion in _portions(run.read(level, reading.once())):
                run.store(level, portion)
    return run.sums


def _portions(rows: Iterator[tuple[int, Row]]) -> Iterator[Portion]:
    while portion := list(islice(rows, PORTION)):
        yield portion


class _Reading:
    """A file that is read once for each level, and how far that is."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self.path, self.progress = path, progress
        self.done = 0
        self.total: int | None = None

    def once(self) -> Numbered:
        for record in records(self.path):
            self.done += 1
            if self.done % PORTION == 0:
                self.progress(self.done, self.total)
            yield record
        self.total = self.total or len(LEVELS) * self.done
        self.progress(self.done, self.total)


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
        self.locate = lru_cache(PORTION)(locating())  # the rooms of a building often share its position
        self.divisions = dict(Division.objects.filter(valid_on(self.today)).values_list("code", "name_zh"))

    def read(self, level: str, numbered: Numbered) -> Iterator[tuple[int, Row]]:
        """The good rows of one level; those that name no level at all are bad once, with the first."""
        for number, record in numbered:
            if level_in(record) == level or (level == LEVELS[0] and level_in(record) not in LEVELS):
                read = read_row(record)
                if isinstance(read, Row):
                    yield number, read
                else:
                    self._refuse(number, read)

    @transaction.atomic
    def store(self, level: str, portion: Portion) -> None:
        """Take in those rows that are new and agree with the base."""
        texts = _texts(key for _, row in portion for key in row.keys)
        parents = _addresses((row.scheme, row.parent) for _, row in portion if row.parent)
        fresh: list[tuple[Row, Address]] = []
        for number, row in portion:
            address = self._address(row, parents.get((row.scheme, row.parent)))
            if texts.get(row.keys[0]) == address.text:
                self.sums.known += 1
            elif faults := [*self._faults_of(row, address.parent), *_taken(row, texts)]:
                self._refuse(number, faults)
            else:
                address.cell, address.grid = cell_of(address), row.grid or grid_at(address, self.locate)
                fresh.append((row, address))
                texts |= dict.fromkeys(row.keys, address.text)
        if fresh:
            _write(fresh)
            self._journal(level, [row.keys[0] for row, _ in fresh])
            self.sums.added += len(fresh)

    def _refuse(self, number: int, faults: Iterable[Fault]) -> None:
        self.sums.bad += 1
        self.faults.add(number, faults)

    def _faults_of(self, row: Row, parent: Address | None) -> Iterator[Fault]:
        if row.community not in self.divisions:
            yield Fault("community", row.community, "a community of this city")
        if row.parent and (parent is None or parent.level != PARENT_OF[row.level]):
            yield Fault("parent", row.parent, f"the code of a {PARENT_OF[row.level]} of the base or the file")

    def _address(self, row: Row, parent: Address | None) -> Address:
        elements = {**(parent.elements if parent else {}), **row.elements}
        lon, lat = row.position or (None, None)
        return Address(
            public_id=new_public_id(),
            state="active",
            level=row.level,
            parent=parent,
            elements=elements,
            text=(row.text or self._text(row.community, elements))[:300],
            community=row.community,
            area_since=self.today,
            lon=lon,
            lat=lat,
            is_official=row.official,
            source="import",
            valid_from=row.valid_from or self.today,
        )

    def _text(self, community: str, elements: Mapping[str, str]) -> str:
        above = (community[: Level.COUNTY], community[: Level.STREET])
        return full_text(community, (self.divisions.get(code, "") for code in above), elements)

    def _journal(self, level: str, keys: list[Key]) -> None:
        """One entry a portion: how many, of which level, and a digest over their codes, never the addresses."""
        digest = sha256("\n".join("=".join(key) for key in keys).encode()).hexdigest()
        body = {"file": self.name, "level": level, "added": len(keys), "digest": digest}
        actor, place = self.actor, self.actor.region
        draft = writing.Draft(SUBJECT, digest[:60], "import", actor.id, actor.post, timezone.now(), place, body)
        writing.append(draft)


def _texts(keys: Iterable[Key]) -> dict[Key, str]:
    """Those of the codes that the base has, with the texts of their addresses."""
    columns = ("scheme", "value", "address__text")
    return {(scheme, value): text for found in _coded(keys) for scheme, value, text in found.values_list(*columns)}


def _addresses(keys: Iterable[Key]) -> dict[Key, Address]:
    """Those of the codes that the base has, with their addresses."""
    found = (code for codes in _coded(keys) for code in codes.select_related("address"))
    return {(code.scheme, code.value): code.address for code in found}


def _coded(keys: Iterable[Key]) -> Iterator[QuerySet[AddressCode]]:
    """Queries for the codes, each of one scheme: the index begins with it, and without it the whole base is read."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    for scheme, value in keys:
        values[scheme].add(value)
    for scheme, wanted in values.items():
        rest = iter(wanted)
        while part := list(islice(rest, QUERY)):
            yield AddressCode.objects.filter(scheme=scheme, value__in=part)


def _taken(row: Row, texts: Mapping[Key, str]) -> Iterator[Fault]:
    for scheme, value in row.keys:
        if (scheme, value) in texts:
            yield Fault("code", value, f"a code of the scheme {scheme} that no other address has")


def _write(fresh: list[tuple[Row, Address]]) -> None:
    Address.objects.bulk_create((address for _, address in fresh), batch_size=STATEMENT)
    codes = (
        AddressCode(address=address, scheme=scheme, value=value) for row, address in fresh for scheme, value in row.keys
    )
    AddressCode.objects.bulk_create(codes, batch_size=STATEMENT)
    names = (Alias(address=address, text=text, kind="colloquial") for row, address in fresh for text in row.aliases)
    Alias.objects.bulk_create(names, batch_size=STATEMENT, ignore_conflicts=True)
