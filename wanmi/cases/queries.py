"""Reading cases: work lists, search, one case. Keyset paging throughout, no counting."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.db.models import Model, Q, QuerySet

from wanmi.cases import fulltext
from wanmi.cases.errors import UnknownCase
from wanmi.cases.models import Case, Task
from wanmi.cases.personal import SUBJECT
from wanmi.codes.place import Level, ancestors
from wanmi.journal.reading import body_of, entries_of
from wanmi.process.engine import Actor
from wanmi.territory.queries import grids_of_duty, on_ground, today
from wanmi.workforce.models import Organisation

PAGE = 25
Row = TypeVar("Row", bound=Model)
HITS_AT_ONCE = 500  # of the text index, looked at together


class BadCursor(ValueError):
    """The page mark was not made by this list."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page; ``after`` is the mark of the next one, or empty at the end."""

    rows: Sequence[Row]
    after: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search asks for; empty fields ask for nothing."""

    number: str = ""
    text: str = ""
    place: str = ""  # place code of any level
    item: int | None = None
    state: str = ""
    department: str = ""
    duty: str = ""  # code of a duty grid
    since: datetime | None = None
    until: datetime | None = None


def work_list(post: str, after: str = "", size: int = PAGE) -> Page[Task]:
    """The tasks on the desk of ``post``, the nearest deadline first. One query, whatever has piled up."""
    return by_deadline(Task.objects.filter(post_id=post).select_related("case__item"), after, size)


def by_deadline(rows: QuerySet[Row], after: str, size: int) -> Page[Row]:
    """One page of rows that have a ``due_at``, the nearest deadline first, by key."""
    rows = rows.order_by("due_at", "id")
    if after:
        due_at, last = (read(part) for read, part in zip((_moment, _number), _mark(after, 2), strict=True))
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last), due_at__gte=due_at)
    return _page(rows, size, lambda row: [cast(Any, row).due_at.isoformat(), row.pk])


def search(actor: Actor, filters: Filters, after: str = "", size: int = PAGE) -> Page[Case]:
    """Cases that ``actor`` may see and ``filters`` asks for, newest first."""
    rows = visible(actor).filter(_condition(filters)).select_related("item", "department")
    if filters.text:
        return _search_text(rows, filters.text, after, size)
    return newest_page(rows, after, size)


def newest_page(rows: QuerySet[Case], after: str, size: int) -> Page[Case]:
    """One page of these cases, newest first, by key."""
    rows = rows.order_by("-reported_at", "-id")
    if after:
        at, last = (read(part) for read, part in zip((_moment, _number), _mark(after, 2), strict=True))
        rows = rows.filter(Q(reported_at__lt=at) | Q(reported_at=at, id__lt=last), reported_at__lte=at)
    return _page(rows, size, lambda case: [case.reported_at.isoformat(), case.pk])


def _search_text(rows: QuerySet[Case], text: str, after: str, size: int) -> Page[Case]:
    """Walk the hits of the text index from the newest on, in portions, until the page is full."""
    before = _number(_mark(after, 1)[0]) if after else fulltext.PAST_THE_LAST
    found: list[Case] = []
    while len(found) <= size and (hits := fulltext.newest(text, before, HITS_AT_ONCE)):
        found += rows.filter(id__in=hits).order_by("-id")[: size + 1 - len(found)]
        before = hits[-1]
    return _cut(found, size, lambda case: [case.pk])


def visible(actor: Actor) -> QuerySet[Case]:
    """What the holder of this post may see: departments their own cases, centres and collectors their own ground."""
    if actor.post_kind in ("system_admin", "security_admin"):
        return Case.objects.none()
    if actor.post_kind == "handler":
        return Case.objects.filter(on_ground(actor.region), department_id=actor.organisation)
    return Case.objects.filter(on_ground(actor.region))


def one(actor: Actor, number: str) -> Case:
    """The case with this number; raises UnknownCase where the actor may not see it either."""
    case = visible(actor).select_related("item", "department", "condition").filter(number=number).first()
    if case is None:
        raise UnknownCase(number)
    return case


def ended_at(number: str) -> datetime:
    """When a case came to its present state: the last entry that moved it."""
    moves = ((entry.at, body_of(entry)["change"]) for entry in entries_of(SUBJECT, number).reverse())
    return next(at for at, change in moves if change["before"] != change["after"])


def departments(place: str | None = None, posts: Collection[str] = ("handler",)) -> QuerySet[Organisation]:
    """The organisations that can be asked to handle; where a place is given, those with a post that reaches it."""
    handlers = Q(posts__kind__in=posts, posts__until=None)
    if place is not None:
        handlers &= Q(posts__region__in=[place, *ancestors(place)])
    return Organisation.objects.filter(handlers).distinct().order_by("kind", "code")


def open_near(actor: Actor, place: str, size: int = 8) -> list[Case]:
    """The open cases in the same division that ``actor`` may see, newest first: has this been reported already?"""
    rows = visible(actor).filter(community=place[: Level.COMMUNITY], is_open=True)
    return list(rows.select_related("item", "department").order_by("-id")[:size])


def _condition(filters: Filters) -> Q:
    condition = Q()
    exact = {
        "number": filters.number,
        "state": filters.state,
        "department_id": filters.department,
        "item_id": filters.item,
    }
    for column, value in exact.items():
        condition &= Q(**{column: value}) if value else Q()
    if filters.place:
        condition &= on_ground(filters.place)
    if filters.duty:
        condition &= Q(grid__in=grids_of_duty(filters.duty, today()))
    if filters.since:
        condition &= Q(reported_at__gte=filters.since)
    if filters.until:
        condition &= Q(reported_at__lt=filters.until)
    return condition


def _page(rows: QuerySet[Row], size: int, mark: Callable[[Row], list[object]]) -> Page[Row]:
    return _cut(list(rows[: size + 1]), size, mark)


def _cut(found: Sequence[Row], size: int, mark: Callable[[Row], list[object]]) -> Page[Row]:
    """A page of ``found``, which holds one row more where there is another page."""
    shown = found[:size]
    return Page(shown, _as_text(mark(shown[-1])) if len(found) > size else "")


def _as_text(mark: list[object]) -> str:
    return urlsafe_b64encode(json.dumps(mark).encode()).decode()


def _mark(text: str, length: int) -> list[Any]:
    try:
        mark = json.loads(urlsafe_b64decode(text.encode()))
    except ValueError as error:
        raise BadCursor(text) from error
    if not isinstance(mark, list) or len(mark) != length:
        raise BadCursor(text)
    return mark


def _number(part: object) -> int:
    if not isinstance(part, int):
        raise BadCursor(str(part))
    return part


def _moment(part: object) -> datetime:
    try:
        return datetime.fromisoformat(str(part))
    except ValueError as error:
        raise BadCursor(str(part)) from error
