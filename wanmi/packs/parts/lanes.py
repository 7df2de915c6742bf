"""lanes.csv, lane-duties.csv and lane-checks.csv: lanes, who answers for them, and what patrols look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wanmi.codes.place import Level, covers
from wanmi.lanes.models import Lane, LaneCheck, LaneDuty
from wanmi.lanes.queries import ROLES
from wanmi.packs.columns import Row, blank_or, choice, day, item_key, name_like, optional, place, positive, text, values
from wanmi.packs.pack import Load, Pack, Part
from wanmi.packs.parts.posts import PostRow
from wanmi.packs.reading import read_table
from wanmi.packs.writing import Written, end, upsert

LANE = name_like("[a-z][a-z0-9_]{0,39}", "duofu")
KINDS = {role: kind for kind, role in ROLES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow(Row):
    REGISTER: ClassVar[str] = "lane"
    code: Annotated[str, LANE]
    name_zh: Annotated[str, text(60)]
    name_en: Annotated[str, text(60)]
    place: Annotated[str, place]
    standard_zh: Annotated[str, text(300)]
    standard_en: Annotated[str, text(300)]
    target: Annotated[date | None, optional(day)]
    phone: Annotated[str, text(30, blank=True)]
    source: Annotated[str, text(300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneDutyRow(Row):
    REGISTER: ClassVar[str] = "lane_duty"
    KEY: ClassVar[tuple[str, ...]] = ("lane", "post")
    NAME: ClassVar[tuple[str, ...]] = ("lane", "post")
    lane: Annotated[str, LANE]
    post: Annotated[str, text(60)]
    role: Annotated[str, choice(*LaneDuty.Role.values)]
    duty_zh: Annotated[str, text(300)]
    duty_en: Annotated[str, text(300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneCheckRow(Row):
    REGISTER: ClassVar[str] = "lane_check"
    code: Annotated[str, name_like("[a-z0-9][a-z0-9_]{0,39}", "05_wires")]
    name_zh: Annotated[str, text(60)]
    name_en: Annotated[str, text(60)]
    item: Annotated[str, blank_or(item_key)]
    times: Annotated[int, positive]
    days: Annotated[int, positive]
    source: Annotated[str, text(300)]


def check_lanes(pack: Pack) -> None:
    for row in pack.rows(LaneRow):
        if pack.require(row, "place", "division") and len(row.place) != Level.COMMUNITY:
            pack.refuse(row.at, "place", row.place, _("the code of a community"))


def check_duties(pack: Pack) -> None:
    """A duty joins a listed lane to a post of its kind on whose ground the lane lies."""
    posts = {row.code: row for row in pack.rows(PostRow)}
    places = {row.code: row.place for row in pack.rows(LaneRow)}
    for row in pack.rows(LaneDutyRow):
        pack.require(row, "post", "post")
        pack.require(row, "lane", "lane")
        post, lane = posts.get(row.post), places.get(row.lane)
        if post is not None and post.kind != KINDS[LaneDuty.Role(row.role)]:
            expected = _("a post of the kind {kind}").format(kind=KINDS[LaneDuty.Role(row.role)])
            pack.refuse(row.at, "post", row.post, expected)
        if post is not None and lane is not None and not covers(post.region, lane):
            pack.refuse(row.at, "post", row.post, _("a post on whose ground the lane lies"))


def check_checks(pack: Pack) -> None:
    for row in pack.rows(LaneCheckRow):
        if row.item:
            pack.require(row, "item", "item")


def write_lanes(pack: Pack, load: Load) -> Written:
    return _written("lanes", Lane.objects.all(), ("code",), [values(row) for row in pack.rows(LaneRow)], load)


def write_duties(pack: Pack, load: Load) -> Written:
    """Duties that a person has given or ended stay as he decided."""
    key, stored = ("lane_id", "post_id"), LaneDuty.objects.all()
    decided = set(stored.filter(is_decided=True).values_list(*key))
    rows = [values(row, lane="lane_id", post="post_id") for row in pack.rows(LaneDutyRow)]
    rows = [row for row in rows if (row["lane_id"], row["post_id"]) not in decided]
    return _written("lane duties", stored.filter(is_decided=False), key, rows, load)


def write_checks(pack: Pack, load: Load) -> Written:
    return _written(
        "lane checks", LaneCheck.objects.all(), ("code",), [values(row) for row in pack.rows(LaneCheckRow)], load
    )


def _written(
    table: str, stored: QuerySet[Any], key: tuple[str, ...], rows: list[dict[str, Any]], load: Load
) -> Written:
    """What the pack no longer names ends: patrols and reports speak of it."""
    kept = [row | {"until": None} for row in rows]
    counts = upsert(stored, key, kept)
    if load.ends:
        counts += end(stored, key, kept, "until", load.today)
    return {table: counts} if rows or counts.written else {}


LANES = Part("lanes.csv", LaneRow, read_table, check_lanes, write_lanes, needed=False)
DUTIES = Part("lane-duties.csv", LaneDutyRow, read_table, check_duties, write_duties, needed=False)
CHECKS = Part("lane-checks.csv", LaneCheckRow, read_table, check_checks, write_checks, needed=False)
