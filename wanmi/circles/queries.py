"""Reading groups: those of a ground, what waits there, what rings, what may be the same, how many are reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from wanmi.acts import snapshots
from wanmi.cases.models import Case
from wanmi.cases.queries import Page, by_deadline
from wanmi.cases.residents import digest_of
from wanmi.circles.definition import candidate_definition
from wanmi.circles.errors import UnknownCandidate, UnknownGroup, UnknownMember
from wanmi.circles.models import Candidate, Group, Member, Posting
from wanmi.circles.rules import USUAL, NoRules, rules_in_force
from wanmi.codes.place import Level
from wanmi.joint.errors import UnknownKind
from wanmi.joint.rates import Rate
from wanmi.joint.rules.store import book_with, rules_of
from wanmi.journal.models import Entry
from wanmi.linkage.rates import coverage as coverage_given
from wanmi.merging.finding import RULE, like
from wanmi.process.definition import Label
from wanmi.process.engine import Actor, offers
from wanmi.territory.queries import current_city, today

# Who sees the groups on the ground of his post and what is said there; the last of them is the duty post.
WHO = frozenset({"collector", "committee", "street_office", "shift_leader"})
DUTY = frozenset({"shift_leader"})
PAGE = 20
PROPOSED = 5
WEIGHED = 200  # open matters of the grids of one page, the newest, whose words are compared


@dataclass(frozen=True, slots=True)
class Coverage:
    """Households with a verified member, of those of the grid. None: not known, or too few to be shown."""

    members: int | None
    households: int | None

    @property
    def percent(self) -> float | None:
        return None if self.members is None or not self.households else round(100 * self.members / self.households, 1)


def seen_by(actor: Actor) -> QuerySet[Group]:
    """The groups on the ground of the post, by grid."""
    found = Group.objects.filter(grid__startswith=actor.region).order_by("grid", "id")
    return found if actor.post_kind in WHO else found.none()


def groups(actor: Actor, after: str = "", size: int = PAGE) -> list[Group]:
    """The groups in being on the ground of the post, by grid, those behind the grid ``after``. One query."""
    return list(seen_by(actor).filter(ended_at=None, grid__gt=after)[:size])


def one(actor: Actor, public_id: str) -> Group:
    """Raises UnknownGroup, also where the post may not see it."""
    found = seen_by(actor).filter(public_id=public_id).first()
    if found is None:
        raise UnknownGroup(public_id)
    return found


def may_enter(actor: Actor) -> bool:
    """Whether the post makes a line that it has read a matter at once."""
    return any(actor.post_kind in line.by for line in candidate_definition().transitions_for("candidate", "confirm"))


def public(public_id: str) -> Group:
    """The group that a code names; raises UnknownGroup once it has ended."""
    found = Group.objects.filter(public_id=public_id, ended_at=None).first()
    if found is None:
        raise UnknownGroup(public_id)
    return found


def member_with(token: str) -> Member:
    """The member behind a secret link. Raises UnknownMember."""
    found = Member.objects.select_related("group").filter(secret=digest_of(token)).first()
    if found is None:
        raise UnknownMember
    return found


def member(actor: Actor, pk: int) -> Member:
    """Raises UnknownMember, also where the post may not see his group."""
    found = Member.objects.select_related("group").filter(pk=pk, group__in=seen_by(actor)).first()
    if found is None:
        raise UnknownMember(pk)
    return found


def members_of(group: Group, after: int = 0, size: int = PAGE) -> list[Member]:
    """Who is in a group, in the order of joining; what each has told of himself needs a look."""
    return list(group.members.filter(pk__gt=after).order_by("pk")[:size])


def waiting(actor: Actor, after: str = "", size: int = PAGE) -> Page[Candidate]:
    """What waits for a decision on the ground of the post, the nearest deadline first. Two queries."""
    return by_deadline(_on_ground(actor).filter(ended_at=None).prefetch_related("photos"), after, size)


def _on_ground(actor: Actor) -> QuerySet[Candidate]:
    found = Candidate.objects.filter(place__startswith=actor.region).select_related("group", "case")
    return found if actor.post_kind in WHO else found.none()


def candidate(actor: Actor, pk: int) -> Candidate:
    """Raises UnknownCandidate, also where the post may not see it."""
    found = _on_ground(actor).filter(pk=pk).first()
    if found is None:
        raise UnknownCandidate(pk)
    return found


def alarms(actor: Actor) -> list[Candidate]:
    """What rings on the ground of a duty post, the oldest first. One query over what rings now."""
    if actor.post_kind not in DUTY:
        return []
    return list(_on_ground(actor).filter(state="alarm").order_by("pk")[:PAGE])


def rung(entries: Sequence[Entry]) -> dict[int, str]:
    """Those of the entries by which something began to ring: number of the entry -> post that has it. For notices."""
    calls = {
        entry.subject: entry.seq for entry in entries if entry.action == "ring" and entry.subject_kind == "candidate"
    }
    rows = Candidate.objects.filter(pk__in=calls, post__isnull=False).values_list("pk", "post") if calls else ()
    return {calls[str(pk)]: post for pk, post in rows}


def written_by(found: Member, size: int = PAGE) -> list[Candidate]:
    """What a member has written and was noted, newest first."""
    return list(Candidate.objects.filter(author=found.name).select_related("case").order_by("-pk")[:size])


def open_nearby(row: Candidate) -> QuerySet[Case]:
    """The open matters of the grid from the city's hours before the message on, newest first."""
    return _open_in([row], _rule())


