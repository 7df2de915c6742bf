"""How obligations and their parts are found and stored, for :mod:`wanmi.acts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from wanmi.acts import pictures as files
from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Process, Work
from wanmi.acts.errors import MovedOn
from wanmi.almanac.queries import work_calendar
from wanmi.joint import meaning, onlookers, personal
from wanmi.joint.errors import UnknownObligation
from wanmi.joint.models import Evidence, Obligation, Part, RuleBook, Series, with_rules
from wanmi.joint.personal import PART_SUBJECT, SUBJECT
from wanmi.joint.projecting import project_obligation, project_part
from wanmi.joint.rules.access import acting_rules
from wanmi.joint.rules.definition import ERASE
from wanmi.joint.tallying import is_tallied, keep, tally_of
from wanmi.journal.models import Entry
from wanmi.process.definition import Json
from wanmi.process.engine import Snapshot
from wanmi.territory.queries import current_city
from wanmi.worktime.calendar import WorkCalendar

Pictures = Sequence[files.Picture]


class ObligationProcess(Process[Obligation]):
    """Obligations under one rule book; ``caller`` is the organisation that opens one."""

    subject = SUBJECT

    def __init__(self, book: RuleBook, kind: str, pictures: Pictures = (), caller: str = "") -> None:
        self.book, self.rules = book, acting_rules(book)
        self.definition = self.rules.obligation
        self.kind, self.pictures, self.caller = self.rules.kinds[kind], pictures, caller
        self.erased: list[str] = []  # digests of the pictures that the act has erased

    def opened(self) -> Obligation:
        return Obligation(rules=self.book, caller_id=self.caller or None)

    def find(self, name: str) -> Obligation:
        return Obligation.objects.select_related("rules").get(number=name)

    def lock(self, name: str, seen: int | None) -> Obligation:
        return locked(name, seen)

    def snapshot(self, row: Obligation) -> Snapshot:
        return snapshots.from_json(row.snapshot)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        return meaning.of_obligation(self.rules, self.kind, work, snapshot)

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Obligation, work: Work, after: Snapshot) -> str:
        if not row.number:
            row.number, row.opened_at = _next_number(self.rules.letter, work.at), work.at
        if "text" in work.carried:
            row.text = work.carried["text"]
        if work.order.action == ERASE:
            self.erased = personal.erase(row, self.rules, work.carried)
        project_obligation(row, self.rules, after)
        row.save()
        onlookers.keep(row)
        if is_tallied(self.rules):
            keep(tally_of(row, after))
        return row.number

    def told(self) -> Mapping[str, Json]:
        return {files.ERASED: list(self.erased)} if self.erased else {}

    def attach(self, row: Obligation, entry: Entry) -> None:
        _keep(self.pictures, row, None, entry)


class PartProcess(Process[Part]):
    """Parts of one obligation; ``organisation`` is the one that is called, ``is_lead`` whether it leads."""

    subject = PART_SUBJECT

    def __init__(
        self, obligation: Obligation, pictures: Pictures = (), organisation: str = "", *, is_lead: bool = False
    ) -> None:
        self.obligation, self.rules = obligation, acting_rules(obligation.rules)
        assert self.rules.part is not None, "what has parts has a process for them"
        self.definition = self.rules.part
        self.pictures, self.organisation, self.is_lead = pictures, organisation, is_lead

    def opened(self) -> Part:
        serial = self.obligation.parts.count() + 1
        fixed = {"organisation_id": self.organisation, "is_lead": self.is_lead, "serial": serial}
        return Part(obligation=self.obligation, **fixed)

    def find(self, name: str) -> Part:
        return self.obligation.parts.get(serial=name.rpartition("-")[2])

    def lock(self, name: str, seen: int | None) -> Part:
        """The obligation is locked already, and with it all its parts."""
        row = self.find(name)
        row.obligation = self.obligation
        if seen is not None and seen != row.version:
            raise MovedOn(name, row.version, seen)
        return row

    def snapshot(self, row: Part) -> Snapshot:
        return snapshots.from_json(row.snapshot)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        found = meaning.of_part(self.rules, self.definition, work, snapshot)
        if snapshot.state:
            return found
        above = snapshots.from_json(self.obligation.snapshot).facts
        limits = {key: value for key, value in above.items() if key.startswith(meaning.LIMITS)}
        return {**found, **limits, "organisation": self.organisation, "is_lead": self.is_lead}

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Part, work: Work, after: Snapshot) -> str:
        is_new = row.pk is None
        if is_new:
            row.opened_at = work.at
        project_part(row, self.rules, after, work.order.action)
        row.save()
        if is_new:
            onlookers.keep(self.obligation)
        return row.name

    def attach(self, row: Part, entry: Entry) -> None:
        _keep(self.pictures, self.obligation, row, entry)


def locked(number: str, seen: int | None = None) -> Obligation:
    """The obligation, locked until the transaction ends: every act on it or on a part of it begins so."""
    rows = with_rules(Obligation.objects.select_for_update(of=("self",)))
    found = rows.filter(number=number).first()
    if found is None:
        raise UnknownObligation(number)
    if seen is not None and seen != found.version:
        raise MovedOn(number, found.version, seen)
    return found


def _next_number(letter: str, at: datetime) -> str:
    """The next number of the day, such as ``W1101012026112800017``; ``at`` is in the city's zone."""
    prefix = f"{letter}{current_city().code}{at:%Y%m%d}"
    series, _ = Series.objects.select_for_update().get_or_create(prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}{series.last:05d}"


def _keep(pictures: Pictures, obligation: Obligation, part: Part | None, entry: Entry) -> None:
    if not pictures:
        return
    files.store(pictures)
    Evidence.objects.bulk_create(
        Evidence(
            obligation=obligation,
            part=part,
            entry=entry,
            field=picture.field,
            digest=picture.digest,
            content_type=picture.content_type,
            size=len(picture.content),
        )
        for picture in pictures
    )
