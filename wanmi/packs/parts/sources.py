"""sources.toml: the systems of other bodies that feed this city's list; kept with the city's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
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
    """Channels are those of the case process."""
    channels = definition(pack).fields["channel"].codes
    for row in pack.rows(SourcesRow):
        for key, source in read_sources(row.text).items():
            if source.channel not in channels:
                expected = _("one of {values}").format(values=", ".join(channels))
                pack.refuse(row.at, f"{key}.channel", source.channel, expected)


def declared(pack: Pack) -> str:
    """The declarations as TOML. The pack's own file is the last."""
    texts = [row.text for row in pack.rows(SourcesRow)]
    return texts[-1] if texts else ""


PART = Part("sources.toml", SourcesRow, read, check, needed=False)
