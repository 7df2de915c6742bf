"""A matter of another system that a grid has: opened as a ticket when it comes in, told when the ticket ends.

The case that it became keeps its own way; whichever of the two ends tells the source, under the source's own number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wanmi.joint.models import Obligation, with_rules
from wanmi.joint.personal import SUBJECT
from wanmi.joint.rules.store import rules_of
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.linkage.opening import open_ticket
from wanmi.outbox.courier import Courier, Draft, Outcome, Parcel, Verdict
from wanmi.outbox.models import Feed, Message
from wanmi.outbox.replaying import end_of_journal
from wanmi.sources.courier import SourceCourier, noted
from wanmi.sources.models import Record
from wanmi.sources.rules import sources_in_force

FEED = "ticket"
NAME = "ticket:all"


class TellingCourier(SourceCourier):
    """What ends is told to the source, whether it is the case or the ticket that is its companion."""

    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterator[Draft]:
        yield from super().messages(feed, entries)
        source = sources_in_force().get(feed.name.partition(":")[2])
        moved = {entry.subject: entry for entry in entries if entry.subject_kind == SUBJECT}
        rows = with_rules(Obligation.objects.filter(number__in=moved, case__isnull=False)) if source else []
        for row in rows:
            if source is not None and _ends(row, moved[row.number]):
                yield from _told(row, moved[row.number], source.key)


def _ends(row: Obligation, entry: Entry) -> bool:
    """Whether the entry ended the ticket, or opened it again."""
    change, process = body_of(entry)["change"], rules_of(row.rules).obligation
    return process.is_final(change["before"]) != process.is_final(change["after"])


def _told(row: Obligation, entry: Entry, source: str) -> Iterator[Draft]:
    state = str(body_of(entry)["change"]["after"])
    ended = rules_of(row.rules).obligation.is_final(state)
    for record in Record.objects.filter(source=source, case=row.case_id).order_by("pk"):
        yield from noted(record, sources_in_force()[source], entry, state, ended=ended, ticket=row.number)


def the_feed() -> Feed:
    """Made at the first call; what came in before opens no ticket."""
    return Feed.objects.get_or_create(pk=NAME, defaults={"seq": end_of_journal()})[0]


class TicketCourier(Courier):
    """What a source tells that names a kind (``ticket``) becomes a ticket at its place; an act like any other."""

    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterator[Draft]:
        kinds = {key: source.ticket for key, source in sources_in_force().items() if source.ticket}
        reported = {entry.subject: entry for entry in entries if entry.action == "report"} if kinds else {}
        found = Record.objects.filter(source__in=kinds, case__number__in=reported).select_related("case")
        for record in found.order_by("pk"):
            entry = reported[record.case.number]
            about = {"record": record.pk, "kind": kinds[record.source]}
            yield Draft(f"{entry.seq}:{record.pk}", entry.seq, f"record:{record.pk}", about)

    def parcel(self, message: Message) -> Parcel | Outcome:
        record = Record.objects.filter(pk=message.about["record"]).select_related("case").first()
        if record is None:
            return Outcome(Verdict.DROPPED, answer="the record is gone")
        place = record.case.grid or record.case.place
        return open_ticket(record.case, str(message.about["kind"]), place, f"ticket:{message.name}")
