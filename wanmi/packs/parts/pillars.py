"""pillars.toml: what hangs on an address and who sees it; kept with the city's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.reading import take_rules
from wanmi.pillars.registry import Tables, incomplete, read_tables, together


@dataclass(frozen=True, slots=True, kw_only=True)
class PillarsRow(Row):
    REGISTER: ClassVar[str] = "pillars"
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    take_rules(source, pack, PillarsRow, read_tables)


def check(pack: Pack) -> None:
    """The files together say everything of each pillar."""
    rows = pack.rows(PillarsRow)
    for path, value, expected in incomplete(declared(pack)):
        pack.refuse(rows[-1].at, path, value, expected)


def declared(pack: Pack) -> Tables:
    """The tables of all files; empty where the city has no pillars. The pack's own file is the last."""
    return together([read_tables(row.text) for row in pack.rows(PillarsRow)])


PART = Part("pillars.toml", PillarsRow, read, check, needed=False)
