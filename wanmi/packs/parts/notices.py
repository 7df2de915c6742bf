"""notices.toml: what this city changes in the notices to reporters and staff; kept with the city's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wanmi.notices.rules import RulesRefused, read_rules
from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesRow(Row):
    REGISTER: ClassVar[str] = "notices"
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    if read_toml(source, pack) is None:
        return
    text = source.path.read_text(encoding="utf-8-sig")
    try:
        read_rules(text)
    except RulesRefused as error:
        for fault in error.faults:
            pack.refuse(At(source.name, fault.line), fault.key, fault.value, fault.expected)
    else:
        pack.add(NoticesRow(at=At(source.name), text=text))


def override(pack: Pack) -> str:
    """The changes as TOML; nothing where the city sends the project's own notices. The pack's own file is the last."""
    texts = [row.text for row in pack.rows(NoticesRow)]
    return texts[-1] if texts else ""


PART = Part("notices.toml", NoticesRow, read, needed=False)
