"""Reading what other systems have told. Keyset paging, no counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from wanmi.cases.models import Case
from wanmi.sources.models import Reading, Record
from wanmi.sources.rules import Source, sources_in_force

PAGE = 100


class UnknownSource(LookupError):
    """The city has declared no source with this key."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """In the order in which they came; ``after`` marks the next page, empty at the end."""

    rows: Sequence[Record]
    after: str


def source_with(key: str) -> Source:
    """Raises UnknownSource."""
    try:
        return sources_in_force()[key]
    except KeyError as error:
        raise UnknownSource(key) from error


def records(source: Source, after: int = 0, size: int = PAGE, *, ended: bool = False) -> RecordPage:
    """What a source has told; ``ended``: of that, what has ended here."""
    rows = Record.objects.filter(source=source.key, pk__gt=after).select_related("case")
    if ended:
        rows = rows.filter(ended_at__isnull=False)
    found = list(rows.order_by("pk")[: size + 1])
    return RecordPage(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def all_ended(source: Source) -> QuerySet[Record]:
    rows = Record.objects.filter(source=source.key, ended_at__isnull=False)
    return rows.select_related("case").order_by("pk")


def of_case(case: Case) -> list[Record]:
    return list(Record.objects.filter(case=case).order_by("pk"))


def case_numbered(number: str) -> str:
    """The number of the case that a source knows under its own number; empty where none does."""
    found = Record.objects.filter(number=number).values_list("case__number", flat=True).order_by("pk").first()
    return found or ""


def readings() -> dict[str, Reading]:
    return {row.source: row for row in Reading.objects.all()}
