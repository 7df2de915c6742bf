"""Does the journal still say what was written? Finds changed, missing and added entries and payloads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC

from wanmi.journal.chain import GENESIS, commitment, link
from wanmi.journal.models import Entry, Head, Sealed
from wanmi.journal.reading import all_entries

COLUMNS = ("seq", "subject_kind", "subject", "action", "actor", "post", "place", "key")


@dataclass(frozen=True, slots=True)
class Fault:
    seq: int
    what: str


@dataclass(slots=True)
class Report:
    """What a verification found. Keep ``seq`` and ``digest`` elsewhere: they prove later that nothing was cut off."""

    seq: int = 0
    digest: str = GENESIS
    payloads: int = 0  # how many sealed payloads the entries committed to
    faults: list[Fault] = field(default_factory=list)


def verify(anchor: tuple[int, str] | None = None, progress: Callable[[int], None] | None = None) -> Report:
    """Walk the whole chain. ``anchor`` is a (seq, digest) noted earlier that must still stand in it."""
    report = Report()
    for entry in all_entries():
        report.faults += [Fault(entry.seq, what) for what in _faults_in(entry, report)]
        if anchor and entry.seq == anchor[0] and entry.digest != anchor[1]:
            report.faults.append(Fault(entry.seq, "digest differs from the anchor"))
        report.seq, report.digest = entry.seq, entry.digest
        report.payloads += len(_promised(entry))
        if progress:
            progress(entry.seq)
    report.faults += _faults_at_the_end(report, anchor)
    report.faults += [Fault(seq, what) for seq, what in _broken_seals()]
    return report


def _faults_in(entry: Entry, before: Report) -> Iterator[str]:
    if entry.seq != before.seq + 1:
        yield f"{entry.seq - before.seq - 1} entries before it are missing"
    if entry.previous != before.digest:
        yield "does not follow the entry before it"
    if entry.digest != link(entry.previous, entry.body):
        yield "its body was changed"
        return  # what it says now is worth nothing
    written = json.loads(entry.body)
    for column in COLUMNS:
        if getattr(entry, column) != written[column]:
            yield f"column {column} was changed"
    if entry.at.astimezone(UTC).isoformat(timespec="microseconds") != written["at"]:
        yield "column at was changed"


def _faults_at_the_end(report: Report, anchor: tuple[int, str] | None) -> Iterator[Fault]:
    head = Head.objects.filter(pk=1).first()
    if (head.seq, head.digest) != (report.seq, report.digest) if head else report.seq:
        yield Fault(report.seq, "the chain does not end where its head says")
    if (kept := Sealed.objects.count()) != report.payloads:
        yield Fault(report.seq, f"{report.payloads} payloads were sealed, {kept} are kept")
    if anchor and anchor[0] > report.seq:
        yield Fault(report.seq, f"the journal ends before the anchor at {anchor[0]}")


def _broken_seals() -> Iterator[tuple[int, str]]:
    """Payloads that are not what the journal committed to; erased ones are in order."""
    rows = Sealed.objects.filter(erased_at=None).select_related("entry").order_by("entry_id")
    for row in rows.iterator(chunk_size=2_000):
        if _promised(row.entry).get(row.field) != commitment(row.salt, row.payload):
            yield row.entry_id, f"payload {row.field} was changed"


def _promised(entry: Entry) -> dict[str, str]:
    """The commitments of an entry by field; none where its body was damaged."""
    try:
        promised = json.loads(entry.body)["sealed"]
    except (ValueError, KeyError, TypeError):
        return {}
    return promised if isinstance(promised, dict) else {}
