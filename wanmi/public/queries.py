"""What residents may read: their own case by its link, and what the city publishes of all cases."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from wanmi.advice.learned import likely_items
from wanmi.cases import personal
from wanmi.cases.blur import METRES_A_DEGREE
from wanmi.cases.models import Attachment, Case
from wanmi.cases.queries import PAGE, Page, ended_at, newest_page
from wanmi.catalogue.likeness import items_like
from wanmi.catalogue.models import Item
from wanmi.catalogue.queries import find_items
from wanmi.codes.place import Level
from wanmi.merging.finding import Told, likely
from wanmi.merging.models import Merge
from wanmi.merging.queries import voices_in, voices_over
from wanmi.public.identity import digest_of, link_of, name_for, once
from wanmi.public.models import Voice
from wanmi.territory.cells import POINT_ZOOM, ranges_in
from wanmi.territory.models import Division
from wanmi.territory.queries import current_city, today, valid_on

SUGGESTED = 3  # items for a text
NEAR_M = 100  # metres around a place within which a case may be the same
NEAR_SHOWN = 6


class NotPublished(LookupError):
    """The city does not publish this."""


class UnknownLink(LookupError):
    """No voice has this link."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the public list is narrowed to; ``text`` is looked for in names of items and of places alone."""

    text: str = ""
    street: str = ""
    grid: str = ""
    state: str = ""  # "open", "ended" or nothing


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who asked to hear of a case: how to reach him, in which language, with which link."""

    name: str
    contact: dict[str, Any]
    language: str
    link: str | None  # the token of his secret link


def is_published(what: str) -> bool:
    return what in current_city().settings.get("published", [])


def require_published(what: str = "cases") -> None:
    """Raises NotPublished."""
    if not is_published(what):
        raise NotPublished(what)


def voice_with(token: str) -> Voice:
    """The voice that comes with this link. Raises UnknownLink."""
    voice = Voice.objects.filter(secret=digest_of(token)).select_related("case__item", "case__department").first()
    if voice is None:
        raise UnknownLink
    return voice


def was_sent(ticket: str) -> bool:
    """Whether the form with this ticket has led to a voice already."""
    return Voice.objects.filter(name=name_for(ticket)).exists()


def watchers(case: Case) -> list[Watcher]:
    """Everybody who left a contact for this case and has not withdrawn it. Two queries."""
    contacts = personal.contacts(case.number)
    voices = Voice.objects.filter(case=case, name__in=contacts).order_by("pk")
    return [Watcher(voice.name, contacts[voice.name], voice.language, link_of(voice)) for voice in voices]


def home_of(number: str, actor: str) -> tuple[str, str]:
    """For a notice: the path of his own page of the case and his language; empty for who has no secret link."""
    voice = Voice.objects.filter(case__number=number, name=actor).first()
    token = link_of(voice) if voice else None
    return (reverse("receipt", args=[token]) if token else "", voice.language if voice else "")


def voices_of(cases: Collection[Case]) -> dict[int, int]:
    """case -> how many have reported it or added their voice, to it or to a case that has gone into it. One query."""
    over = voices_over(cases)
    return {case.pk: voices_in(case) + over.get(case.pk, 0) for case in cases}


def has_spoken(case: Case, browser: str, contact: str) -> bool:
    """Whether a voice from this browser or this contact counts at the case, or at one that has gone into it.

    ``contact``: its key (cases.personal.contact_key), empty where there is none. Two queries.
    """
    merged = Merge.objects.filter(main=case, state="merged").values_list("duplicate__number", flat=True)
    told = Q()
    for number in [case.number, *merged]:
        told |= Q(case__number=number, browser=once(number, browser))
        told |= Q(case__number=number, contact=once(number, contact)) if contact else Q()
    return Voice.objects.filter(told).exists()


def own_data(voice: Voice) -> dict[str, Any]:
    """What its owner has told in the case and has not erased: field -> value."""
    return personal.given_by(voice.case.number, voice.name)


def own_pictures(voice: Voice) -> QuerySet[Attachment]:
    return Attachment.objects.filter(case=voice.case_id, entry__actor=voice.name).order_by("id")


def pictures_for(voice: Voice) -> QuerySet[Attachment]:
    """What its owner may see: his own pictures, and those of the work that was done."""
    mine = Q(entry__actor=voice.name) | Q(field="photos_after")
    return Attachment.objects.filter(mine, case=voice.case_id).order_by("id")


def may_ask_reopening(case: Case, now: datetime) -> bool:
    """Whether the city's days for asking have not passed yet; how often it may be asked the process says."""
    days = int(current_city().settings.get("reopen_days", 0))
    return not case.is_open and days > 0 and now < ended_at(case.number) + timedelta(days=days)


