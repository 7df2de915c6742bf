"""Pillars on pages: what hangs on an address, in sections, and where a row leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.addresses.base.models import Address
from wanmi.cases.wording import word
from wanmi.pillars.queries import Listed, listed, pillars_of
from wanmi.process.engine import Actor
from wanmi.site.navigation import PARTIES, READERS

PURPOSES: Mapping[str, str | Promise] = {
    "service": _("A service for the person"),
    "check": _("Checking what is registered"),
    "emergency": _("An emergency"),
}
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
class Section:
    """One pillar; ``rows`` is None where it tells of people and no purpose was said yet."""

    key: str
    label: str
    rows: Sequence[Row] | None
    has_more: bool = False


def sections_of(address: Address, actor: Actor, looked: Mapping[str, Sequence[Listed]] | None = None) -> list[Section]:
    """The pillars that the post sees at an address of its ground; of people only those that were ``looked`` at."""
    known = looked or {}
    sections = []
    for pillar in pillars_of(actor):
        if pillar.is_personal and pillar.key not in known:
            sections.append(Section(pillar.key, word(pillar.label), None))
            continue
        found = known.get(pillar.key) or listed(pillar, address)
        rows = [_row(row.name, row.about, row.id, each.source, actor) for each in found for row in each.rows]
        sections.append(Section(pillar.key, word(pillar.label), rows, any(each.next for each in found)))
    return sections


def _row(name: str, about: str, pk: int, source: str, actor: Actor) -> Row:
    page, by, who = _PAGES.get(source, ("", "", ()))
    url = reverse(page, args=[name if by == "name" else pk]) if actor.post_kind in who else ""
    return Row(name, about, url)
