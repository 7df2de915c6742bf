"""How what was said is found and stored, for :mod:`wanmi.acts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from wanmi.acts import pictures as files
from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Process, Work
from wanmi.acts.errors import MovedOn
from wanmi.addresses.base.desks import desk_of
from wanmi.almanac.queries import work_calendar
from wanmi.cases.actors import RESIDENT
from wanmi.cases.models import Case
from wanmi.circles.definition import candidate_definition
from wanmi.circles.errors import UnknownCandidate
from wanmi.circles.models import Candidate, Group, Photo
from wanmi.circles.night import begins
from wanmi.circles.rules import URGENT, rules_in_force
from wanmi.journal import writing
from wanmi.journal.models import Entry
from wanmi.process.definition import Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.worktime.calendar import WorkCalendar

SUBJECT = "candidate"
SEALED = ("text", "answer")
ERASES = ("erase", "withdraw")
Pictures = Sequence[files.Picture]


class CandidateProcess(Process[Candidate]):
    """What is said in one group, which matters for a message that is noted; ``pictures`` are those of the act."""

    subject = SUBJECT

    def __init__(self, group: Group | None = None, pictures: Pictures = ()) -> None:
        self.definition = candidate_definition()
        self.group, self.pictures = group, pictures

    def opened(self) -> Candidate:
        return Candidate(group=self.group)

    def find(self, name: str) -> Candidate:
        return Candidate.objects.select_related("group", "case").get(pk=name)

    def lock(self, name: str, seen: int | None) -> Candidate:
        rows = Candidate.objects.select_for_update(of=("self",)).select_related("group", "case")
        found = rows.filter(pk=name).first()
        if found is None:
            raise UnknownCandidate(name)
        if seen is not None and seen != found.version:
            raise MovedOn(f"candidate {name}", found.version, seen)
        return found

    def snapshot(self, row: Candidate) -> Snapshot:
        return snapshots.from_json(row.snapshot)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        """The limit of the response and the moment from which it runs; only his own words are a resident's."""
        actor = work.order.actor
        if actor.post_kind == RESIDENT and actor.id != snapshot.facts.get("author"):
            raise Refused([Reason("not_yours")])
        return _clocked(str(work.carried["urgency"]), work.at) if "urgency" in work.carried else {}

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Candidate, work: Work, after: Snapshot) -> str:
        if row.pk is None:
            row.heard_at, row.text = work.at, str(work.carried["text"])
        project(row, after, work.at)
        if work.order.action in ERASES:
            row.text = ""
        row.save()
        if work.order.action in ERASES:
            _erase(row)
        return str(row.pk)

    def attach(self, row: Candidate, entry: Entry) -> None:
        files.store(self.pictures)
        for each in self.pictures:
            about = {"field": each.field, "digest": each.digest, "content_type": each.content_type}
            Photo.objects.create(candidate=row, entry=entry, size=len(each.content), **about)


def project(row: Candidate, after: Snapshot, at: datetime) -> None:
    """Set every column that follows from the snapshot after an act at ``at``; saves nothing."""
    facts, definition = after.facts, candidate_definition()
    row.state, row.place = after.state, str(facts["place"])
    row.author, row.is_urgent = str(facts.get("author") or ""), facts["urgency"] == URGENT
    row.post, row.due_at = desk_of(definition, after)
    if definition.is_final(after.state) and row.ended_at is None:
        row.ended_at = at
    if facts.get("case") and row.case is None:
        row.case = Case.objects.get(number=facts["case"])
    row.version, row.snapshot = after.version, snapshots.as_json(after)


def _clocked(urgency: str, at: datetime) -> dict[str, Json]:
    rules = rules_in_force()
    later = at if urgency == URGENT else begins(at, rules.night)
    return {"limit_response": dict(rules.limits[urgency]), "not_before": later.isoformat() if later > at else ""}


def _erase(row: Candidate) -> None:
    """The words and pictures go for good; what became of them stays."""
    writing.erase(SUBJECT, str(row.pk), SEALED)
    digests = list(row.photos.values_list("digest", flat=True))
    row.photos.all().delete()
    files.forget(digests)
