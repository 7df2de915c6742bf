"""Ledgers as queries over the facts: each value with the row that it comes from. Callers have journaled the look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wanmi.journal.models import Sealed
from wanmi.ledgers.models import Held, Ledger


@dataclass(frozen=True, slots=True)
class Row:
    """One subject of a ledger: its values by field, and the entry of the journal behind each."""

    subject: str
    place: str
    values: dict[str, str]
    sources: dict[str, int]


def values_of(entries: Iterable[int]) -> dict[int, str]:
    """entry -> the value sealed beside it, without those that were erased. One query."""
    rows = Sealed.objects.filter(entry__in=list(entries), field="value")
    return {row.entry_id: str(row.value()) for row in rows if row.value() is not None}


def ledger_rows(ledger: Ledger, region: str, after: str = "", size: int = 100) -> list[Row]:
    """The subjects on a ground that have a value for the ledger, by name. Three queries, whatever the size."""
    known = Held.objects.filter(place__startswith=region, field__in=ledger.fields, subject__gt=after)
    subjects = list(known.order_by("subject").values_list("subject", flat=True).distinct()[:size])
    held = list(Held.objects.filter(subject__in=subjects, field__in=ledger.fields).order_by("subject", "field"))
    values = values_of(each.entry_id for each in held)
    rows: dict[str, Row] = {}
    for each in held:
        row = rows.setdefault(each.subject, Row(each.subject, each.place, {}, {}))
        if each.entry_id in values:
            row.values[each.field_id] = values[each.entry_id]
            row.sources[each.field_id] = each.entry_id
    return list(rows.values())
