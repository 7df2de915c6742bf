"""Pillars on pages: what hangs on an address, in sections, and where a row leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.http import QueryDict
from django.urls import reverse

from wanmi.addresses.base.models import Address
from wanmi.cases.wording import word
from wanmi.pillars.queries import Listed, listed, pillars_of
from wanmi.process.engine import Actor
from wanmi.site.context import PostLabels
from wanmi.site.marks import before
from wanmi.site.navigation import PARTIES, READERS
from wanmi.territory.queries import current_city

# Source -> the page of a row by its name or id, and whose page it is.
_PAGES: Mapping[str, tuple[str, str, Sequence[str]]] = {
    "rows:cases": ("case", "name", READERS),
    "stays": ("affair", "id", PARTIES),
}


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one source; ``next`` is what the page after them begins behind, None at their end."""

    source: str
    rows: Sequence[Row]
    next: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """One pillar; ``parts`` is None where it tells of people and no purpose was said yet."""

    key: str
    label: str
    parts: Sequence[Part] | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A further page: of which pillar and source, behind which row. The first page has all pillars."""

    pillar: str = ""
    source: str = ""
    after: int = 0

    @classmethod
    def to(cls, query: QueryDict) -> Self:
        """As an address or a form says it; the first page where it is nonsense."""
        after = before(query, "after")
        return cls(query.get("pillar", ""), query.get("source", ""), after) if after else cls()


FIRST = Turned()


def sections_of(
    address: Address,
    actor: Actor,
    turned: Turned = FIRST,
    looked: Mapping[str, Sequence[Listed]] | None = None,
) -> list[Section]:
    """The pillars that the post sees at an address of its ground; of people only those that were ``looked`` at."""
    known = looked or {}
    sections = []
    for pillar in pillars_of(actor):
        if turned.pillar not in ("", pillar.key):
            continue
        if pillar.is_personal and pillar.key not in known:
            sections.append(Section(pillar.key, word(pillar.label), None))
            continue
        found = known.get(pillar.key) or listed(pillar, address, turned.source, turned.after)
        parts = [_part(each, actor) for each in found if each.rows]
        sections.append(Section(pillar.key, word(pillar.label), parts))
    return sections


def _part(found: Listed, actor: Actor) -> Part:
    words = PostLabels(current_city()) if found.source == "posts" else {}
    rows = [_row(row.name, words.get(row.about, row.about), row.id, found.source, actor) for row in found.rows]
    return Part(found.source, rows, found.next)


def _row(name: str, about: str, pk: int, source: str, actor: Actor) -> Row:
    page, by, who = _PAGES.get(source, ("", "", ()))
    url = reverse(page, args=[name if by == "name" else pk]) if actor.post_kind in who else ""
    return Row(name, about, url)
