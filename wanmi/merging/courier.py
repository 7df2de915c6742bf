"""When a main case ends, the cases that went into it are answered; told by the journal, a crash loses none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from wanmi.acts.system import system_actor
from wanmi.cases import services as cases
from wanmi.cases.definition import case_definition
from wanmi.cases.services import SUBJECT, Order
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.merging.models import Merge
from wanmi.merging.services import MERGED
from wanmi.outbox.courier import Courier, Draft, Outcome, Parcel, Verdict
from wanmi.outbox.models import Feed, Message
from wanmi.outbox.replaying import end_of_journal
from wanmi.process.errors import Refused

FEED = "merging"
NAME = "merging:all"
DONE = ("closed", "force_closed", "self_closed")  # ends after work; all others are ends without it


def the_feed() -> Feed:
    """Made at the first call; what ended before is told to nobody."""
    return Feed.objects.get_or_create(pk=NAME, defaults={"seq": end_of_journal()})[0]


class MergeCourier(Courier):
    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterator[Draft]:
        ended = {entry.subject: entry for entry in entries if has_ended(entry)}
        merged = Merge.objects.filter(main__number__in=ended, state=MERGED).select_related("main")
        for row in merged.order_by("pk"):
            entry = ended[row.main.number]
            about = {"merge": row.pk, "state": body_of(entry)["change"]["after"]}
            yield Draft(f"{entry.seq}:{row.pk}", entry.seq, f"merge:{row.pk}", about)

    def parcel(self, message: Message) -> Parcel | Outcome:
        """The answer is an act on the merged case; its notice to the reporter follows from that entry."""
        row = Merge.objects.filter(pk=message.about["merge"], state=MERGED).select_related("duplicate", "main").first()
        if row is None:
            return Outcome(Verdict.DROPPED, answer="taken apart")
        outcome = "closed" if message.about["state"] in DONE else "not_taken"
        carried = {"number": row.main.number, "outcome": outcome}
        order = Order("answer_merged", system_actor(), carried, key=f"answer:{message.name}", at=timezone.now())
        try:
            cases.act(row.duplicate.number, order)
        except Refused as refused:
            return Outcome(Verdict.FAILED, answer=", ".join(reason.code for reason in refused.reasons))
        return Outcome(Verdict.DELIVERED)


def has_ended(entry: Entry) -> bool:
    """Whether the entry brought a case to an end."""
    if entry.subject_kind != SUBJECT:
        return False
    change = body_of(entry)["change"]
    state = case_definition().states.get(change["after"])
    return change["before"] != change["after"] and state is not None and state.final
