"""circles.toml: how this city keeps its neighbourhood groups; kept with the city's settings.

A table of a later file replaces that of an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from wanmi.circles.rules import missing, read_tables
from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.reading import take_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclesRow(Row):
    REGISTER: ClassVar[str] = "circles"
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    take_rules(source, pack, CirclesRow, read_tables)


def check(pack: Pack) -> None:
    """The files together hold every table; one that only changes some needs a preset below it."""
    rows, tables = pack.rows(CirclesRow), declared(pack)
    for name in missing(tables) if rows and pack.is_read(CirclesRow) else ():
        pack.refuse(rows[-1].at, name, _("missing"), _("this table"))


def declared(pack: Pack) -> dict[str, Any]:
    """The tables of all files; empty where the city has no groups."""
    tables: dict[str, Any] = {}
    for row in pack.rows(CirclesRow):
        tables |= read_tables(row.text)
    return tables


PART = Part("circles.toml", CirclesRow, read, check, needed=False)
