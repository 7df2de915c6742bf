"""Entries of the journal as CloudEvents 1.0 in JSON, without anything that tells of a person.

What is told is chosen, not left out: codes, places and states. Free text, reporter, position, pictures and the person
who acted are never among it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from wanmi.addresses.base.definition import address_definition
from wanmi.cases.definition import case_definition
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.process.definition import Definition, FieldKind
from wanmi.territory.queries import current_city

MEDIA_TYPE = "application/cloudevents+json"
PREFIX = "wanmi"
EVERY = "*"
SHARED: Mapping[str, Callable[[], Definition]] = {"case": case_definition, "address": address_definition}
PRIVATE = {"case.look_reporter"}  # that somebody looked at a reporter is for the audit alone
TOLD = {FieldKind.CODE, FieldKind.ITEM, FieldKind.CONDITION, FieldKind.ORGANISATION, FieldKind.PLACE, FieldKind.DATE}


def known_types() -> list[str]:
    """Every type that may be subscribed to, a whole kind (``case.*``) before its acts."""
    types: list[str] = []
    for kind, definition in SHARED.items():
        acts = dict.fromkeys(f"{kind}.{line.action}" for line in definition().transitions)
        types += [f"{kind}.{EVERY}", *(each for each in acts if each not in PRIVATE)]
    return types


def type_of(entry: Entry) -> str:
    return f"{entry.subject_kind}.{entry.action}"


def is_wanted(entry: Entry, types: list[str], region: str) -> bool:
    """Whether a subscription to these types in this region is to be told of the entry."""
    if entry.subject_kind not in SHARED or type_of(entry) in PRIVATE or not entry.place.startswith(region):
        return False
    return type_of(entry) in types or f"{entry.subject_kind}.{EVERY}" in types


def name_of_event(seq: int) -> str:
    """The id of the event of an entry: the same in every delivery, now and after a replay."""
    return f"entry-{seq}"


def event(entry: Entry) -> dict[str, Any]:
    """The CloudEvent of an entry; ``sequence`` and ``partitionkey`` are its documented extensions."""
    return {
        "specversion": "1.0",
        "id": name_of_event(entry.seq),
        "source": f"/cities/{current_city().code}",
        "type": f"{PREFIX}.{type_of(entry)}",
        "subject": entry.subject,
        "time": entry.at.astimezone(UTC).isoformat(),
        "datacontenttype": "application/json",
        "sequence": f"{entry.seq:020d}",
        "partitionkey": f"{entry.subject_kind}:{entry.subject}",
        "data": _data(entry),
    }


def _data(entry: Entry) -> dict[str, Any]:
    body, definition = body_of(entry), SHARED[entry.subject_kind]()
    change = body.get("change", {})
    return {
        "kind": entry.subject_kind,
        "subject": entry.subject,
        "action": entry.action,
        "entry": entry.seq,
        "place": entry.place,
        "post": entry.post,
        "before": change.get("before", ""),
        "after": change.get("after", ""),
        "version": body.get("version"),
        "carried": _codes(body.get("carried", {}), definition),
    }


def _codes(carried: Mapping[str, Any], definition: Definition) -> dict[str, str]:
    fields = definition.fields
    open_to_all = {key for key, field in fields.items() if field.kind in TOLD and not field.sealed}
    return {key: str(value) for key, value in carried.items() if key in open_to_all}
