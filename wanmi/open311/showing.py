"""Cases as service requests: what is public of them, in the words of GeoReport v2. No personal data, ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wanmi.acts import snapshots
from wanmi.cases.blur import Point, shown_points
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.cases.published import spots_of
from wanmi.cases.services import SUBJECT
from wanmi.cases.wording import word
from wanmi.journal.models import Entry
from wanmi.open311.finding import moves
from wanmi.open311.offering import code_of
from wanmi.process.definition import Definition
from wanmi.territory.queries import full_names, name_of, today

HANDLING = "handling"  # the clock whose deadline is promised


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of a page of cases, by number or place, found for all of them at once."""

    definition: Definition
    places: Mapping[str, str]
    spots: Mapping[str, Point]
    updated: Mapping[str, datetime]


def as_requests(cases: Sequence[Case], *, extended: bool = False) -> list[dict[str, Any]]:
    """The service requests of these cases; a fixed number of queries."""
    numbers = [case.number for case in cases]
    moved = Entry.objects.filter(subject_kind=SUBJECT, subject__in=numbers, action__in=moves())
    around = _Around(
        definition=case_definition(),
        places=full_names({case.place for case in cases}, today()),
        spots=_spots(cases),
        updated=dict(moved.values_list("subject").annotate(Max("at"))),
    )
    shown = [_request(case, around) for case in cases]
    if extended:
        notes = _notes(moved, around.definition)
        for case, each in zip(cases, shown, strict=True):
            each |= _extensions(case, notes[case.number])
    return shown


def _spots(cases: Sequence[Case]) -> dict[str, Point]:
    """Number -> where the public pages show the case, else a point somewhere in its community."""
    shown = shown_points(cases)
    rest = spots_of([case for case in cases if case.pk not in shown])
    return {**rest, **{case.number: shown[case.pk] for case in cases if case.pk in shown}}


def _request(case: Case, around: _Around) -> dict[str, Any]:
    assert case.item is not None, "queries.readable() gives no others"
    spot = around.spots.get(case.number)
    return {
        "service_request_id": case.number,
        "status": "open" if case.is_open else "closed",
        "status_notes": _status_notes(case, around.definition),
        "service_name": name_of(case.item),
        "service_code": code_of(case.item),
        "description": name_of(case.item),
        "agency_responsible": name_of(case.department) if case.department else None,
        "service_notice": _notice(case),
        "requested_datetime": time_text(case.reported_at),
        "updated_datetime": time_text(around.updated.get(case.number)),
        "expected_datetime": time_text(_promised(case)),
        "address": around.places[case.place],
        "address_id": None,
        "zipcode": None,
        "lat": round(spot[1], 6) if spot else None,
        "long": round(spot[0], 6) if spot else None,
        "media_url": None,
    }


def time_text(at: datetime | None) -> str | None:
    """W3C date and time with the city's zone."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _status_notes(case: Case, definition: Definition) -> str:
    state = word(definition.states[case.state].label)
    related = case.snapshot["facts"].get("related")
    return _("%(state)s. Duplicate of %(number)s") % {"state": state, "number": related} if related else state


def _notice(case: Case) -> str | None:
    return _("The time is provisional: the calendar of that year is not known yet.") if case.is_provisional else None


def _promised(case: Case) -> datetime | None:
    """When the handling is due, once it has been dispatched."""
    clock = snapshots.from_json(case.snapshot).clocks.get(HANDLING)
    return clock.deadline if clock else None


def _notes(moved: Any, definition: Definition) -> dict[str, list[dict[str, Any]]]:
    """Number -> what has happened, oldest first, in words that name nobody. One query."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, at, action in moved.order_by("seq").values_list("subject", "at", "action"):
        told = {"datetime": time_text(at), "summary": word(definition.action_label(action)), "type": action}
        found[number].append(told)
    return found


def _extensions(case: Case, notes: list[dict[str, Any]]) -> dict[str, Any]:
    attributes = {"state": case.state, "place": case.community, "grid": case.grid or None}
    return {"extended_attributes": attributes, "notes": notes}


def as_updates(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """What has happened, as service request updates (Open311 of FixMyStreet)."""
    definition = case_definition()
    targets = {line.action: line.target for line in definition.transitions if line.target}
    return [
        {
            "update_id": str(entry.seq),
            "service_request_id": entry.subject,
            "status": "CLOSED" if definition.is_final(str(targets[entry.action])) else "OPEN",
            "updated_datetime": time_text(entry.at),
            "description": word(definition.action_label(entry.action)),
            "media_url": None,
        }
        for entry in entries
    ]
