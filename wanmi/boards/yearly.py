"""What speaks against a department in a year, as far as one may see departments: its file, and which ones have one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wanmi.boards.scope import Scope
from wanmi.cases.queries import PAGE
from wanmi.joint import queries, scoring
from wanmi.joint.models import Part
from wanmi.joint.onlookers import visible
from wanmi.joint.wording import fault_of
from wanmi.process.definition import Label
from wanmi.schemes.definition import Kind
from wanmi.site.calls import kind_of
from wanmi.territory.queries import full_names, name_of
from wanmi.workforce.models import Organisation


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the file: ``number`` leads to its page where ``may_open``."""

    number: str
    kind: Label
    place: str
    caller: str
    called_at: datetime
    what: str
    may_open: bool


@dataclass(frozen=True, slots=True)
class YearlyFile:
    """A department's year: its score from whistles, and a page of what speaks against it."""

    organisation: Organisation
    score: scoring.Year
    faults: Sequence[Fault]
    next: int | None  # the last id of the page, where there is more


def yearly_file(scope: Scope, organisation: Organisation, year: int, after: int = 0) -> YearlyFile:
    """The file of a department that one may see, oldest first. Seven queries at most."""
    found = queries.yearly_file(organisation.code, year, after, PAGE + 1)
    parts = found[:PAGE]
    more = parts[-1].pk if len(found) > PAGE else None
    return YearlyFile(organisation, scoring.year(organisation.code, year), _told(scope, parts), more)


def _told(scope: Scope, parts: Sequence[Part]) -> list[Fault]:
    rows = [part.obligation for part in parts]
    open_ones = visible(scope.actor).filter(number__in=[row.number for row in rows])
    may_open, places = set(open_ones.values_list("number", flat=True)), full_names({row.place for row in rows})
    return [
        Fault(
            number=row.number,
            kind=kind_of(row).label,
            place=places[row.place],
            caller=name_of(row.caller) if row.caller else "",
            called_at=part.opened_at,
            what=fault_of(part),
            may_open=row.number in may_open,
        )
        for part, row in zip(parts, rows, strict=True)
    ]


def yearly_files(scope: Scope, year: int) -> list[tuple[Organisation, int]]:
    """The departments that one may see and that have a file, with how much stands in it. Two queries."""
    counts = {code: count for code, count in queries.yearly_files(year).items() if scope.admits(Kind.DEPARTMENT, code)}
    return [(each, counts[each.code]) for each in Organisation.objects.filter(code__in=counts).order_by("code")]
