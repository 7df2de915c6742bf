"""Reading cases: work lists, search, one case. Keyset paging throughout, no counting."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from wanmi.cases import fulltext
from wanmi.cases.errors import UnknownCase
from wanmi.cases.models import Case, Task
from wanmi.codes.place import ancestors
from wanmi.process.engine import Actor
from wanmi.workforce.models import Organisation

PAGE = 25
Row = TypeVar("Row", bound=Model)
AFTER_EVERY_CODE = ":"  # sorts behind all digits, so [prefix, prefix + ":") is a prefix range an index can use


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
    since: datetime | None = None
    until: datetime | None = None


def work_list(post: str, after: str = "", size: int = PAGE) -> Page[Task]:
    """The tasks on the desk of ``post``, the nearest deadline first. Two queries, whatever has piled up."""
    rows = Task.objects.filter(post_id=post).select_related("case__item").order_by("due_at", "id")
    if after:
        due_at, last = (read(part) for read, part in zip((_moment, _number), _mark(after, 2), strict=True))
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last), due_at__gte=due_at)
    return _page(rows, size, lambda task: [task.due_at.isoformat(), task.pk])


def search(actor: Actor, filters: Filters, after: str = "", size: int = PAGE) -> Page[Case]:
    """Cases that ``actor`` may see and ``filters`` asks for, newest first."""
    rows = visible(actor).filter(_condition(filters)).select_related("item", "department").order_by("-id")
    if filters.text:
        rows = rows.filter(id__mentions=filters.text) if fulltext.pairs(filters.text) else rows.none()
    if after:
        rows = rows.filter(id__lt=_number(_mark(after, 1)[0]))
    return _page(rows, size, lambda case: [case.pk])


def visible(actor: Actor) -> QuerySet[Case]:
    """What the holder of this post may see: departments their own cases, centres and collectors their own ground."""
    ground = Q(place__gte=actor.region, place__lt=actor.region + AFTER_EVERY_CODE)
    if actor.post_kind == "handler":
        return Case.objects.filter(ground, department_id=actor.organisation)
    if actor.post_kind in ("system_admin", "security_admin"):
        return Case.objects.none()
    return Case.objects.filter(ground)


def one(actor: Actor, number: str) -> Case:
    """The case with this number; raises UnknownCase where the actor may not see it either."""
    case = visible(actor).select_related("item", "department", "condition").filter(number=number).first()
    if case is None:
        raise UnknownCase(number)
    return case


def departments(place: str | None = None) -> QuerySet[Organisation]:
    """The organisations that can be asked to handle; where a place is given, those with a post that reaches it."""
    handlers = Q(posts__kind="handler", posts__until=None)
    if place is not None:
        handlers &= Q(posts__region__in=[place, *ancestors(place)])
    return Organisation.objects.filter(handlers).distinct().order_by("kind", "code")


def open_near(actor: Actor, place: str, size: int = 8) -> list[Case]:
    """The open cases in the same division that ``actor`` may see, newest first: has this been reported already?"""
    rows = visible(actor).filter(place=place, is_open=True).select_related("item", "department")
    return list(rows.order_by("-id")[:size])


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
        condition &= Q(place__gte=filters.place, place__lt=filters.place + AFTER_EVERY_CODE)
    if filters.since:
        condition &= Q(reported_at__gte=filters.since)
    if filters.until:
        condition &= Q(reported_at__lt=filters.until)
    return condition


def _page(rows: QuerySet[Row], size: int, mark: Any) -> Page[Row]:
    found = list(rows[: size + 1])
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
