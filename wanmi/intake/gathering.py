"""Taking in what other systems tell: each matter becomes a case once, and keeps its own number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanmi.addresses.base.transfer.records import records
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.cases.services import Order
from wanmi.cases.wording import sentence
from wanmi.intake import reporting
from wanmi.journal.writing import COMMAND_LINE, Draft, append
from wanmi.merging.finding import likely, told_by
from wanmi.merging.services import suggest
from wanmi.process.definition import SYSTEM
from wanmi.process.engine import Actor
from wanmi.process.errors import Refused
from wanmi.sources.models import Record
from wanmi.sources.reading import BadRecord, Told, read
from wanmi.sources.rules import Source
from wanmi.territory.queries import current_city
from wanmi.workforce.models import Appointment

SUGGESTED_FROM = 0.5  # chance by the finder from which a pair is noted; the city's rule is enough by itself
BAD_KEPT = 200  # bad rows that a report names


@dataclass(frozen=True, slots=True)
class Taken:
    """``is_new``: the matter became a case now; ``differs``: it was known, but the source says something else now."""

    case: Case
    is_new: bool
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that was left out: line, column, what stood there, what was expected."""

    line: int
    column: str
    value: str
    expected: str


@dataclass(slots=True)
class Sums:
    """What became of the rows of a file, or of the requests of a server."""

    new: int = 0
    known: int = 0
    differ: int = 0
    bad_rows: int = 0
    bad: list[Bad] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        self.new += taken.is_new
        self.known += not taken.is_new
        self.differ += taken.differs

    def refuse(self, bad: Bad) -> None:
        self.bad_rows += 1
        if len(self.bad) < BAD_KEPT:
            self.bad.append(bad)


def take(source: Source, told: Told) -> Taken:
    """Make a case of a matter that is not known yet; what is told again changes nothing. Raises Refused."""
    try:
        return _known(source, told) or _taken(source, told)
    except IntegrityError:  # the same number came in at the same moment and has won
        if found := _known(source, told):
            return found
        raise


def _known(source: Source, told: Told) -> Taken | None:
    row = Record.objects.filter(source=source.key, number=told.number).select_related("case").first()
    return Taken(row.case, is_new=False, differs=row.told != told.digest) if row else None


@transaction.atomic
def _taken(source: Source, told: Told) -> Taken:
    actor = Actor(f"source.{source.key}", SYSTEM, SYSTEM, "", current_city().code)
    case = _reported(Order("report", actor, told.carried, key=told.number[:100]))
    Record.objects.create(source=source.key, number=told.number, case=case, told=told.digest, told_at=told.at)
    _suggest(case)
    return Taken(case, is_new=True)


def _reported(order: Order) -> Case:
    """A report whose words mean no place of the base goes to the whole city, where somebody asks or looks."""
    try:
        return reporting.report(order).case
    except Refused as refused:
        if [(reason.code, reason.about.get("field")) for reason in refused.reasons] != [("missing", "place")]:
            raise
        return reporting.report(replace(order, carried={**order.carried, "place": current_city().code})).case


def _suggest(case: Case) -> None:
    """Note the likeliest open case that may be the same, for a person to decide."""
    for each in likely(told_by(case), Case.objects.all(), limit=1, only_open=True):
        if each.by_rule or (each.chance or 0) >= SUGGESTED_FROM:
            suggest(case, each.case)


def take_all(source: Source, rows: Iterable[tuple[int, Mapping[str, Any]]], sums: Sums) -> Sums:
    """Take (line, record) one by one, each in its own transaction; what is wrong with a row is told, others go on."""
    definition = case_definition()
    for line, record in rows:
        try:
            sums.add(take(source, read(source, record)))
        except BadRecord as error:
            sums.refuse(Bad(line, error.column, error.value, error.expected))
        except Refused as refused:
            told = "; ".join(sentence(reason, definition) for reason in refused.reasons)
            sums.refuse(Bad(line, "", "", told))
    return sums


def drop(source: Source, path: Path, by: Appointment | None, name: str = "") -> Sums:
    """Take a file of records: CSV (its encoding is found), TSV or XLSX. Raises BadTable where it is none.

    The journal keeps who dropped which file (``by`` None: the command line), and what became of its rows.
    """
    sums = take_all(source, records(path), Sums())
    _note(source, "drop", by, {"file": name or path.name, **_figures(sums)})
    return sums


def _figures(sums: Sums) -> dict[str, int]:
    return {"new": sums.new, "known": sums.known, "differ": sums.differ, "bad": sums.bad_rows}


@transaction.atomic
def _note(source: Source, action: str, by: Appointment | None, body: Mapping[str, Any]) -> None:
    append(
        Draft(
            subject_kind="source",
            subject=source.key,
            action=action,
            actor=str(by.staff_id) if by else COMMAND_LINE,
            post=by.post_id if by else "",
            at=timezone.now(),
            place=current_city().code,
            body=body,
        )
    )


def gather_folder(source: Source, folder: Path, tell: Callable[[Path, Sums], None]) -> None:
    """Take every file that lies in a folder, then put it below ``done``; a crash leaves it for the next time."""
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        tell(path, drop(source, path, None))
        done = folder / "done"
        done.mkdir(exist_ok=True)
        path.replace(done / path.name)
