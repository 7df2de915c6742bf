"""editions.csv: the editions of the national list; new cases use the current one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.catalogue.models import Edition
from wanmi.packs.columns import Row, day, name_like, text, values, yes_no
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.problems import At
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow(Row):
    REGISTER: ClassVar[str] = "edition"
    KEY: ClassVar[tuple[str, ...]] = ("key",)
    NAME: ClassVar[tuple[str, ...]] = KEY
    key: Annotated[str, name_like("[0-9]{4}", "2026")]
    standard: Annotated[str, text(60)]
    valid_from: Annotated[date, day]
    is_current: Annotated[bool, yes_no]
    note: Annotated[str, text(200, blank=True)]  # for readers of the file, not stored


def current_edition(pack: Pack) -> str:
    """The edition of new cases; nothing where the file does not name exactly one."""
    current = [row.key for row in pack.rows(EditionRow) if row.is_current]
    return current[0] if len(current) == 1 else ""


def check(pack: Pack) -> None:
    if pack.is_read(EditionRow) and not current_edition(pack):
        count = sum(row.is_current for row in pack.rows(EditionRow))
        pack.refuse(At("editions.csv"), "is_current", count, _("yes in exactly one row"))


def write(pack: Pack, load: Load) -> Written:
    rows = [values(row, "key", "standard", "valid_from", "is_current") for row in pack.rows(EditionRow)]
    return {"editions": upsert(Edition.objects.all(), EditionRow.KEY, rows)}


PART = Part("editions.csv", EditionRow, read_table, check, write)
