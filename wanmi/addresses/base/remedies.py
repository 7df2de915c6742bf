"""Business rows and their addresses: matching them, and the remedy of those whose words mean no address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Done, Order, Process, Work, carry_out, prepared
from wanmi.acts.errors import MovedOn
from wanmi.acts.system import system_actor
from wanmi.addresses.base.answering import Found, resolve_many
from wanmi.addresses.base.definition import remedy_definition
from wanmi.addresses.base.desks import desk_of
from wanmi.addresses.base.errors import UnknownRemedy
from wanmi.addresses.base.models import Address, BusinessRow, Remedy
from wanmi.addresses.base.queries import code_of, with_code
from wanmi.almanac.queries import work_calendar
from wanmi.process.definition import Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import current_city
from wanmi.worktime.calendar import WorkCalendar

SUBJECT = "remedy"
BATCH = 1_000  # rows that are matched and stored together
TEXT_AT_MOST = 2_000  # characters of an address that are kept; the resolver reads no more either


@dataclass(slots=True)
class Linked:
    """What became of the rows of a table: matched, sent to the remedy queue, or known from before."""

    matched: int = 0
    remedies: int = 0
    known: int = 0


def link(table: str, rows: Iterable[tuple[str, str]]) -> Iterator[Linked]:
    """Match the rows (key, address) of a table and store the codes; yields the sums after each batch.

    A row that was linked before and still says the same is left alone, so that a remedy is not asked for twice and
    what a person has found stays.
    """
    sums = Linked()
    remaining = iter(rows)
    while batch := dict(islice(remaining, BATCH)):
        with transaction.atomic():
            _link_batch(table, {key: _kept(text) for key, text in batch.items()}, sums)
        yield sums


def _kept(text: str) -> str:
    return text.replace("\0", "").strip()[:TEXT_AT_MOST]


def _link_batch(table: str, batch: Mapping[str, str], sums: Linked) -> None:
    stored = {row.key: row for row in BusinessRow.objects.filter(table=table, key__in=batch)}
    fresh = {key: text for key, text in batch.items() if key not in stored or stored[key].text != text}
    found = dict(zip(fresh, resolve_many(list(fresh.values())), strict=True))
    for key, text in fresh.items():
        row = note(stored.get(key) or BusinessRow(table=table, key=key), text, found[key])
        sums.matched += bool(row.code)
        sums.remedies += not row.code
    sums.known += len(batch) - len(fresh)


def note(row: BusinessRow, text: str, found: Found | None, place: str = "") -> BusinessRow:
    """Store what the text of a row means; ask for a remedy where it means no address in force."""
    row.text = text
    lay(row, found if found is not None and found.is_in_force else None, timezone.now())
    row.save()
    if not row.code and not Remedy.objects.filter(row=row, post__isnull=False).exists():
        _ask(row, place or current_city().code)
    return row


def lay(row: BusinessRow, found: Found | None, at: datetime) -> None:
    """Say where a row is from ``at`` on, or that it is nowhere that is known; whoever calls stores it."""
    row.address, row.matched_at = found.address if found else None, at
    row.code, row.level, row.score = (found.code, found.address.level, found.score) if found else ("", "", 0)


def _ask(row: BusinessRow, place: str) -> None:
    order = Order("ask", system_actor(), {"place": place})
    carry_out(RemedyProcess(row), prepared(order, None, order.carried, current_city()), None)


def act(remedy: int, order: Order) -> Done[Remedy]:
    """Take one action on a remedy; naming the address writes its code to the business row in the same transaction.

    Raises UnknownRemedy, MovedOn, KeyUsed or Refused; then nothing has changed.
    """
    carried = {key: value for key, value in order.carried.items() if value not in (None, "")}
    return carry_out(RemedyProcess(), prepared(order, str(remedy), carried, current_city()), str(remedy))


class RemedyProcess(Process[Remedy]):
    """Remedies; ``row`` is the business row for which one is opened."""

    subject = SUBJECT

    def __init__(self, row: BusinessRow | None = None) -> None:
        self.definition = remedy_definition()
        self.row = row

    def opened(self) -> Remedy:
        return Remedy(row=self.row)

    def find(self, name: str) -> Remedy:
        return Remedy.objects.select_related("row").get(pk=name)

    def lock(self, name: str, seen: int | None) -> Remedy:
        found = Remedy.objects.select_for_update(of=("self",)).select_related("row").filter(pk=name).first()
        if found is None:
            raise UnknownRemedy(name)
        if seen is not None and seen != found.version:
            raise MovedOn(f"remedy {name}", found.version, seen)
        return found

    def snapshot(self, row: Remedy) -> Snapshot:
        return snapshots.from_json(row.snapshot)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        if "code" not in work.carried:
            return {}
        address = with_code(str(work.carried["code"]).strip())
        if address is None or address.state != "active":
            raise Refused([Reason("unknown_address", {"field": "code", "value": work.carried["code"]})])
        return {"address_id": address.pk}

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Remedy, work: Work, after: Snapshot) -> str:
        row.state, row.place = after.state, str(after.facts["place"])
        row.post, row.due_at = desk_of(self.definition, after)
        row.version, row.snapshot = after.version, snapshots.as_json(after)
        row.save()
        if "code" in work.carried:
            lay(row.row, found_by(after), work.at)
            row.row.save()
        return str(row.pk)


def found_by(snapshot: Snapshot) -> Found | None:
    """What a remedy has found; None as long as it is looked for, and where none is meant."""
    if "address_id" not in snapshot.facts:
        return None
    address = Address.objects.get(pk=str(snapshot.facts["address_id"]))
    return Found(code_of(address), 1, address)


def codes_of(table: str) -> Iterator[Sequence[str]]:
    """(key, code, level) of every row of a table, for its owner to take back."""
    rows = BusinessRow.objects.filter(table=table).order_by("id").values_list("key", "code", "level")
    return rows.iterator(chunk_size=BATCH)
