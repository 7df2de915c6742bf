"""process.toml: what this city changes in the case process; kept with the city's settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from wanmi.cases.definition import BASE
from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import read_toml
from wanmi.process.definition import Definition
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_definition


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow(Row):
    REGISTER: ClassVar[str] = "process"
    text: str


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    if read_toml(source, pack) is None:
        return
    text = source.path.read_text(encoding="utf-8-sig")
    try:
        read_definition(BASE, text, source.name)
    except DefinitionRefused as error:
        for problem in error.problems:
            named = re.match(rf"{re.escape(source.name)}(?: line (\d+))?[,:] ", problem)
            line, value = (int(named[1] or 0), problem[named.end() :]) if named else (0, problem)
            pack.refuse(At(source.name, line), "", value, _("a sound process"))
    else:
        pack.add(ProcessRow(at=At(source.name), text=text))


def override(pack: Pack) -> str:
    """The changes as TOML; nothing where the city follows the project's own process."""
    return "".join(row.text for row in pack.rows(ProcessRow))


def definition(pack: Pack) -> Definition:
    """The process that cases of this city follow."""
    return read_definition(BASE, override(pack))


PART = Part("process.toml", ProcessRow, read, needed=False)
