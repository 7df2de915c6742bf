"""Rows of public lists: what is told of each case, found for all at once. No words of residents, no people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wanmi.cases.models import Case
from wanmi.cases.wording import word
from wanmi.process.definition import Definition
from wanmi.public.queries import voices_of
from wanmi.territory.queries import full_names, name_of
from wanmi.workforce.queries import city_today


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    what: str  # name of the item; empty while the report is not classed
    place: str
    state: str
    department: str
    voices: int


def case_rows(cases: Sequence[Case], definition: Definition) -> list[Row]:
    """One query for the names of all places and one for all voices; ``item`` and ``department`` must be loaded."""
    places, voices = full_names({case.community for case in cases}, city_today()), voices_of(cases)
    return [
        Row(
            case=case,
            what=name_of(case.item) if case.item else "",
            place=places[case.community],
            state=word(definition.states[case.state].label),
            department=name_of(case.department) if case.department else "",
            voices=voices[case.pk],
        )
        for case in cases
    ]
