"""The only place that changes proceedings. Each act is one transaction: check, change, project, journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wanmi.acts import pictures as files
from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Done, Order, Process, Work, carry_out, prepared
from wanmi.acts.errors import MovedOn
from wanmi.almanac.queries import work_calendar
from wanmi.codes.errors import CodeError
from wanmi.codes.place import covers, parse_place
from wanmi.journal import writing
from wanmi.journal.models import Entry
from wanmi.proceedings.errors import UnknownProceeding
from wanmi.proceedings.models import ERASE, SUBJECT, Paper, Proceeding
from wanmi.proceedings.procedures import definition_of, procedure
from wanmi.proceedings.projecting import project, share
from wanmi.process.definition import DEPARTMENT, PLACE, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import current_city, is_valid_place
from wanmi.worktime.calendar import WorkCalendar


def begin(key: str, order: Order) -> Done[Proceeding]:
    """Open a proceeding. Raises UnknownProcedure, KeyUsed, or Refused with every reason; nothing is kept then."""
    return _carry_out(key, order, None)


def act(pk: int, order: Order) -> Done[Proceeding]:
    """Take one action. Raises UnknownProceeding, MovedOn, KeyUsed or Refused; then nothing has changed."""
    key = Proceeding.objects.filter(pk=pk).values_list("procedure", flat=True).first()
    if key is None:
        raise UnknownProceeding(pk)
    return _carry_out(key, order, str(pk))


def _carry_out(key: str, order: Order, name: str | None) -> Done[Proceeding]:
    pictures = files.checked(order.pictures)
    process = Carrying(key, pictures)
    carried = {field: value for field, value in order.carried.items() if value not in (None, "")}
    carried = files.carried_with(pictures, carried, process.definition)
    return carry_out(process, prepared(order, name, carried, current_city()), name)


class Carrying(Process[Proceeding]):
    """The runs of one procedure; ``pictures`` are those that the act carries."""

    subject = SUBJECT

    def __init__(self, key: str, pictures: Sequence[files.Picture] = ()) -> None:
        self.procedure = procedure(key)
        self.definition = definition_of(key)
        self.pictures = pictures

    def opened(self) -> Proceeding:
        return Proceeding(procedure=self.procedure.key)

    def find(self, name: str) -> Proceeding:
        return Proceeding.objects.get(pk=name)

    def lock(self, name: str, seen: int | None) -> Proceeding:
        found = Proceeding.objects.select_for_update().filter(pk=name).first()
        if found is None:
            raise UnknownProceeding(name)
        if seen is not None and seen != found.version:
            raise MovedOn(found.number, found.version, seen)
        return found

    def snapshot(self, row: Proceeding) -> Snapshot:
        return snapshots.from_json(row.snapshot)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        facts: dict[str, Json] = {}
        if PLACE in work.carried:
            facts[PLACE] = _place(str(work.carried[PLACE]), work)
        if not snapshot.version:
            facts[DEPARTMENT] = work.order.actor.organisation
        return facts | dict(self.procedure.means(work, snapshot))

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Proceeding, work: Work, after: Snapshot) -> str:
        if not row.pk:
            row.opened_at = work.at
        project(row, after)
        row.save()
        if self.procedure.shared_by in work.carried:
            share(row)
        if work.order.action.startswith(ERASE):
            writing.erase(SUBJECT, str(row.pk), self.definition.sealed_fields)
        self.procedure.follows(work, after)
        return str(row.pk)

    def attach(self, row: Proceeding, entry: Entry) -> None:
        files.store(self.pictures)
        for each in self.pictures:
            about = {"field": each.field, "digest": each.digest, "content_type": each.content_type}
            Paper.objects.create(proceeding=row, entry=entry, size=len(each.content), **about)


def _place(value: str, work: Work) -> str:
    """A division of the city on the ground of whoever opens the proceeding."""
    try:
        code = parse_place(value)
    except CodeError as error:
        raise Refused([Reason("not_a_place", {"value": value, "expected": error.expected})]) from error
    if not is_valid_place(code):
        raise Refused([Reason("outside_city", {"field": PLACE, "value": value})])
    if not covers(work.order.actor.region, code):
        raise Refused([Reason("outside_region", {"field": PLACE, "region": work.order.actor.region})])
    return code
