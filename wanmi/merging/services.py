"""The only place that writes merges. The case that goes into another is moved by acts of the case process."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from django.db import transaction

from wanmi.acts import snapshots
from wanmi.acts.carrying_out import Done, Order, Process, Work, carry_out, prepared
from wanmi.acts.errors import MovedOn
from wanmi.acts.system import system_actor
from wanmi.addresses.base.desks import desk_of
from wanmi.almanac.queries import work_calendar
from wanmi.cases import services as cases
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.cases.queries import one
from wanmi.merging.definition import merge_definition
from wanmi.merging.errors import UnknownMerge
from wanmi.merging.models import Merge
from wanmi.merging.voices import TWICE, counted_already
from wanmi.process.definition import Json
from wanmi.process.engine import Actor, Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import current_city
from wanmi.worktime.calendar import WorkCalendar

SUBJECT = "merge"
MERGED = "merged"  # the state of a merge, and of the case that went into the other
RECOUNT = "recount"
MOVES = {"merge": "merge", "unmerge": "unmerge"}  # act of a merge -> act of the case that goes into the other


def suggest(duplicate: Case, main: Case) -> Merge:
    """Note that two cases may be the same; a pair that was noted before, either way round, stays as it is."""
    return _pair(duplicate, main) or _pair(main, duplicate) or _noted(duplicate, main)


def _pair(duplicate: Case, main: Case) -> Merge | None:
    return Merge.objects.filter(duplicate=duplicate, main=main).first()


def _noted(duplicate: Case, main: Case) -> Merge:
    order = Order(
        "suggest",
        system_actor(),
        {"place": duplicate.place, "duplicate": duplicate.number, "main": main.number},
        key=f"suggest:{duplicate.number}:{main.number}",
    )
    return carry_out(MergeProcess(), prepared(order, None, order.carried, current_city()), None).row


@transaction.atomic
def merge(duplicate: str, main: str, actor: Actor, note: str = "", key: str = "") -> Merge:
    """Let the case ``duplicate`` go on as part of ``main``. Raises UnknownCase, MovedOn, KeyUsed or Refused."""
    one_case, other = one(actor, duplicate), one(actor, main)
    if one_case == other:
        raise Refused([Reason("same_case")])
    other_way = _pair(other, one_case)
    if other_way and other_way.state == "suggested":
        act(other_way.pk, Order("dismiss", actor))  # which of the two stays is for a person to say
    found = _pair(one_case, other) or _noted(one_case, other)
    return act(found.pk, Order("merge", actor, {"note": note}, key=key)).row


def act(merge: int, order: Order) -> Done[Merge]:
    """Take one action on a merge; the case is moved in the same transaction.

    Raises UnknownMerge, UnknownCase, MovedOn, KeyUsed or Refused; then nothing has changed.
    """
    carried = {key: value for key, value in order.carried.items() if value not in (None, "")}
    return carry_out(MergeProcess(), prepared(order, str(merge), carried, current_city()), str(merge))


class MergeProcess(Process[Merge]):
    """Merges of this city; ``moves``: whether the act may move the case, which then is locked first."""

    subject = SUBJECT

    def __init__(self, *, moves: bool = True) -> None:
        self.definition = merge_definition()
        self.moves = moves

    def opened(self) -> Merge:
        return Merge()

    def find(self, name: str) -> Merge:
        return Merge.objects.select_related("duplicate", "main").get(pk=name)

    def lock(self, name: str, seen: int | None) -> Merge:
        """Both cases first, in the order of their numbers, then the merge: whoever moves them meets here."""
        pair = Merge.objects.filter(pk=name).values_list("duplicate_id", "main_id").first()
        if pair is None:
            raise UnknownMerge(name)
        if self.moves:
            list(Case.objects.select_for_update().filter(pk__in=pair).order_by("pk"))
        found = Merge.objects.select_for_update(of=("self",)).select_related("duplicate", "main").get(pk=name)
        if seen is not None and seen != found.version:
            raise MovedOn(f"merge {name}", found.version, seen)
        return found

    def snapshot(self, row: Merge) -> Snapshot:
        return snapshots.from_json(row.snapshot)

    def facts(self, work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
        if work.order.action == "merge":
            numbers = [str(snapshot.facts[name]) for name in ("duplicate", "main")]
            reasons = _against(*(one(work.order.actor, number) for number in numbers))
            if reasons:
                raise Refused(reasons)
        return {TWICE: _counted_already(snapshot)} if work.order.action in ("merge", RECOUNT) else {}

    def calendar(self) -> WorkCalendar:
        return work_calendar()

    def save(self, row: Merge, work: Work, after: Snapshot) -> str:
        if row.pk is None:
            numbers = [str(after.facts[name]) for name in ("duplicate", "main")]
            row.duplicate, row.main = (Case.objects.get(number=number) for number in numbers)
        row.state, row.place = after.state, str(after.facts["place"])
        row.post, row.due_at = desk_of(self.definition, after)
        row.version, row.snapshot = after.version, snapshots.as_json(after)
        row.save()
        if work.order.action in MOVES:
            _move(row, work)
        if work.order.action == "unmerge":
            _recount(row, work)
        return str(row.pk)


def _against(duplicate: Case, main: Case) -> list[Reason]:
    """Why the two cannot be merged now."""
    reasons = []
    if not main.is_open:
        reasons.append(Reason("main_has_ended", {"value": main.number}))
    if Merge.objects.filter(main=duplicate, state=MERGED).exists():
        reasons.append(Reason("is_main", {"value": duplicate.number}))
    if duplicate.state not in mergeable():
        reasons.append(Reason("cannot_merge", {"value": duplicate.number}))
    return reasons


def mergeable() -> frozenset[str]:
    """The states from which a case may go into another."""
    lines = [line for line in case_definition().transitions if line.action == MOVES["merge"]]
    return frozenset(state for line in lines for state in line.sources)


def _counted_already(snapshot: Snapshot) -> int:
    """How many voices of the duplicate count at the main case, or at one that went into it before."""
    duplicate, main = (Case.objects.get(number=snapshot.facts[name]) for name in ("duplicate", "main"))
    before = Merge.objects.filter(main=main, state=MERGED).select_related("duplicate").order_by("pk")
    ahead = takewhile(lambda each: each.duplicate_id != duplicate.pk, before)
    return counted_already(duplicate, [main, *(each.duplicate for each in ahead)])


def _recount(undone: Merge, work: Work) -> None:
    """Whoever was counted at the case that leaves counts at one of those that stay."""
    for row in list(Merge.objects.filter(main=undone.main, state=MERGED).order_by("pk")):
        snapshot = snapshots.from_json(row.snapshot)
        if _counted_already(snapshot) != snapshot.facts.get(TWICE, 0):
            order = Order(RECOUNT, system_actor(), at=work.at)
            carry_out(MergeProcess(moves=False), prepared(order, str(row.pk), {}, current_city()), str(row.pk))


def _move(row: Merge, work: Work) -> None:
    """The system moves the case; its entry names the main one, the entry of the merge names who decided."""
    action = MOVES[work.order.action]
    carried = {"number": row.main.number} if action == "merge" else {}
    key = f"{action}:{row.pk}:{row.version}"
    cases.act(row.duplicate.number, Order(action, system_actor(), carried, key=key, at=work.at))
    row.duplicate.refresh_from_db()
