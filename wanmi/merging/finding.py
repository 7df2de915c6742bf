"""Has this been reported already? The learned finder and the city's own rule over the cases near by; they propose.

The rule (same item, so near, so lately, in like words or at the same address) also speaks where the finder knows no
position, and before a city has taught a finder of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone

from wanmi.cases.blur import METRES_A_DEGREE
from wanmi.cases.models import Case
from wanmi.catalogue.models import Item
from wanmi.codes.place import Level
from wanmi.duplicates.candidates import FAMILY_METRES, MOST_HOURS, SETTLED_HOURS
from wanmi.duplicates.cases import cases_of
from wanmi.duplicates.finder import Found
from wanmi.duplicates.taught import finder_in_use
from wanmi.merging.models import Merge
from wanmi.territory.cells import POINT_ZOOM, ranges_in
from wanmi.territory.queries import current_city

NEAREST = 200  # open cases around, and as many closed ones, that are weighed
SHOWN = 5
ASKED = "asked"  # stands for the report that has no number yet
# Preset, after the practice of Wuhan's neighbourhood groups (same class, 48 hours, like words); a city sets its own.
RULE: Mapping[str, float] = {"metres": 100, "hours": 48, "likeness": 0.2}


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a report, stored or not; ``number`` is empty while it is none."""

    place: str = ""
    lon: float | None = None
    lat: float | None = None
    item: Item | None = None
    text: str = ""
    address: str = ""
    source: str = ""
    number: str = ""
    at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may be the same. ``chance`` by the finder, None where it had nothing to go by."""

    case: Case
    metres: float | None
    hours: float  # how much earlier it was reported
    same_item: bool
    likeness: float  # of the words, 0 to 1
    by_rule: bool
    chance: float | None


def told_by(case: Case) -> Told:
    """``case`` must have its item loaded."""
    return Told(
        case.place, case.lon, case.lat, case.item, case.text, case.address, case.channel, case.number, case.reported_at
    )


def likely(told: Told, rows: QuerySet[Case], limit: int = SHOWN, *, only_open: bool = False) -> list[Likely]:
    """Of the cases in ``rows`` those that probably report the same, the likeliest first. Three queries at most."""
    near = [case for case in _around(told, rows, only_open=only_open) if case.number != told.number]
    if not near:
        return []
    chances = _chances(told, near)
    rule = {**RULE, **current_city().settings.get("duplicates", {})}
    found = [_weighed(told, case, rule, chances.get(case.number)) for case in near]
    hopeful = [each for each in found if each.by_rule or each.chance is not None]
    return sorted(hopeful, key=lambda each: (not each.by_rule, -(each.chance or 0), each.metres or 0))[:limit]


def _around(told: Told, rows: QuerySet[Case], *, only_open: bool) -> list[Case]:
    """Near in place and not long settled; without a position, open in the community."""
    rows = rows.select_related("item", "department").exclude(state="merged").order_by("-id")
    if told.lon is None or told.lat is None:
        community = told.place[: Level.COMMUNITY]
        return list(rows.filter(community=community, is_open=True)[:NEAREST]) if community else []
    cells = _cells(told.lon, told.lat)
    found = list(rows.filter(cells, is_open=True)[:NEAREST])
    if not only_open:
        since = told.at - timedelta(hours=MOST_HOURS)
        found += rows.filter(cells, is_open=False, reported_at__gte=since)[:NEAREST]
    return found


def _cells(lon: float, lat: float) -> Q:
    north = FAMILY_METRES / METRES_A_DEGREE
    east = north / math.cos(math.radians(lat))
    cells = Q()
    for found in ranges_in((lon - east, lat - north, lon + east, lat + north), POINT_ZOOM):
        cells |= Q(cell__range=found)
    return cells


def _chances(told: Told, near: Sequence[Case]) -> dict[str, float]:
    """By the finder: how probably the report repeats each of these; those it knows no place of are left out."""
    if told.lon is None:
        return {}
    asked = {
        **row_of(told, told.number or ASKED),
        "open": told.at.isoformat(),
        "closed": None,
    }
    merged = Merge.objects.filter(state="merged", main__in=near).exclude(duplicate__number=asked["id"])
    links = {each.duplicate: each.main for each in merged.select_related("main", "duplicate__item")}
    rows = [
        {**row_of(told_by(case), case.number), "open": case.reported_at.isoformat(), "closed": _closed(case)}
        for case in [*near, *links]
    ]
    cases = cases_of([asked, *rows])
    found = finder_in_use().find(cases, {case.number: main.number for case, main in links.items()})
    number = cases.number_of()[asked["id"]]
    return {str(cases.ids[other]): chance for other, chance in _shares(found, number).items()}


def row_of(told: Told, number: str) -> dict[str, Any]:
    """A report as a finder reads it, but for its times; the words stay out."""
    item = told.item
    return {
        "id": number,
        "lat": told.lat,
        "lon": told.lon,
        "type": f"{item.edition_id}/{item.kind}/{item.code}" if item else "",
        "reason": f"{item.kind}/{item.code[:2]}" if item else "",
        "source": told.source,
        "address": told.address,
        "title": "",
    }


def _closed(case: Case) -> str | None:
    """A case that has ended counts as just settled: when it ended stands in the journal, which is not read here."""
    return None if case.is_open else (case.reported_at + timedelta(hours=SETTLED_HOURS)).isoformat()


def _shares(found: Found, number: int) -> dict[int, float]:
    """Other case -> the chance that this one is a duplicate at all times the other's share of the likeness."""
    start, end = found.pairs.starts[number], found.pairs.starts[number + 1]
    likeness = np.clip(found.likeness[start:end], -30, 30)
    others = found.pairs.other[start:end].tolist()
    if not others:
        return {}
    weights = np.exp(likeness)
    chance = 1 / (1 + math.exp(-float(found.flags[number])))
    return dict(zip(others, (chance * weights / weights.sum()).tolist(), strict=True))


def _weighed(told: Told, case: Case, rule: Mapping[str, float], chance: float | None) -> Likely:
    metres, hours = _metres(told, case), (told.at - case.reported_at).total_seconds() / 3600
    likeness = like(told.text, case.text)
    same_item = bool(told.item and case.item_id == told.item.pk)
    may_be_item = same_item or told.item is None or case.item_id is None
    same_words = likeness >= rule["likeness"] or bool(told.address and told.address == case.address) or not told.text
    close = metres is None or metres <= rule["metres"]
    by_rule = case.is_open and close and may_be_item and same_words and abs(hours) <= rule["hours"]
    if metres is None and not (same_item and same_words):
        by_rule = False
    return Likely(case, metres, hours, same_item, likeness, by_rule, chance)


def _metres(told: Told, case: Case) -> float | None:
    if told.lon is None or told.lat is None or case.lon is None or case.lat is None:
        return None
    east = (case.lon - told.lon) * math.cos(math.radians(told.lat))
    return math.hypot(east, case.lat - told.lat) * METRES_A_DEGREE


def like(one: str, other: str) -> float:
    """The share of neighbouring letters that two texts have in common (Dice's coefficient).

    >>> like("路灯不亮", "路灯不亮了") > 0.8
    True
    """
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