def suggestions(text: str) -> list[Item]:
    """Three items that everyday words may mean, the likeliest first: by the city's history, else by the words."""
    if learned := likely_items(text, SUGGESTED):
        return [each.item for each in learned]
    return (find_items(text, limit=SUGGESTED) or items_like(text, SUGGESTED)) if text.strip() else []


def published() -> QuerySet[Case]:
    """All cases, as far as the city publishes them. Raises NotPublished."""
    require_published()
    return Case.objects.select_related("item", "department")


def search(filters: Filters, after: str = "") -> Page[Case]:
    """Published cases, newest first. No words of residents are searched, so none can be found out by trying."""
    rows = published().filter(_condition(filters))
    return newest_page(rows, after, PAGE)


def _condition(filters: Filters) -> Q:
    condition = Q(street=filters.street) if filters.street else Q()
    condition &= Q(grid=filters.grid) if filters.grid else Q()
    if filters.state in ("open", "ended"):
        condition &= Q(is_open=filters.state == "open")
    if words := filters.text.strip():
        condition &= Q(number=words) | Q(item__in=find_items(words, limit=50)) | Q(community__in=_places(words))
    return condition


def _places(words: str) -> list[str]:
    named = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
    found = Division.objects.filter(valid_on(today())).filter(named).values_list("code", flat=True)[:200]
    return [code for code in found if len(code) == Level.COMMUNITY]


def near(told: Told) -> list[Case]:
    """Open cases that may be the same: those that the finder proposes, then the nearest of the same item.

    The words of the report are left out: what others have written must not be found out by trying.
    """
    if not is_published("cases"):
        return []
    asked = replace(told, text="", address="", place=told.place[: Level.COMMUNITY])
    found = likely(asked, Case.objects.all(), NEAR_SHOWN, only_open=True)
    first = [each.case for each in found if each.metres is None or each.metres <= NEAR_M]
    known = {case.pk for case in first}
    return [*first, *(case for case in _same_item(asked) if case.pk not in known)][:NEAR_SHOWN]


def _same_item(told: Told) -> list[Case]:
    if told.lon is None or told.lat is None:
        return _in_community(told.place, told.item)
    east = METRES_A_DEGREE * math.cos(math.radians(told.lat))
    width, height = NEAR_M / east, NEAR_M / METRES_A_DEGREE
    cells = Q()
    for found in ranges_in((told.lon - width, told.lat - height, told.lon + width, told.lat + height), POINT_ZOOM):
        cells |= Q(cell__range=found)
    same = Q(item=told.item) | Q(item=None) if told.item else Q()
    rows = Case.objects.filter(cells, same, is_open=True).select_related("item", "department")
    return _nearest(rows[:200], told.lon, told.lat, east)


def _nearest(rows: Iterable[Case], lon: float, lat: float, east: float) -> list[Case]:
    found = [
        (math.hypot((row.lon - lon) * east, (row.lat - lat) * METRES_A_DEGREE), row)
        for row in rows
        if row.lon is not None and row.lat is not None
    ]
    close = [pair for pair in found if pair[0] <= NEAR_M]
    return [row for _, row in sorted(close, key=lambda pair: pair[0])[:NEAR_SHOWN]]


def _in_community(community: str, item: Item | None) -> list[Case]:
    """The same where only the community is known, the newest first."""
    if not community or item is None:
        return []
    rows = Case.objects.filter(community=community, is_open=True, item=item).select_related("item", "department")
    return list(rows.order_by("-id")[:NEAR_SHOWN])
