"""From a record of a source, texts by column, to what a report carries; what cannot be read is said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from wanmi.sources.rules import NEEDED, Source

NUMBER_AT_MOST = 100
TEXT_AT_MOST = 10_000


class BadRecord(ValueError):
    """A record that no report can be made of: in which column, what stood there, what was expected."""

    def __init__(self, column: str, value: str, expected: str) -> None:
        super().__init__(f"{column}: {value!r} – {expected}")
        self.column, self.value, self.expected = column, value[:100], expected


@dataclass(frozen=True, slots=True)
class Told:
    """What a source says of one matter. ``digest`` tells whether it says the same again."""

    number: str
    carried: Mapping[str, Any]
    at: datetime | None
    digest: str


def read(source: Source, record: Mapping[str, Any]) -> Told:
    """Raises BadRecord at the first thing that is wrong."""
    texts = {
        field: str(record[column] if record.get(column) is not None else "").replace("\0", "").strip()
        for field, column in source.columns.items()
    }
    for field in NEEDED:
        if not texts.get(field):
            raise BadRecord(source.columns[field], "", _("a value in every row"))
    if len(texts["number"]) > NUMBER_AT_MOST:
        raise BadRecord(source.columns["number"], texts["number"], _("at most %(most)d letters") % {"most": 100})
    return Told(texts["number"], _carried(source, texts), _time(source, texts.get("time", "")), _digest(texts))


def _digest(texts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _carried(source: Source, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "channel": source.channel,
        "text": texts["text"][:TEXT_AT_MOST],
        "address": texts.get("address", "")[:TEXT_AT_MOST],
        "place": texts.get("place", ""),
        "item": _item(source, texts.get("item", "")),
        "position": _position(source, texts),
        "reporter": _reporter(texts),
    }


def _item(source: Source, word: str) -> str:
    """The city's item for the source's word; a word without one leaves the choice to the acceptor."""
    return source.items.get(word, word if word.count("/") == 2 else "")  # a key such as 2026/event/01001


def _position(source: Source, texts: Mapping[str, str]) -> dict[str, float] | None:
    if not (texts.get("lon") or texts.get("lat")):
        return None
    for field, most in (("lon", 180), ("lat", 90)):
        try:
            fits = abs(float(texts.get(field, ""))) <= most
        except ValueError:
            fits = False
        if not fits:
            raise BadRecord(source.columns.get(field, field), texts.get(field, ""), _("a number of degrees"))
    return {"lon": float(texts["lon"]), "lat": float(texts["lat"])}


def _reporter(texts: Mapping[str, str]) -> dict[str, Any] | None:
    if not (texts.get("name") or texts.get("phone")):
        return None
    return {"name": texts.get("name", ""), "phone": texts.get("phone", ""), "keep_secret": True}


def _time(source: Source, text: str) -> datetime | None:
    """When the source took it up; without a zone it is the city's time."""
    if not text:
        return None
    try:
        found = parse_datetime(text.replace("/", "-"))
        day = None if found else parse_date(text.replace("/", "-"))
    except ValueError:
        found = day = None
    if found is None and day is not None:
        found = datetime(day.year, day.month, day.day)
    if found is None:
        raise BadRecord(source.columns["time"], text, _("a time such as 2026-11-24 08:00"))
    return found if timezone.is_aware(found) else timezone.make_aware(found)