def _open_in(rows: Sequence[Candidate], rule: Mapping[str, float]) -> QuerySet[Case]:
    places = {row.place for row in rows}
    since = min(row.heard_at for row in rows) - timedelta(hours=rule["hours"])
    here = Q(grid__in=places) | Q(place__in=places)
    communities = {place[: Level.COMMUNITY] for place in places}
    found = Case.objects.filter(here, community__in=communities, is_open=True, reported_at__gte=since)
    return found.exclude(state="merged").select_related("item").order_by("-id")


def _rule() -> Mapping[str, float]:
    return {**RULE, **current_city().settings.get("duplicates", {})}


def proposals(rows: Sequence[Candidate], item: str = "") -> dict[int, list[Case]]:
    """Message -> the open matters that it may repeat, the likest first; a person decides. Two queries for all.

    The same grid, the city's hours, like words, and the same class where both are known (``item`` is a key).
    """
    if not rows:
        return {}
    rule = _rule()
    near = [case for case in _open_in(rows, rule)[:WEIGHED] if _may_be(item, case)]
    return {row.pk: _likest(row, near, rule) for row in rows}


def _likest(row: Candidate, near: Iterable[Case], rule: Mapping[str, float]) -> list[Case]:
    since = row.heard_at - timedelta(hours=rule["hours"])
    here = [case for case in near if row.place in (case.grid, case.place) and case.reported_at >= since]
    alike = [(share, case) for case in here if (share := like(row.text, case.text)) >= rule["likeness"]]
    return [case for _share, case in sorted(alike, key=lambda pair: -pair[0])[:PROPOSED]]


def _may_be(item: str, case: Case) -> bool:
    return not item or case.item is None or item == f"{case.item.edition_id}/{case.item.kind}/{case.item.code}"


def postings(group: Group, after: int = 0, size: int = PAGE) -> list[Posting]:
    """The newest answers that stand in a group; with ``after``, those that came later, in their order."""
    rows = group.postings.select_related("case")
    return list(rows.filter(pk__gt=after).order_by("pk")[:size] if after else rows.order_by("-pk")[:size])


def coverage(groups: Collection[Group]) -> dict[int, Coverage]:
    """Group -> how many of its households are reached. One query; counts of few people stay hidden."""
    verified = Member.objects.filter(group__in=groups, level=Member.Level.HOUSEHOLD)
    counts = dict(verified.values_list("group").annotate(Count("household", distinct=True)).order_by())
    least = int(current_city().settings.get("smallest_count", 1))
    return {each.pk: _covered(counts.get(each.pk, 0), each.households, least) for each in groups}


def _covered(members: int, households: int | None, least: int) -> Coverage:
    """Hidden where few are reached, and where few are not: either tells of those few."""
    if households is None or households < least:
        return Coverage(None, None)
    rest = households - members
    return Coverage(members if members >= least and (rest >= least or rest <= 0) else None, households)


def covered_in(region: str) -> Coverage:
    """The coverage of a region: of its grids with a group whose households are known. Two queries."""
    groups = list(Group.objects.filter(grid__startswith=region, ended_at=None, households__isnull=False))
    verified = Member.objects.filter(group__in=groups, level=Member.Level.HOUSEHOLD)
    households = sum(each.households or 0 for each in groups)
    least = int(current_city().settings.get("smallest_count", 1))
    count = verified.values("group", "household").distinct().count()
    return _covered(count, households, least) if groups else Coverage(None, None)


def reached(region: str, day: date) -> Rate:
    """The coverage of a region as one of the rates of the levels: by its groups, else by the figures given for it."""
    found = covered_in(region)
    if found.households is None:
        return coverage_given(region, day)
    return Rate(Fraction(found.members), found.households) if found.members is not None else Rate(Fraction(0), 0)


def ticket_kinds() -> dict[str, Label]:
    """The kinds of tickets of which a grid worker may choose one; none where the city opens no tickets."""
    try:
        usual = rules_in_force().tickets.get(USUAL, "")
        book, _kind = book_with(usual, today())
    except (NoRules, UnknownKind):
        return {}
    return {key: kind.label for key, kind in rules_of(book).kinds.items()}


def open_to(rows: Iterable[Candidate], actor: Actor) -> dict[int, set[str]]:
    """Message -> the acts that the actor may take on it now. One query for all."""
    definition, now = candidate_definition(), timezone.now()
    found: dict[int, set[str]] = {}
    for row in rows:
        offered = offers(definition, snapshots.from_json(row.snapshot), actor, now)
        found[row.pk] = {each.transition.action for each in offered if each.is_open}
    return found
