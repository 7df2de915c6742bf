"""posts.csv: the desks of each organisation, and the ground on which each may act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.utils.translation import gettext as _

from wanmi.codes.place import Level
from wanmi.packs.columns import Row, choice, name_like, place_at, text, values
from wanmi.packs.grounds import require_grids, require_ground, require_loaded_grids
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.parts.organisations import OrganisationRow
from wanmi.packs.problems import At
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, end, upsert
from wanmi.workforce import kinds
from wanmi.workforce.models import Organisation, Post

# Where posts of a side may sit while supervision and command are kept apart (CJ/T 292); administrators sit anywhere.
SEATS = (
    (kinds.SUPERVISION, {Organisation.Kind.SUPERVISION}),
    (kinds.COMMAND, {Organisation.Kind.COMMAND}),
    (kinds.HANDLING, {Organisation.Kind.STREET, Organisation.Kind.DEPARTMENT}),
    (frozenset({"committee", "oversight"}), {Organisation.Kind.COMMUNITY}),
    (kinds.STREETS | kinds.STEWARDS | {"personnel"}, {Organisation.Kind.STREET}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow(Row):
    REGISTER: ClassVar[str] = "post"
    code: Annotated[str, name_like("[a-z][a-z0-9_.]{1,59}", "collector.donghuamen")]
    kind: Annotated[str, choice(*sorted(kinds.ALL))]
    organisation: Annotated[str, text(40)]
    region: Annotated[str, place_at(Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY, Level.GRID)]


def check(pack: Pack) -> None:
    seats = {row.code: row.kind for row in pack.rows(OrganisationRow)}
    for row in pack.rows(PostRow):
        require_ground(pack, row, row.region)
        known = pack.require(row, "organisation", "organisation")
        if known and pack.city.separates_axes and not _sits_well(row.kind, seats.get(row.organisation)):
            expected = _("an organisation of the side of {kind}").format(kind=row.kind)
            pack.refuse(row.at, "organisation", row.organisation, expected)
    require_grids(pack, _grids(pack))


def _grids(pack: Pack) -> dict[str, At]:
    """The unit grids that are the ground of a post, with where the pack says so."""
    return {row.region: row.at for row in pack.rows(PostRow) if len(row.region) == Level.GRID}


def _sits_well(kind: str, seat: str | None) -> bool:
    return seat is None or all(seat in seats for side, seats in SEATS if kind in side)


def write(pack: Pack, load: Load) -> Written:
    require_loaded_grids(pack, _grids(pack), load)
    rows = [values(row, organisation="organisation_id") | {"until": None} for row in pack.rows(PostRow)]
    counts = upsert(Post.objects.all(), ("code",), rows)
    if load.ends:
        counts += end(Post.objects.all(), ("code",), rows, "until", load.today)
    return {"posts": counts}


PART = Part("posts.csv", PostRow, read_table, check, write)
