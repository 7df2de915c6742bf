"""sources.toml: the systems of other bodies that feed this city's list; kept with the city's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.parts.process import definition
from wanmi.packs.problems import At
from wanmi.packs.reading import read_toml
from wanmi.sources.rules import SourcesRefused, read_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesRow(Row):
    REGISTER: ClassVar[str] = "sources"
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    if read_toml(source, pack) is None:
        return
    text = source.path.read_text(encoding="utf-8-sig")
    try:
        read_sources(text)
    except SourcesRefused as error:
        for fault in error.faults:
            pack.refuse(At(source.name, fault.line), fault.key, fault.value, fault.expected)
    else:
        pack.add(SourcesRow(at=At(source.name), text=text))


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
