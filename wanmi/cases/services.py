"""The only place that writes cases. Each act is one transaction: check, change, project, journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanmi.almanac.queries import work_calendar
from wanmi.cases import files, fulltext, meaning
from wanmi.cases.definition import definition_of
from wanmi.cases.errors import KeyUsed, MovedOn, UnknownCase
from wanmi.cases.models import Attachment, Case
from wanmi.cases.numbers import next_number
from wanmi.cases.projecting import lay_on_desks, project, snapshot_of
from wanmi.journal import writing
from wanmi.journal.chain import canonical, commitment
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entry_with_key
from wanmi.process.definition import Definition
from wanmi.process.engine import Act, Actor, Change, Snapshot, apply, effect, judge
from wanmi.territory.models import City
from wanmi.territory.queries import current_city

SUBJECT = "case"
PERSONAL = ("reporter", "text", "address")  # the sealed fields that an erasure removes


@dataclass(frozen=True, slots=True)
class Order:
    """What an actor asks for. ``key`` makes it happen once; ``seen`` is the version of the case he looked at."""

    action: str
    actor: Actor
    carried: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, Iterable[bytes]] = field(default_factory=dict)
    key: str = ""
    seen: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The case after the act. ``repeated``: the key was known, so nothing was done again."""

    case: Case
    repeated: bool = False


def report(order: Order) -> Outcome:
    """Open a case. Raises Refused with every reason; nothing is kept of a refused report."""
    return _carry_out(order, None)


def act(number: str, order: Order) -> Outcome:
    """Take one action on a case. Raises UnknownCase, MovedOn, KeyUsed or Refused; then nothing has changed."""
    return _carry_out(order, number)


@dataclass(slots=True)
class _Work:
    """One act on its way through the transaction."""

    order: Order
    at: datetime
    city: City
    definition: Definition
    carried: dict[str, Any]
    pictures: list[files.Picture]
    key: str | None
    request: str


def _carry_out(order: Order, number: str | None) -> Outcome:
    work = _prepared(order, number)
    try:
        return _transacted(work, number)
    except IntegrityError:
        # The same key was at work at the same moment and has won.
        entry = entry_with_key(work.key) if work.key else None
        if entry is None:
            raise
        return _done_before(entry, work)


@transaction.atomic
def _transacted(work: _Work, number: str | None) -> Outcome:
    if work.key and (entry := entry_with_key(work.key)):
        return _done_before(entry, work)
    case, snapshot = (Case(), Snapshot()) if number is None else _locked(number, work.order.seen)
    change = _decided(work, snapshot)
    after = apply(snapshot, change)
    _save(case, work, after)
    entry = _journal(case, work, change, after)
    files.store(work.pictures)
    _attach(case, entry, work.pictures)
    return Outcome(case)


def _prepared(order: Order, number: str | None) -> _Work:
    """Everything that needs no lock: pictures are decoded, the place is found, the request gets its fingerprint."""
    pictures = files.checked(order.pictures)
    carried = {key: value for key, value in order.carried.items() if value not in (None, "")}
    if number is None:
        carried = meaning.completed(carried)
    for picture in pictures:
        carried.setdefault(picture.field, []).append(picture.digest)
    key = f"{order.actor.id}:{order.key}" if order.key else None
    request = commitment(order.key, canonical([number, order.action, carried])) if key else ""
    city = current_city()
    at = (order.at or timezone.now()).astimezone(ZoneInfo(city.timezone))  # days are those of the city
    return _Work(order, at, city, definition_of(city), carried, pictures, key, request)


def _done_before(entry: Entry, work: _Work) -> Outcome:
    if body_of(entry).get("request") != work.request:
        raise KeyUsed(work.order.key)
    return Outcome(Case.objects.get(number=entry.subject), repeated=True)


def _locked(number: str, seen: int | None) -> tuple[Case, Snapshot]:
    case = Case.objects.select_for_update(of=("self",)).select_related("item").filter(number=number).first()
    if case is None:
        raise UnknownCase(number)
    if seen is not None and seen != case.version:
        raise MovedOn(case, seen)
    return case, snapshot_of(case)


def _decided(work: _Work, snapshot: Snapshot) -> Change:
    """The change; shapes are judged before meanings, so that nonsense never reaches a look-up."""
    act = Act(work.order.action, work.order.actor, work.at, work.carried)
    line = judge(work.definition, snapshot, act)
    facts = meaning.facts_of(work.definition, work.carried, snapshot.facts, work.city, work.at)
    return effect(work.definition, line, snapshot, act, work_calendar(), facts)


def _save(case: Case, work: _Work, after: Snapshot) -> None:
    if not case.number:
        case.number = next_number(work.city, work.at)
        case.reported_at = work.at
    texts = {name: work.carried[name] for name in ("text", "address") if name in work.carried}
    if work.order.action == "erase_personal":
        texts = {"text": "", "address": ""}
        writing.erase(SUBJECT, case.number, PERSONAL)
    for name, text in texts.items():
        setattr(case, name, text)
    project(case, work.definition, after)
    case.save()
    lay_on_desks(case, work.definition, after, work.at)
    if texts:
        fulltext.index(case)


def _journal(case: Case, work: _Work, change: Change, after: Snapshot) -> Entry:
    fields = work.definition.fields
    order = work.order
    body = {
        "change": change.as_json(),
        "carried": {key: value for key, value in work.carried.items() if not fields[key].sealed},
        "version": after.version,
    }
    if work.request:
        body["request"] = work.request
    return writing.append(
        writing.Draft(
            subject_kind=SUBJECT,
            subject=case.number,
            action=order.action,
            actor=order.actor.id,
            post=order.actor.post,
            at=work.at,
            place=case.place,
            body=body,
            sealed={key: value for key, value in work.carried.items() if fields[key].sealed},
            key=work.key,
        )
    )


def _attach(case: Case, entry: Entry, pictures: Iterable[files.Picture]) -> None:
    rows = [
        Attachment(
            case=case,
            entry=entry,
            field=picture.field,
            digest=picture.digest,
            content_type=picture.content_type,
            size=len(picture.content),
        )
        for picture in pictures
    ]
    if rows:
        Attachment.objects.bulk_create(rows)
