"""Reading lanes: those that a post may see, and the file of one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from wanmi.codes.place import ancestors
from wanmi.lanes.errors import UnknownLane
from wanmi.lanes.models import Lane, LaneCheck, LaneDuty, LaneReport, Patrol
from wanmi.process.engine import Actor
from wanmi.workforce import kinds
from wanmi.workforce.models import Appointment, Post
from wanmi.workforce.queries import appointments_on, city_today

# Who sees every lane on the ground of the post; a steward sees those that he looks after.
WHO = kinds.STREETS | kinds.COMMAND | kinds.SUPERVISION
ROLES = {"lane_chief": LaneDuty.Role.CHIEF, "lane_steward": LaneDuty.Role.STEWARD}  # kind of post -> role
SHOWN = 20  # patrols and reports of a file


@dataclass(frozen=True, slots=True)
class Holder:
    """A duty on a lane with those who hold its post."""

    duty: LaneDuty
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane with its chiefs and stewards, and when somebody on duty was last there."""

    lane: Lane
    chiefs: Sequence[Holder]
    stewards: Sequence[Holder]
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Rising:
    """A check that was reported as often in a lane as makes it a rising matter, in its days up to now."""

    check: LaneCheck
    times: int


@dataclass(frozen=True, slots=True)
class LaneFile:
    """Everything that the file of a lane shows, in a fixed number of queries."""

    row: LaneRow
    is_mine: bool  # whether the reader is on duty here
    patrols: Sequence[Patrol]
    reports: Sequence[LaneReport]
    rising: Sequence[Rising]


def duties_on(day: date) -> QuerySet[LaneDuty]:
    """The duties in force on a day."""
    begun, lasting = Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day)
    return LaneDuty.objects.filter(begun, lasting)


def duties_from(lane: Lane, day: date) -> list[LaneDuty]:
    """The duties of a lane that are in force on a day or begin later. One query."""
    rows = lane.duties.filter(Q(until=None) | Q(until__gt=day)).select_related("post__organisation")
    return list(rows.order_by("role", "post"))


def posts_for(lane: Lane) -> QuerySet[Post]:
    """The posts of chiefs and stewards on whose ground the lane lies."""
    wanted = [lane.place, *ancestors(lane.place)]
    return Post.objects.filter(kind__in=ROLES, region__in=wanted, until=None).order_by("kind", "code")


def seen_by(actor: Actor) -> QuerySet[Lane]:
    """The lanes that may be seen in this post."""
    found = Lane.objects.filter(until=None).order_by("place", "code")
    if actor.post_kind in kinds.STEWARDS:
        return found.filter(Exists(duties_on(city_today()).filter(lane=OuterRef("pk"), post=actor.post)))
    return found.filter(place__startswith=actor.region) if actor.post_kind in WHO else found.none()


def one(actor: Actor, code: str) -> Lane:
    """Raises UnknownLane, also where the post may not see it."""
    found = seen_by(actor).filter(code=code).first()
    if found is None:
        raise UnknownLane(code)
    return found


def checks() -> list[LaneCheck]:
    """What patrols look for today, in the order of the list."""
    return list(LaneCheck.objects.filter(until=None).order_by("code"))


def check(code: str) -> LaneCheck | None:
    return LaneCheck.objects.filter(code=code, until=None).first()


def rows_of(lanes: Iterable[Lane]) -> list[LaneRow]:
    """The lanes with whoever is on duty there; four queries."""
    shown = list(lanes)
    codes = [lane.code for lane in shown]
    duties, seen = _holders(codes), last_seen(codes)
    rows = []
    for lane in shown:
        chiefs = [each for each in duties[lane.code] if each.duty.role == LaneDuty.Role.CHIEF]
        stewards = [each for each in duties[lane.code] if each.duty.role == LaneDuty.Role.STEWARD]
        rows.append(LaneRow(lane, chiefs, stewards, seen.get(lane.code)))
    return rows


def _holders(codes: Iterable[str]) -> Mapping[str, list[Holder]]:
    today = city_today()
    rows = duties_on(today).filter(lane__in=codes)
    duties = list(rows.select_related("post").order_by("role", "post"))
    held: dict[str, list[Appointment]] = defaultdict(list)
    for each in appointments_on(today).filter(post__in={duty.post_id for duty in duties}):
        held[each.post_id].append(each)
    found: dict[str, list[Holder]] = defaultdict(list)
    for duty in duties:
        people = [each.staff.display_name for each in held[duty.post_id]]
        found[duty.lane_id].append(Holder(duty, people))
    return found


def last_seen(codes: Iterable[str]) -> dict[str, datetime]:
    """When somebody on duty was last in each lane: a patrol, or a report from there. Two queries."""
    wanted, found = list(codes), dict[str, datetime]()
    for rows in (Patrol.objects.all(), LaneReport.objects.all()):
        newest = rows.filter(lane__in=wanted).values_list("lane").annotate(Max("at"))
        for lane, at in newest:
            found[lane] = max(at, found.get(lane, at))
    return found


def file_of(lane: Lane, actor: Actor, now: datetime | None = None) -> LaneFile:
    row = rows_of([lane])[0]
    reports = lane.reports.select_related("check_of", "case", "post").order_by("-at")
    return LaneFile(
        row=row,
        is_mine=any(each.duty.post_id == actor.post for each in (*row.chiefs, *row.stewards)),
        patrols=list(lane.patrols.select_related("post").order_by("-at")[:SHOWN]),
        reports=list(reports[:SHOWN]),
        rising=rising(lane, now or timezone.now()),
    )


def rising(lane: Lane, now: datetime) -> list[Rising]:
    """What keeps coming back in a lane, the most often first. Two queries."""
    asked = checks()
    since = now - timedelta(days=max((each.days for each in asked), default=0))
    told = lane.reports.filter(at__gt=since, at__lte=now).values_list("check_of", "at")
    return repeated(asked, list(told), now)


def repeated(asked: Iterable[LaneCheck], told: Iterable[tuple[str, datetime]], now: datetime) -> list[Rising]:
    """Which checks were told of as often as they ask for in their days up to ``now``, the most often first."""
    known = {each.code: each for each in asked}
    counts = Counter(code for code, at in told if code in known and at > now - timedelta(days=known[code].days))
    found = [Rising(each, counts[code]) for code, each in known.items() if counts[code] >= each.times]
    return sorted(found, key=lambda each: -each.times)
