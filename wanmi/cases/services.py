"""The only place that writes cases. Each act is one transaction: check, change, project, journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wanmi.acts import pictures as files
from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Order, Process, Work, carry_out, prepared
from wanmi.almanac.queries import work_calendar
from wanmi.cases import fulltext, meaning, personal
from wanmi.cases.actors import RESIDENT
from wanmi.cases.definition import definition_of
from wanmi.cases.errors import MovedOn, UnknownCase
from wanmi.cases.models import Attachment, Case
from wanmi.cases.numbers import next_number
from wanmi.cases.personal import SUBJECT
from wanmi.cases.projecting import lay_on_desks, project
from wanmi.journal.models import Entry
from wanmi.process.definition import Json
from wanmi.process.engine import Snapshot
from wanmi.territory.models import City
from wanmi.territory.queries import current_city
from wanmi.worktime.calendar import WorkCalendar

__all__ = ["SUBJECT", "Order", "Outcome", "act", "report"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The case after the act. ``repeated``: the key was known, so nothing was done again."""

    case: Case
    repeated: bool = False


def report(order: Order) -> Outcome:
    """Open a case. Raises Refused with every reason; nothing is kept of a refused report."""
    return _carry_out(order, None)


def act(number: str, order: Order) -> Outcome:
    """Take one action on a case. Raises UnknownCase, MovedOn, KeyUsed or Refused; then nothing has changed."""
    return _carry_out(order, number)


def _carry_out(order: Order, number: str | None) -> Outcome:
    """Everything that needs no lock comes first: pictures are decoded, the place is found."""
    city = current_city()
    pictures = files.checked(order.pictures)
    carried = {key: value for key, value in order.carried.items() if value not in (None, "")}
    carried = files.carried_with(pictures, carried, definition_of(city))
    if number is None:
        carried = meaning.completed(carried, [picture.position for picture in pictures if picture.position])
    work = prepared(order, number, carried, city)
    done = carry_out(CaseProcess(city, pictures), work, number)
    return Outcome(done.row, done.repeated)


class CaseProcess(Process[Case]):
    """The cases of this city; ``pictures`` are those that the act carries."""

    subject = SUBJECT

    def __init__(self, city: City, pictures: Sequence[files.Picture]) -> None:
        self.city = city
        self.definition = definition_of(city)
        self.pictures = pictures
        self.number = ""  # of a case that is there already
        self.erased: list[str] = []  # digests of the pictures that the act has erased

    def opened(self) -> Case:
        return Case()

    def find(self, name: str) -> Case:
        return Case.objects.get(number=name)

    def lock(self, name: str, seen: int | None) -> Case:
        case = Case.objects.select_for_update(of=("self",)).select_related("item").filter(number=name).first()
        if case is None:
            raise UnknownCase(name)
        if seen is not None and seen != case.version:
            raise MovedOn(case, seen)
        self.number = name
        return case

    def snapshot(self, row: Case) -> Snapshot:
        return snapshots.from_json(row.snapshot)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        facts = meaning.facts_of(self.definition, work.carried, snapshot.facts, self.city, work.at)
        if work.order.actor.post_kind == RESIDENT and "reporter" in personal.ERASES.get(work.order.action, ()):
            others = personal.contacts(self.number).keys() - {work.order.actor.id}
            facts["has_reporter"] = bool(others) or bool(facts.get("has_reporter"))
        return facts

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Case, work: Work, after: Snapshot) -> str:
        if not row.number:
            row.number = next_number(self.city, work.at)
            row.reported_at = work.at
        texts = {name: work.carried[name] for name in ("text", "address") if name in work.carried}
        if work.order.action in personal.ERASES:
            self.erased = personal.erase(row.number, work.order.action, work.order.actor, work.carried)
            texts = personal.texts(row.number)
        for name, text in texts.items():
            setattr(row, name, text)
        project(row, self.definition, after)
        row.save()
        lay_on_desks(row, self.definition, after, work.at)
        if texts:
            fulltext.index(row)
        return row.number

    def told(self) -> Mapping[str, Json]:
        return {files.ERASED: list(self.erased)} if self.erased else {}

    def attach(self, row: Case, entry: Entry) -> None:
        files.store(self.pictures)
        rows = [
            Attachment(
                case=row,
                entry=entry,
                field=picture.field,
                digest=picture.digest,
                content_type=picture.content_type,
                size=len(picture.content),
            )
            for picture in self.pictures
        ]
        if rows:
            Attachment.objects.bulk_create(rows)
