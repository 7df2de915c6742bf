"""Carrying out an act, whatever its process: check, change, project, journal, all in one transaction, and once.

A room that has a process of its own says with a :class:`Process` how its subjects are found and stored.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from wanmi.acts.errors import KeyUsed
from wanmi.journal import writing
from wanmi.journal.chain import commitment
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entry_with_key
from wanmi.process.definition import PLACE, Definition, Json
from wanmi.process.engine import Act, Actor, Change, Snapshot, apply, effect, judge
from wanmi.territory.models import City
from wanmi.worktime.calendar import WorkCalendar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Order:
    """What an actor asks for. ``key`` makes it happen once; ``seen`` is the version of the subject he looked at."""

    action: str
    actor: Actor
    carried: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, Iterable[bytes]] = field(default_factory=dict)
    key: str = ""
    seen: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One act on its way: when it happens, what it carries, and by which key and fingerprint it is known again.

    ``name`` is that of its subject, None where it opens one.
    """

    order: Order
    at: datetime
    carried: Mapping[str, Any]
    key: str | None
    request: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Done(Generic[Row]):
    """The subject after the act. ``repeated``: the key was known, so nothing was done again."""

    row: Row
    repeated: bool = False


class Process(ABC, Generic[Row]):
    """The subjects of one process. Made anew for each act, so that it may hold what belongs to the act."""

    subject: ClassVar[str]  # kind of the subject in the journal
    definition: Definition

    @abstractmethod
    def opened(self) -> Row:
        """A subject that is not stored yet."""

    @abstractmethod
    def find(self, name: str) -> Row:
        """The subject with this name."""

    @abstractmethod
    def lock(self, name: str, seen: int | None) -> Row:
        """The subject, locked until the transaction ends; raises where it is unknown or not at version ``seen``."""

    @abstractmethod
    def snapshot(self, row: Row) -> Snapshot:
        """Where a stored subject stands."""

    @abstractmethod
    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        """The facts that follow from what is carried; raises Refused where it means nothing."""

    @abstractmethod
    def calendar(self) -> WorkCalendar:
        """The calendar by which clocks run."""

    @abstractmethod
    def save(self, row: Row, work: Work, after: Snapshot) -> str:
        """Store the subject as it is after the act; gives its name."""

    def told(self) -> Mapping[str, Json]:
        """What the entry tells beside the change, known once the subject is stored."""
        return {}

    def attach(self, row: Row, entry: Entry) -> None:
        """Store what hangs on the entry."""


def prepared(order: Order, name: str | None, carried: Mapping[str, Any], city: City) -> Work:
    """What is known of an act before anything is locked; its days are those of the city."""
    key = f"{order.actor.id}:{order.key}" if order.key else None
    # Written leniently: what is carried has not been judged yet, and may be no sound JSON.
    asked = json.dumps([name, order.action, carried], sort_keys=True, default=str)
    request = commitment(order.key, asked) if key else ""
    at = (order.at or timezone.now()).astimezone(ZoneInfo(city.timezone))
    return Work(order, at, carried, key, request, name)


def carry_out(process: Process[Row], work: Work, name: str | None) -> Done[Row]:
    """Open a subject (``name`` is None) or act on one. Raises KeyUsed, Refused and what ``process`` raises."""
    try:
        return _transacted(process, work, name)
    except IntegrityError:
        # The same key was at work at the same moment and has won.
        entry = entry_with_key(work.key) if work.key else None
        if entry is None:
            raise
        return _done_before(process, entry, work)


@transaction.atomic
def _transacted(process: Process[Row], work: Work, name: str | None) -> Done[Row]:
    if work.key and (entry := entry_with_key(work.key)):
        return _done_before(process, entry, work)
    row = process.opened() if name is None else process.lock(name, work.order.seen)
    snapshot = Snapshot() if name is None else process.snapshot(row)
    change = _decided(process, work, snapshot)
    after = apply(snapshot, change)
    entry = _journal(process, work, process.save(row, work, after), change, after)
    process.attach(row, entry)
    return Done(row)


def _done_before(process: Process[Row], entry: Entry, work: Work) -> Done[Row]:
    if body_of(entry).get("request") != work.request:
        raise KeyUsed(work.order.key)
    return Done(process.find(entry.subject), repeated=True)


def _decided(process: Process[Row], work: Work, snapshot: Snapshot) -> Change:
    """The change; shapes are judged before meanings, so that nonsense never reaches a look-up."""
    act = Act(work.order.action, work.order.actor, work.at, work.carried)
    line = judge(process.definition, snapshot, act)
    facts = process.facts(work, snapshot)
    return effect(process.definition, line, snapshot, act, process.calendar(), facts)


def _journal(process: Process[Row], work: Work, name: str, change: Change, after: Snapshot) -> Entry:
    fields = process.definition.fields
    order = work.order
    body = {
        "change": change.as_json(),
        "carried": {key: value for key, value in work.carried.items() if not fields[key].sealed},
        "version": after.version,
        **process.told(),
    }
    if work.request:
        body["request"] = work.request
    return writing.append(
        writing.Draft(
            subject_kind=process.subject,
            subject=name,
            action=order.action,
            actor=order.actor.id,
            post=order.actor.post,
            at=work.at,
            place=str(after.facts[PLACE]),
            body=body,
            sealed={key: value for key, value in work.carried.items() if fields[key].sealed},
            key=work.key,
        )
    )
