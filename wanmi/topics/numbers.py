"""How many demands a topic's items bring month by month, and demands by tag (七有/五性): counted, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from wanmi.joint.models import Tally
from wanmi.joint.rates import Rate, Rates, books_with_rates, rates_by
from wanmi.proceedings.models import Proceeding
from wanmi.territory.queries import current_city
from wanmi.topics.meaning import ITEMS, month_of
from wanmi.workforce.queries import city_today, city_zone

BEFORE = 3  # months before a topic's own, to compare with
MOST = 24  # months that are shown


@dataclass(frozen=True, slots=True)
class Counted:
    """The demands of a month or of a tag. What is about too few people is None (``smallest_count`` of the city)."""

    demands: int | None
    solved: Rate | None
    satisfied: Rate | None


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    counted: Counted
    is_before: bool  # before the topic's own month


def months(topic: Proceeding) -> list[Month]:
    """The demands of a topic's items on its ground, from some months before its own until now or its end.

    One GROUP BY by an index of the items, however many they are.
    """
    facts = topic.snapshot["facts"]
    own = month_of(str(facts["month"]))
    assert own is not None, "the process has judged it"
    zone = city_zone()
    shown = list(_span(_back(own, BEFORE), _last(topic, own, zone)))[:MOST]
    rows = _opened(shown[0], _next(shown[-1]), zone).filter(item__in=str(facts[ITEMS]).split())
    rows = rows.filter(place__startswith=topic.place).annotate(month=TruncMonth("opened_at", tzinfo=zone))
    found = {at.date(): rates for at, rates in rates_by(rows, "month", books_with_rates()).items()}
    least = smallest_count()
    return [Month(first, _counted(found.get(first), least), first < own) for first in shown]


def by_tag(region: str, month: date, tags: Iterable[str]) -> dict[str, Counted]:
    """The demands of a month on a ground by tag; under "" those without one. One GROUP BY."""
    rows = _opened(month, _next(month), city_zone()).filter(place__startswith=region)
    found, least = rates_by(rows, "tag", books_with_rates()), smallest_count()
    return {tag: _counted(found.get(tag), least) for tag in (*tags, "")}


def smallest_count() -> int:
    """The least number of people that is shown."""
    return int(current_city().settings.get("smallest_count", 0))


def _counted(rates: Rates | None, least: int) -> Counted:
    if rates is None:
        return Counted(0, None, None)
    demands = rates.tickets if rates.tickets >= least else None
    few = rates.solved.base < max(least, 1)
    return Counted(demands, None if few else rates.solved, None if few else rates.satisfied)


def _opened(first: date, after: date, zone: tzinfo) -> QuerySet[Tally]:
    since, until = (datetime.combine(day, time(), zone) for day in (first, after))
    return Tally.objects.filter(opened_at__gte=since, opened_at__lt=until)


def _last(topic: Proceeding, own: date, zone: tzinfo) -> date:
    """The month in which a topic was published, else this one; not before its own."""
    told = topic.snapshot["clocks"].get("comments")
    day = datetime.fromisoformat(told["events"][0][1]).astimezone(zone).date() if told else city_today()
    return max(own, day.replace(day=1))


def _span(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _next(first)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _back(first: date, months: int) -> date:
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def topics_told(states: Sequence[str] = ("published", "closed")) -> QuerySet[Proceeding]:
    """The topics whose result everyone may read, newest first."""
    return Proceeding.objects.filter(procedure="topic", state__in=states).order_by("-id")
