"""What the parameters of a request for features mean."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from wanmi.atlas import cql, crs
from wanmi.atlas.features import Collection, Question, Span

LIMIT, MOST = 100, 1_000
KNOWN = {"f", "limit", "bbox", "bbox-crs", "crs", "datetime", "after", "filter", "filter-lang", "filter-crs"}
LANGUAGE = "cql2-text"


class BadQuery(ValueError):
    """A parameter that means nothing here; the text says what was expected."""


def question(given: QueryDict, found: Collection) -> Question:
    """Raises BadQuery, naming the parameter and what it should be."""
    unknown = set(given) - KNOWN
    if unknown:
        raise BadQuery(f"unknown parameter: {', '.join(sorted(unknown))}")
    box_crs = named_crs(given, "bbox-crs")
    return Question(
        limit=_limit(given.get("limit", "")),
        after=given.get("after", ""),
        box=_box(box, box_crs) if (box := given.get("bbox", "")) else None,
        span=_span(span) if (span := given.get("datetime", "")) else None,
        condition=_filter(given, found),
        crs=named_crs(given, "crs"),
    )


def named_crs(given: QueryDict, name: str) -> str:
    try:
        return crs.known(given.get(name, ""))
    except crs.UnknownCrs as error:
        raise BadQuery(f"{name}: {error}") from error


def _filter(given: QueryDict, found: Collection) -> Q:
    named_crs(given, "filter-crs")
    if given.get("filter-lang", LANGUAGE) != LANGUAGE:
        raise BadQuery(f"filter-lang: only {LANGUAGE}")
    try:
        return cql.condition(text, found.queryables) if (text := given.get("filter", "")) else Q()
    except cql.BadFilter as error:
        raise BadQuery(f"filter: {error}") from error


def _limit(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise BadQuery(f"limit: a number from 1 on, at most {MOST} are given")
    return min(int(text or LIMIT), MOST)


def _box(text: str, system: str) -> crs.Box:
    """Four numbers in the order of the axes, or six with heights, which are not looked at."""
    expected = BadQuery("bbox: the lower and the upper corner, as west,south,east,north where bbox-crs is not given")
    try:
        numbers = [float(part) for part in text.split(",")]
        lower_1, lower_2, upper_1, upper_2 = numbers if len(numbers) == 4 else (*numbers[0:2], *numbers[3:5])
    except ValueError as error:
        raise expected from error
    if len(numbers) not in (4, 6) or not (lower_1 <= upper_1 and lower_2 <= upper_2):
        raise expected
    west, south, east, north = crs.box_from((lower_1, lower_2, upper_1, upper_2), system)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise expected
    return west, south, east, north


def _span(text: str) -> Span:
    """An instant, or two with a slash between, ``..`` or nothing for an open end (RFC 3339)."""
    start, slash, end = text.partition("/")
    span = _instant(start, time.min), _instant(end if slash else start, time.max)
    if span == (None, None) or (span[0] and span[1] and span[0] > span[1]):
        raise BadQuery("datetime: an instant or an interval such as 2026-01-01/..")
    return span


def _instant(text: str, of_day: time) -> datetime | None:
    """A moment; of a day without a time its first or its last."""
    if text in ("", ".."):
        return None
    try:
        moment = parse_datetime(text) if "T" in text else None
        day = parse_date(text)
    except ValueError:
        moment = day = None
    if moment is None and day is None:
        raise BadQuery("datetime: an instant or an interval such as 2026-01-01/..")
    found = moment or datetime.combine(day, of_day)  # type: ignore[arg-type]
    return found if timezone.is_aware(found) else timezone.make_aware(found)
