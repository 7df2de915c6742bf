"""notices.toml: what this city changes in the notices to reporters and staff; kept with the city's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wanmi.notices.rules import read_rules
from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.reading import take_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesRow(Row):
    REGISTER: ClassVar[str] = "notices"
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    take_rules(source, pack, NoticesRow, read_rules)


def override(pack: Pack) -> str:
    """The changes as TOML; nothing where the city sends the project's own notices. The pack's own file is the last."""
    texts = [row.text for row in pack.rows(NoticesRow)]
    return texts[-1] if texts else ""


PART = Part("notices.toml", NoticesRow, read, needed=False)
