"""What a request for service requests asks for. An empty parameter is an absent one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from wanmi.open311.errors import Fault, Faulty, fault

SPAN = timedelta(days=90)  # GeoReport v2, GET Service Requests: "may not span more than 90 days"
MOST = 1_000  # requests of one answer, ibidem
DEEPEST = 10_000  # rows that may be passed over by page numbers; the link "next" leads on without end
STATUSES = ("open", "closed")
_SPACED_ZONE = re.compile(r" (\d\d:?\d\d)$")  # an unescaped "+" arrives as a blank


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` to ``end``, both included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """``ids`` override all the rest. ``after`` is the mark of the page before."""

    ids: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    requested: Window | None = None
    updated: Window | None = None
    words: str = ""
    page: int = 1
    page_size: int = MOST
    after: str = ""
    extended: bool = False


def asked(given: QueryDict) -> Asked:
    """Read the arguments; raises Faulty with every one that means nothing."""
    extended = given.get("extensions", "").lower() in ("true", "1", "v1")
    ids = _list(given, "service_request_id")
    if ids:
        return Asked(ids=ids[:MOST], extended=extended)
    faults: list[Fault] = []
    updated = _window(given, "updated_after", "updated_before", faults)
    requested = _window(given, "start_date", "end_date", faults)
    read = Asked(
        services=_list(given, "service_code"),
        statuses=_statuses(given, faults),
        requested=requested or (None if updated else Window(timezone.now() - SPAN, timezone.now())),
        updated=updated,
        words=given.get("q", "").replace("\0", "").strip()[:100],
        page=_number(given, "page", 1, DEEPEST, faults),
        page_size=_number(given, "page_size", MOST, MOST, faults),
        after=given.get("after", ""),
        extended=extended,
    )
    if (read.page - 1) * read.page_size > DEEPEST:
        faults.append(
            Fault(400, _("page: no further than %(most)d requests; follow the link “next”") % {"most": DEEPEST})
        )
    if faults:
        raise Faulty(400, faults)
    return read


def window(given: QueryDict) -> Window:
    """``start_date`` to ``end_date``, the last 90 days where neither is given; raises Faulty."""
    faults: list[Fault] = []
    found = _window(given, "start_date", "end_date", faults)
    if faults:
        raise Faulty(400, faults)
    return found or Window(timezone.now() - SPAN, timezone.now())


def moment(text: str, name: str) -> datetime:
    """A point in time in W3C form, with a zone; without one it is the city's."""
    try:
        found = parse_datetime(_SPACED_ZONE.sub(r"+\1", text.strip()))
        found = found or parse_datetime(f"{text.strip()}T00:00:00")
    except ValueError:
        found = None
    if found is None or not 1970 <= found.year <= 9000:
        expected = _("%(name)s: expected a time such as 2026-11-24T08:00:00+08:00")
        raise fault(400, expected % {"name": name})
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _window(given: QueryDict, first: str, last: str, faults: list[Fault]) -> Window | None:
    """Of two ends, or 90 days at the one that is given; None where neither is."""
    try:
        start, end = (moment(str(given[name]), name) if given.get(name) else None for name in (first, last))
    except Faulty as error:
        faults += error.faults
        return None
    if start is None and end is None:
        return None
    found = Window(start or (end or timezone.now()) - SPAN, end or (start or timezone.now()) + SPAN)
    if not timedelta(0) <= found.end - found.start <= SPAN:
        expected = _("%(first)s to %(last)s: expected a span of 90 days at most")
        faults.append(Fault(400, expected % {"first": first, "last": last}))
    return found


def _list(given: QueryDict, name: str) -> tuple[str, ...]:
    parts = (part.replace("\0", "").strip() for text in given.getlist(name) for part in text.split(","))
    return tuple(part for part in parts if part)


def _statuses(given: QueryDict, faults: list[Fault]) -> tuple[str, ...]:
    found = tuple(each.lower() for each in _list(given, "status"))
    if set(found) - set(STATUSES):
        faults.append(Fault(400, _("status: expected open or closed")))
    return found


def _number(given: QueryDict, name: str, default: int, most: int, faults: list[Fault]) -> int:
    text = given.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and int(text[:12]) >= 1):
        faults.append(Fault(400, _("%(name)s: expected a whole number from 1 on") % {"name": name}))
        return default
    return min(int(text[:12]), most)
