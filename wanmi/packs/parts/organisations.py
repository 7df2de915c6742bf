"""organisations.csv: the two centres, the streets and the departments; those of the whole prefecture among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from wanmi.codes.place import Level
from wanmi.packs.columns import Row, choice, name_like, place_at, text, values
from wanmi.packs.grounds import require_ground
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, end, upsert
from wanmi.workforce.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow(Row):
    REGISTER: ClassVar[str] = "organisation"
    code: Annotated[str, name_like("[a-z][a-z0-9_.]{1,39}", "street.donghuamen")]
    name_zh: Annotated[str, text(100)]
    name_en: Annotated[str, text(100)]
    kind: Annotated[str, choice(*Organisation.Kind.values)]
    region: Annotated[str, place_at(Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY)]


def check(pack: Pack) -> None:
    for row in pack.rows(OrganisationRow):
        require_ground(pack, row, row.region)


def write(pack: Pack, load: Load) -> Written:
    rows = [values(row) | {"until": None} for row in pack.rows(OrganisationRow)]
    counts = upsert(Organisation.objects.all(), ("code",), rows)
    if load.ends:
        counts += end(Organisation.objects.all(), ("code",), rows, "until", load.today)
    return {"organisations": counts}


PART = Part("organisations.csv", OrganisationRow, read_table, check, write)
