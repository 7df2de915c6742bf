"""What follows from the journal for groups: the ticket of a matter, and the answer that goes back to its group.

A ticket is opened when the response clock may begin: at once by day and for urgent words, else in the morning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from wanmi.acts.system import system_actor
from wanmi.circles import postings
from wanmi.circles.carrying import SUBJECT
from wanmi.circles.models import Candidate
from wanmi.circles.night import begins
from wanmi.circles.rules import URGENT, USUAL, NoRules, rules_in_force
from wanmi.journal.models import Entry
from wanmi.journal.reading import entry_with_key
from wanmi.linkage.opening import open_ticket
from wanmi.notices.companions import companions
from wanmi.outbox.courier import Courier, Draft, Outcome, Parcel, Verdict
from wanmi.outbox.models import Feed, Message
from wanmi.outbox.replaying import end_of_journal
from wanmi.workforce.queries import city_zone

FEED = "circle"
NAME = "circle:all"
MATTERS = ("confirm", "tap")


def the_feed() -> Feed:
    """Made at the first call; what happened before opens no ticket and answers no group."""
    return Feed.objects.get_or_create(pk=NAME, defaults={"seq": end_of_journal()})[0]


class CircleCourier(Courier):
    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterator[Draft]:
        became = {
            entry.subject: entry for entry in entries if entry.subject_kind == SUBJECT and entry.action in MATTERS
        }
        for row in Candidate.objects.filter(pk__in=became).order_by("pk") if became else ():
            if kind := _kind(row):
                seq, about = became[str(row.pk)].seq, {"candidate": row.pk, "kind": kind}
                yield Draft(f"{seq}:ticket", seq, f"candidate:{row.pk}", about, _not_before(row))
        yield from _answers(entries)

    def parcel(self, message: Message) -> Parcel | Outcome:
        row = Candidate.objects.select_related("group", "case").get(pk=message.about["candidate"])
        if "answer" in message.about:
            return _answered(row, message)
        assert row.case is not None, "it became a matter"
        return open_ticket(row.case, str(message.about["kind"]), row.place, f"circle:{message.name}")


def _kind(row: Candidate) -> str:
    """The kind of ticket that it becomes: the one that was chosen, else the city's for its urgency; perhaps none."""
    try:
        usual = rules_in_force().tickets.get(URGENT if row.is_urgent else USUAL, "")
    except NoRules:
        return ""
    return str(row.snapshot["facts"].get("kind") or usual) if usual else ""


def _not_before(row: Candidate) -> datetime | None:
    heard = row.heard_at.astimezone(city_zone())
    return None if row.is_urgent else begins(heard, rules_in_force().night)


def _answers(entries: Sequence[Entry]) -> Iterator[Draft]:
    """An answer to the person goes to each group in which the matter was spoken of, once."""
    telling = companions().telling(entries)
    answering = {seq: told.number for seq, told in telling.items() if not told.is_extension}
    rows = (
        Candidate.objects.filter(case__number__in=set(answering.values())).select_related("case") if answering else ()
    )
    said: dict[str, dict[int, int]] = {}
    for row in rows:
        said.setdefault(row.case.number if row.case else "", {}).setdefault(row.group_id, row.pk)
    for seq, number in answering.items():
        for group, candidate in said.get(number, {}).items():
            yield Draft(f"{seq}:answer:{group}", seq, f"group:{group}", {"candidate": candidate, "answer": seq})


def _answered(row: Candidate, message: Message) -> Outcome:
    words, key = companions().told_in(message.about["answer"]).words, f"circle:{message.name}"
    if not words:
        return Outcome(Verdict.DROPPED, answer="the answer was erased")
    with transaction.atomic():
        if entry_with_key(key) is None:
            postings.post(row.group, words[: postings.WORDS_AT_MOST], "", system_actor(), row.case, key)
    return Outcome(Verdict.DELIVERED)
