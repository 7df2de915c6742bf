"""process.toml and its fellows: what this city changes in the processes of cases, addresses and remedies.

The changes are kept with the city's settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from django.utils.translation import gettext as _

from wanmi.addresses.base.definition import ADDRESSES, REMEDIES
from wanmi.cases.definition import BASE as CASES
from wanmi.circles.definition import BASE as CANDIDATES
from wanmi.circles.definition import SETTING as SAID
from wanmi.merging.definition import BASE as MERGES
from wanmi.packs.city import FILE, WRONG_WORK
from wanmi.packs.columns import Row
from wanmi.packs.pack import Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import line_of_key, read_toml, refuse_problems
from wanmi.process.definition import Definition
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_definition


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow(Row):
    """Changes to the case process, as TOML."""

    REGISTER: ClassVar[str] = "process"  # and the key of the city's settings
    BASE: ClassVar[Path] = CASES
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressProcessRow(ProcessRow):
    """Changes to the life of an address."""

    REGISTER: ClassVar[str] = "address_process"
    BASE: ClassVar[Path] = ADDRESSES


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyProcessRow(ProcessRow):
    """Changes to the remedies of business addresses."""

    REGISTER: ClassVar[str] = "remedy_process"
    BASE: ClassVar[Path] = REMEDIES


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeProcessRow(ProcessRow):
    """Changes to the merging of cases."""

    REGISTER: ClassVar[str] = "merge_process"
    BASE: ClassVar[Path] = MERGES


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateProcessRow(ProcessRow):
    """Changes to what becomes of what is said in neighbourhood groups."""

    REGISTER: ClassVar[str] = SAID
    BASE: ClassVar[Path] = CANDIDATES


KINDS = (ProcessRow, AddressProcessRow, RemedyProcessRow, MergeProcessRow, CandidateProcessRow)


def read(source: Source, pack: Pack, kind: type[Row]) -> None:
    if read_toml(source, pack) is None:
        return
    assert issubclass(kind, ProcessRow)
    text = source.path.read_text(encoding="utf-8-sig")
    try:
        read_definition(kind.BASE, text, source.name)
    except DefinitionRefused as error:
        refuse_problems(pack, source, error.problems, _("a sound process"))
    else:
        pack.add(kind(at=At(source.name), text=text))


def overrides(pack: Pack) -> dict[str, str]:
    """The changes as TOML by process; those that the city takes as they are stay out."""
    texts = {kind.REGISTER: "".join(row.text for row in pack.rows(kind)) for kind in KINDS}
    return {name: text for name, text in texts.items() if text}


def definition(pack: Pack) -> Definition:
    """The process that cases of this city follow."""
    return read_definition(CASES, overrides(pack).get(ProcessRow.REGISTER, ""))


def check(pack: Pack) -> None:
    """The reasons that the appraisal counts as wrong work are reasons that somebody can give."""
    named = pack.city.settings.get("appraisal")
    fields = definition(pack).fields
    if not isinstance(named, dict):
        return
    for setting, field in WRONG_WORK.items():
        known, codes = list(fields[field].codes), named.get(setting)
        for code in codes if isinstance(codes, list) else ():  # what is no list was refused already
            if code not in known:
                at = line_of_key(Source(pack.folder / FILE, FILE), "appraisal")
                pack.refuse(at, setting, code, _("one of {values}").format(values=", ".join(known)))


PART = Part("process.toml", ProcessRow, read, check, needed=False)
ADDRESS_PART = Part("address-process.toml", AddressProcessRow, read, needed=False)
REMEDY_PART = Part("remedy-process.toml", RemedyProcessRow, read, needed=False)
MERGE_PART = Part("merge-process.toml", MergeProcessRow, read, needed=False)
CANDIDATE_PART = Part("candidate-process.toml", CandidateProcessRow, read, needed=False)
