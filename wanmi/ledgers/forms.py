"""A ledger's form for one subject, filled from the base: what is known comes with where it is from, the rest is asked.

A field is asked of its keeper alone. What another organisation keeps is shown where a granted need reads it, else only
who keeps it. Every look is an entry of the journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wanmi.codes.place import covers
from wanmi.journal.models import Entry, Sealed
from wanmi.ledgers import services
from wanmi.ledgers.errors import LedgerRefused
from wanmi.ledgers.models import Held, KeptField, Ledger, Need
from wanmi.ledgers.queries import values_of
from wanmi.process.engine import Actor
from wanmi.territory.queries import today
from wanmi.workforce.models import Organisation

OWN = "keeper"  # why an organisation looks at what it keeps itself


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form. ``value`` is None where it is not known, or not to be seen by this organisation."""

    field: KeptField
    is_mine: bool
    is_granted: bool
    value: str | None
    entry: int | None  # of the journal: where the value is from
    at: datetime | None

    @property
    def is_known(self) -> bool:
        return self.entry is not None

    @property
    def is_hidden(self) -> bool:
        """Whether even that it is known is not for this organisation."""
        return not (self.is_mine or self.is_granted)


@dataclass(frozen=True, slots=True)
class Form:
    ledger: Ledger
    subject: str
    place: str  # where the subject is, once something is known of it
    fields: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry or change of a fact. ``value`` is None where it was erased."""

    entry: int
    action: str
    at: datetime
    organisation: Organisation | None
    value: str | None


def needs_of(by: Actor) -> list[Need]:
    """The needs of an organisation that hold today."""
    rows = Need.objects.filter(organisation=by.organisation, valid_from__lte=today()).order_by("key")
    return [need for need in rows if need.valid_to is None or need.valid_to > today()]


def form_for(ledger: str, subject: str, by: Actor) -> Form:
    """What the base knows of a subject for a ledger. Raises LedgerRefused: unknown, or not on the post's ground."""
    found = ledger_with(ledger)
    fields = {each.pk: each for each in KeptField.objects.select_related("keeper").filter(pk__in=found.fields)}
    held = {each.field_id: each for each in Held.objects.select_related("entry").filter(subject=subject)}
    place = next((each.place for each in held.values()), "")
    if place and not covers(by.region, place):
        raise LedgerRefused("outside_region", {"place": place})
    granted = {key: need for need in needs_of(by) for key in need.fields}
    seen = [key for key in found.fields if key in held and (fields[key].keeper_id == by.organisation or key in granted)]
    values = _looked(subject, seen, granted, by, {key: held[key].entry_id for key in seen}) if seen else {}
    return Form(
        found, subject, place, [_asked(fields[key], held.get(key), values, granted, by) for key in found.fields]
    )


def ledger_with(key: str) -> Ledger:
    """Raises LedgerRefused."""
    found = Ledger.objects.filter(pk=key).first()
    if found is None:
        raise LedgerRefused("unknown_ledger", {"ledger": key})
    return found


@transaction.atomic
def _looked(
    subject: str, seen: Sequence[str], granted: Mapping[str, Need], by: Actor, entries: Mapping[str, int]
) -> dict[str, str]:
    """The values, each look in the journal with its ground: the need and its scene, or that one keeps the field."""
    grounds = {key: granted[key].pk if key in granted else OWN for key in seen}
    scenes = sorted({granted[key].scene_zh for key in seen if key in granted})
    services.write("read_facts", subject, by.region, by, {"fields": sorted(seen), "grounds": grounds, "scene": scenes})
    values = values_of(entries.values())
    return {key: values[entry] for key, entry in entries.items() if entry in values}


def _asked(
    field: KeptField, held: Held | None, values: Mapping[str, str], granted: Mapping[str, Need], by: Actor
) -> Asked:
    is_mine, is_granted = field.keeper_id == by.organisation, field.pk in granted
    shown = held if is_mine or is_granted else None
    entry, at = (shown.entry_id, shown.entry.at) if shown else (None, None)
    return Asked(field, is_mine, is_granted, values.get(field.pk), entry, at)


@transaction.atomic
def fill(form: Form, place: str, values: Mapping[str, str], by: Actor) -> int:
    """Enter what was not known and change what differs; returns how many. Raises LedgerRefused, and nothing is kept."""
    known, done = {each.field.pk: each for each in form.fields}, 0
    for key, value in values.items():
        if key not in known:
            raise LedgerRefused("unknown_field", {"field": key})
        if value and value != known[key].value:
            _put(known[key], form, place, value, by)
            done += 1
    return done


def _put(asked: Asked, form: Form, place: str, value: str, by: Actor) -> None:
    if asked.is_known:
        services.change(asked.field.pk, form.subject, value, by)
    else:
        services.enter(asked.field.pk, form.subject, form.place or place, value, by)


def history(field: str, subject: str, by: Actor) -> list[Change]:
    """Who entered and changed a fact and when, newest first; for its keeper and whoever is granted it.

    Raises LedgerRefused. The look is an entry of the journal.
    """
    kept = KeptField.objects.filter(pk=field).first()
    if kept is None:
        raise LedgerRefused("unknown_field", {"field": field})
    granted = {key: need for need in needs_of(by) for key in need.fields}
    if kept.keeper_id != by.organisation and field not in granted:
        with transaction.atomic():
            services.write("refuse_read", subject, by.region, by, {"fields": [field], "reason": "no_grant"})
        raise LedgerRefused("no_grant", {"field": field})
    held = Held.objects.filter(field=field, subject=subject).first()
    if held is None:
        raise LedgerRefused("not_held", {"field": field})
    if not covers(by.region, held.place):
        raise LedgerRefused("outside_region", {"place": held.place})
    ground = granted[field].pk if field in granted else OWN
    with transaction.atomic():
        body = {"fields": [field], "grounds": {field: ground}, "history": True}
        services.write("read_facts", subject, by.region, by, body)
    return _changes(field, subject, kept)


def _changes(field: str, subject: str, kept: KeptField) -> list[Change]:
    acts = ("enter_fact", "change_fact")
    rows = Entry.objects.filter(subject_kind=services.SUBJECT, subject=subject, action__in=acts).order_by("-seq")
    found = [row for row in rows if services.field_of(row) == field]
    sealed = {each.entry_id: each.value() for each in Sealed.objects.filter(entry__in=found, field=services.VALUE)}
    organisation = Organisation.objects.filter(pk=kept.keeper_id).first()
    return [Change(row.seq, row.action, row.at, organisation, sealed.get(row.seq)) for row in found]
