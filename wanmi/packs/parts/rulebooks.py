"""schemes/*.toml and indices/*.toml: how work is scored; each file is one version of one scheme or index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import ClassVar, Protocol

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row
from wanmi.packs.pack import Load, Pack, Part, Source
from wanmi.packs.problems import At
from wanmi.packs.reading import read_text, refuse_problems
from wanmi.packs.writing import Written, remove, upsert
from wanmi.process.errors import DefinitionRefused
from wanmi.schemes.harmony.reading import read_index
from wanmi.schemes.measured import known
from wanmi.schemes.models import Rulebook
from wanmi.schemes.reading import Known, read_scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeRow(Row):
    REGISTER: ClassVar[str] = "scheme"
    TABLE: ClassVar[str] = "schemes"
    KIND: ClassVar[str] = Rulebook.Kind.SCHEME
    key: str
    version: str
    valid_from: date
    valid_to: date | None
    text: str

    @property
    def until(self) -> date:
        return self.valid_to or date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow(SchemeRow):
    REGISTER: ClassVar[str] = "index"
    TABLE: ClassVar[str] = "indices"
    KIND: ClassVar[str] = Rulebook.Kind.INDEX


class Version(Protocol):
    """What a scheme and an index have in common."""

    @property
    def key(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def _reading(prove: Callable[[str, str, Known], Version], row: type[SchemeRow]) -> Callable[..., None]:
    def read(source: Source, pack: Pack, kind: type[Row]) -> None:
        text = read_text(source, pack)
        if text is None:
            return
        try:
            found = prove(source.name, text, known())
        except DefinitionRefused as error:
            refuse_problems(pack, source, error.problems, _("a sound scheme"))
        else:
            about = {name: getattr(found, name) for name in ("key", "version", "valid_from", "valid_to")}
            pack.add(row(at=At(source.name), text=text, **about))

    return read


def _checking(row: type[SchemeRow]) -> Callable[[Pack], None]:
    def check(pack: Pack) -> None:
        """Versions of one key share neither their name nor a day."""
        for one, other in combinations(pack.rows(row), 2):
            if one.key == other.key and one.version == other.version:
                pack.refuse(
                    other.at, "version", other.version, _("a version not yet used in {file}").format(file=one.at.file)
                )
            elif one.key == other.key and one.valid_from < other.until and other.valid_from < one.until:
                expected = _("a period that shares no day with {file}").format(file=one.at.file)
                pack.refuse(other.at, "valid_from", other.valid_from, expected)

    return check


def _writing(row: type[SchemeRow]) -> Callable[[Pack, Load], Written]:
    def write(pack: Pack, load: Load) -> Written:
        names = ("key", "version", "valid_from", "valid_to", "text")
        rows = [
            {name: getattr(each, name) for name in names} | {"kind": row.KIND, "file": each.at.file}
            for each in pack.rows(row)
        ]
        stored = Rulebook.objects.filter(kind=row.KIND)
        counts = upsert(stored, ("key", "version"), rows)
        if load.ends:  # what was printed carries its scheme with it
            counts += remove(stored, ("key", "version"), rows)
        return {row.TABLE: counts}

    return write


SCHEMES = Part(
    "schemes/*.toml", SchemeRow, _reading(read_scheme, SchemeRow), _checking(SchemeRow), _writing(SchemeRow), False
)
INDICES = Part(
    "indices/*.toml", IndexRow, _reading(read_index, IndexRow), _checking(IndexRow), _writing(IndexRow), False
)
