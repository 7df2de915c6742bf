"""Telling the sources how their matters ended, from the journal through the outbox, so that a crash loses none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from wanmi.cases.definition import case_definition
from wanmi.cases.services import SUBJECT
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.outbox.calling import NoAnswer, call
from wanmi.outbox.courier import Courier, Draft, Outcome, Parcel, Verdict
from wanmi.outbox.models import Feed, Message
from wanmi.outbox.replaying import end_of_journal
from wanmi.sources.models import Record
from wanmi.sources.rules import Source, sources_in_force

FEED = "source"
ANSWERED = "answer_merged"  # the act by which a merged case is answered with its main case
MERGED = "merged"  # a state that is no end for the source: the main case goes on


def feeds() -> None:
    """A feed for each source; made at its first sight, and what ended before is told to nobody."""
    for key in sources_in_force():
        Feed.objects.get_or_create(pk=f"{FEED}:{key}", defaults={"seq": end_of_journal()})


class SourceCourier(Courier):
    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterator[Draft]:
        source = sources_in_force().get(feed.name.partition(":")[2])
        moved = {entry.subject: entry for entry in entries if _tells(entry)}
        if source is None or not moved:
            return
        rows = Record.objects.filter(source=source.key, case__number__in=moved).select_related("case")
        for row in rows.order_by("pk"):
            entry = moved[row.case.number]
            yield from _of_case(row, entry, source)

    def parcel(self, message: Message) -> Parcel | Outcome:
        source = sources_in_force().get(message.feed_id.partition(":")[2])
        row = Record.objects.filter(pk=message.about["record"]).select_related("case").first()
        if source is None or row is None or not source.write_back:
            return Outcome(Verdict.DROPPED, answer="the source is not declared any more")
        body = json.dumps(_body(row, source, message.about), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.name}
        if token := settings.SOURCE_TOKENS.get(source.key):
            headers["Authorization"] = f"Bearer {token}"
        private = settings.OUTGOING_PRIVATE
        return Parcel([message], lambda: _posted(source.write_back, headers, body, private))


def _tells(entry: Entry) -> bool:
    """Whether the entry ended a case, opened it again, or answered a merged one."""
    if entry.subject_kind != SUBJECT:
        return False
    if entry.action == ANSWERED:
        return True
    change, definition = body_of(entry)["change"], case_definition()
    before, after = change["before"], change["after"]
    if MERGED in (before, after) or before == after or not before:
        return False
    return definition.is_final(before) != definition.is_final(after)


def _of_case(row: Record, entry: Entry, source: Source) -> Iterator[Draft]:
    body = body_of(entry)
    state = str(body["carried"]["outcome"]) if entry.action == ANSWERED else str(body["change"]["after"])
    ended = entry.action == ANSWERED or case_definition().is_final(state)
    yield from noted(row, source, entry, state, ended=ended)


def noted(row: Record, source: Source, entry: Entry, state: str, *, ended: bool, ticket: str = "") -> Iterator[Draft]:
    """Mark the record, in the transaction that marks the entry as read; a message where the source wants one.

    ``ticket``: the number of a companion of the case, where it is that which has ended.
    """
    row.ended_at, row.ending = (entry.at, state) if ended else (None, "")
    row.save(update_fields=["ended_at", "ending"])
    if source.write_back:
        about = {"record": row.pk, "state": state, "ended": ended, "at": entry.at.isoformat()}
        about |= {"ticket": ticket} if ticket else {}
        yield Draft(f"{entry.seq}:{row.pk}", entry.seq, f"record:{row.pk}", about)


def _body(row: Record, source: Source, about: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: about[name] for name in ("ticket", "state", "ended", "at") if name in about}
    return {"source": source.key, "number": row.number, "case": row.case.number, **told}


def _posted(url: str, headers: Mapping[str, str], body: bytes, private: bool) -> Outcome:
    try:
        answer = call("POST", url, headers, body, private=private)
    except NoAnswer as error:
        return Outcome(Verdict.AGAIN, answer=str(error))
    verdict = Verdict.DELIVERED if 200 <= answer.status < 300 else Verdict.AGAIN
    return Outcome(verdict, answer.status, answer.ms, answer.text.strip())


def now_ended(rows: Sequence[Record]) -> list[list[str]]:
    """The lines of an export: own number, case, state, when."""
    return [
        [row.number, row.case.number, row.ending, timezone.localtime(row.ended_at).isoformat(timespec="seconds")]
        for row in rows
        if row.ended_at
    ]
