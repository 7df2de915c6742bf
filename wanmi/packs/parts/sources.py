"""sources.toml: the systems of other bodies that feed this city's list; kept with the city's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from wanmi.linkage.opening import is_openable
from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.parts.joint import kinds_in
from wanmi.packs.parts.process import definition
from wanmi.packs.reading import take_rules
from wanmi.sources.rules import read_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesRow(Row):
    REGISTER: ClassVar[str] = "sources"
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    take_rules(source, pack, SourcesRow, read_sources)


def check(pack: Pack) -> None:
    """Channels are those of the case process; a ticket is of a kind that can be opened with what a case tells."""
    channels, kinds = definition(pack).fields["channel"].codes, kinds_in(pack)
    for row in pack.rows(SourcesRow):
        for key, source in read_sources(row.text).items():
            if source.channel not in channels:
                expected = _("one of {values}").format(values=", ".join(channels))
                pack.refuse(row.at, f"{key}.channel", source.channel, expected)
            if source.ticket and not (source.ticket in kinds and is_openable(kinds[source.ticket], source.channel)):
                opened = [name for name, rules in kinds.items() if is_openable(rules, source.channel)]
                expected = _("a kind that a case opens: one of {values}").format(values=", ".join(opened) or "–")
                pack.refuse(row.at, f"{key}.ticket", source.ticket, expected)


def declared(pack: Pack) -> str:
    """The declarations as TOML. The pack's own file is the last."""
    texts = [row.text for row in pack.rows(SourcesRow)]
    return texts[-1] if texts else ""


PART = Part("sources.toml", SourcesRow, read, check, needed=False)
