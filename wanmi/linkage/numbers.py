"""Under which numbers other systems know what stands in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wanmi.joint.models import Obligation
from wanmi.process.definition import Label
from wanmi.sources.models import Record
from wanmi.sources.rules import sources_in_force


@dataclass(frozen=True, slots=True)
class Known:
    """A source and its own number of a matter. ``label`` is empty where the city no longer declares the source."""

    source: str
    label: Label
    number: str


def known_as(rows: Iterable[Obligation]) -> dict[int, list[Known]]:
    """case -> its numbers at other systems. One query."""
    cases = {row.case_id for row in rows if row.case_id}
    found: dict[int, list[Known]] = defaultdict(list)
    for record in Record.objects.filter(case__in=cases).order_by("pk") if cases else ():
        source = sources_in_force().get(record.source)
        found[record.case_id].append(Known(record.source, source.label if source else {}, record.number))
    return found
