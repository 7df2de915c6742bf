"""What one must know of a case while acting on it."""

from __future__ import annotations

from dataclasses import dataclass

from wanmi.cases.models import Attachment, Case
from wanmi.codes.place import Level
from wanmi.process.definition import Definition, Label
from wanmi.site.urgency import Urgency, of_case
from wanmi.territory.queries import full_names
from wanmi.workforce.queries import city_today

PICTURES = 6  # the newest ones


@dataclass(frozen=True, slots=True)
class Summary:
    place: str
    state: Label
    urgency: Urgency
    pictures: list[Attachment]


def summary(case: Case, definition: Definition) -> Summary:
    place = case.place[: Level.COMMUNITY]
    return Summary(
        place=full_names([place], city_today())[place],
        state=definition.states[case.state].label,
        urgency=of_case(case, definition),
        pictures=list(Attachment.objects.filter(case=case).order_by("-id")[:PICTURES]),
    )
