"""The only place that writes facts, and the gate through which they are read. Each is an entry of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanmi.codes.place import covers
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.journal.writing import Draft, append
from wanmi.ledgers.errors import LedgerRefused
from wanmi.ledgers.models import Held, KeptField, Ledger, Need
from wanmi.ledgers.queries import Row, ledger_rows, values_of
from wanmi.process.engine import Actor
from wanmi.territory.queries import is_valid_place, today

SUBJECT = "ledger_subject"
VALUE = "value"
LONGEST = 500  # characters of a value
PAGE = 100  # rows of a ledger


def enter(field: str, subject: str, place: str, value: str, by: Actor) -> Held:
    """Enter a fact for the first time. Raises LedgerRefused where another organisation keeps the field (held
    elsewhere), or where it is held already: then it is changed, not entered again.
    """
    kept = _keepable(field, place, value, by)
    try:
        with transaction.atomic():
            entry = write("enter_fact", subject, place, by, {"field": field}, {VALUE: value})
            return Held.objects.create(field=kept, subject=subject, place=place, entry=entry)
    except IntegrityError as error:
        raise LedgerRefused("held_already", {"field": kept.key, "subject": subject}) from error


@transaction.atomic
def change(field: str, subject: str, value: str, by: Actor) -> Held:
    """Change a fact in its one place; every ledger shows it from now on. Raises LedgerRefused."""
    held = Held.objects.select_for_update().filter(field=field, subject=subject).first()
    if held is None:
        raise LedgerRefused("not_held", {"field": field, "subject": subject})
    _keepable(field, held.place, value, by)
    held.entry = write("change_fact", subject, held.place, by, {"field": field}, {VALUE: value})
    held.save(update_fields=["entry"])
    return held


def _keepable(field: str, place: str, value: str, by: Actor) -> KeptField:
    kept = KeptField.objects.select_related("keeper").filter(pk=field).first()
    if kept is None:
        raise LedgerRefused("unknown_field", {"field": field})
    if kept.keeper_id != by.organisation:
        raise LedgerRefused("held_elsewhere", {"field": field, "keeper": kept.keeper_id})
    if not is_valid_place(place) or not covers(by.region, place):
        raise LedgerRefused("outside_region", {"place": place})
    if not value or len(value) > LONGEST:
        raise LedgerRefused("bad_value", {"field": field})
    return kept


def read(need: str, subject: str, fields: Sequence[str], by: Actor) -> dict[str, str]:
    """The values of a subject for a need. What lies outside the grant is refused, and the try stands in the journal.

    Shanghai's rules on data (2021), arts 28, 38-40: a need names its scene; access beyond its scope is cut off.
    """
    granted = _granted(need, by)
    if outside := sorted(set(fields) - set(granted.fields if granted else [])):
        code = "outside_the_grant" if granted else "no_such_need"
        with transaction.atomic():
            write("refuse_read", subject, by.region, by, {"need": need, "fields": outside, "reason": code})
        raise LedgerRefused(code, {"need": need, "fields": ", ".join(outside)})
    assert granted is not None, "a need without a grant grants no field"
    return _read(granted, subject, fields, by)


@transaction.atomic
def _read(need: Need, subject: str, fields: Sequence[str], by: Actor) -> dict[str, str]:
    held = list(Held.objects.filter(subject=subject, field__in=fields))
    body = {"need": need.pk, "scene": need.scene_zh, "fields": sorted(fields)}
    write("read_facts", subject, by.region, by, body)
    values = values_of([each.entry_id for each in held])
    return {each.field_id: values[each.entry_id] for each in held if each.entry_id in values}


def _granted(need: str, by: Actor) -> Need | None:
    """The need, where it is this organisation's and holds today."""
    found = Need.objects.filter(pk=need, organisation=by.organisation, valid_from__lte=today()).first()
    return None if found is None or (found.valid_to and found.valid_to <= today()) else found


def open_ledger(key: str, need: str, by: Actor, after: str = "", size: int = PAGE) -> list[Row]:
    """The rows of a ledger on the ground of the post, by a need that grants all its fields. Raises LedgerRefused."""
    ledger = Ledger.objects.filter(pk=key).first()
    if ledger is None:
        raise LedgerRefused("unknown_ledger", {"ledger": key})
    granted = _granted(need, by)
    if granted is None or not set(ledger.fields) <= set(granted.fields):
        with transaction.atomic():
            write("refuse_read", key, by.region, by, {"need": need, "fields": ledger.fields})
        raise LedgerRefused("outside_the_grant", {"need": need, "fields": ", ".join(ledger.fields)})
    with transaction.atomic():
        body = {"need": need, "scene": granted.scene_zh, "fields": ledger.fields, "after": after}
        write("read_ledger", key, by.region, by, body)
    return ledger_rows(ledger, by.region, after, size)


def write(
    action: str, subject: str, place: str, by: Actor, body: dict[str, Any], sealed: dict[str, Any] | None = None
) -> Entry:
    return append(
        Draft(
            subject_kind=SUBJECT,
            subject=subject,
            action=action,
            actor=by.id,
            post=by.post,
            at=timezone.now(),
            place=place,
            body=body,
            sealed=sealed or {},
        )
    )


def field_of(entry: Entry) -> str:
    """Which field an entry enters or changes."""
    return str(body_of(entry)["field"])
