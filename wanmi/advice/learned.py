"""The likeliest items and departments of a text by what this city has learned; nothing before it has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from wanmi.catalogue.models import Item
from wanmi.codes.item import ItemKey
from wanmi.triage.grams import Message
from wanmi.triage.model import Model, NoModel, Suggestion
from wanmi.workforce.models import Organisation

SHOWN = 3
LEAST = 0.05  # what is less likely is not worth a line
ITEMS, DEPARTMENTS = "items", "departments"
WORDS_AT_LEAST = 2  # letters; a shorter text says nothing


@dataclass(frozen=True, slots=True)
class LikelyItem:
    item: Item
    confidence: float  # how often one as sure was right
    reasons: tuple[str, ...]  # words of the text


@dataclass(frozen=True, slots=True)
class LikelyDepartment:
    department: Organisation
    confidence: float
    reasons: tuple[str, ...]


def path_of(what: str) -> Path:
    """Where the model of items or departments lies, once the city has learned one."""
    return Path(settings.LEARNED) / f"{what}.triage"


def likely_items(text: str, limit: int = SHOWN) -> list[LikelyItem]:
    """Items in force that a text probably belongs to, the likeliest first. One query."""
    found = _asked(ITEMS, text)
    keys = [ItemKey.parse(each.label) for each in found]
    current = Item.objects.filter(edition__is_current=True, valid_to=None, code__in=[key.code for key in keys])
    items = {ItemKey(item.edition_id, item.kind, item.code): item for item in current}
    told = [
        LikelyItem(items[key], each.confidence, each.reasons)
        for key, each in zip(keys, found, strict=True)
        if key in items
    ]
    return told[:limit]


def likely_departments(text: str, able: Collection[Organisation], limit: int = SHOWN) -> list[LikelyDepartment]:
    """Of the departments that can be asked, those that such texts went to."""
    known = {each.code: each for each in able}
    found = [each for each in _asked(DEPARTMENTS, text) if each.label in known]
    return [LikelyDepartment(known[each.label], each.confidence, each.reasons) for each in found[:limit]]


def _asked(what: str, text: str) -> list[Suggestion]:
    model = _model(what)
    if model is None or len(text.strip()) < WORDS_AT_LEAST:
        return []
    return [each for each in model.suggest(Message("", text), limit=2 * SHOWN) if each.confidence >= LEAST]


def _model(what: str) -> Model | None:
    """Read anew when another one was learned."""
    path = path_of(what)
    return _load(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=4)
def _load(path: Path, stamp: int) -> Model | None:
    """One of an older version counts for nothing until the city learns anew."""
    try:
        return Model.load(path)
    except NoModel:
        return None
