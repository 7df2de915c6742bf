"""organisations.csv: the two centres, the streets and the departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row, choice, name_like, place, text
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
    region: Annotated[str, place]


def check(pack: Pack) -> None:
    for row in pack.rows(OrganisationRow):
        if not pack.knows("division", row.region):
            pack.refuse(row.at, "region", row.region, _("the code of a listed division"))


def write(pack: Pack, load: Load) -> Written:
    rows = pack.rows(OrganisationRow)
    counts = upsert(Organisation.objects.all(), ("code",), [_stored(row) for row in rows])
    if load.ends:
        counts += end(Organisation.objects.all(), ("code",), [(row.code,) for row in rows], "until", load.today)
    return {"organisations": counts}


def _stored(row: OrganisationRow) -> dict[str, object]:
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.kind,
        "region": row.region,
        "until": None,
    }


PART = Part("organisations.csv", OrganisationRow, read_table, check, write)
