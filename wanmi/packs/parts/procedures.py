"""procedures/*.toml: what this city changes in the procedures of streets and communities, a file for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import read_toml, refuse_problems
from wanmi.proceedings.procedures import UnknownProcedure, procedure, procedures
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_definition


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureRow(Row):
    """Changes to one procedure, as TOML."""

    REGISTER: ClassVar[str] = "procedure"
    key: str
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    if read_toml(source, pack) is None:
        return
    key, text = source.path.stem, source.path.read_text(encoding="utf-8-sig")
    try:
        read_definition(procedure(key).table, text, source.name)
    except UnknownProcedure:
        known = ", ".join(each.key for each in procedures())
        pack.refuse(At(source.name), "", key, _("a file named after one of {known}").format(known=known))
    except DefinitionRefused as error:
        refuse_problems(pack, source, error.problems, _("a sound process"))
    else:
        pack.add(ProcedureRow(at=At(source.name), key=key, text=text))


def changes(pack: Pack) -> dict[str, str]:
    """The changes by procedure: those of an extended pack first, then the city's own."""
    texts: dict[str, str] = {}
    for row in pack.rows(ProcedureRow):
        texts[row.key] = texts.get(row.key, "") + row.text
    return texts


PART = Part("procedures/*.toml", ProcedureRow, read, needed=False)
