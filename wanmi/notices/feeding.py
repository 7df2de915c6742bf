"""Which notices follow from entries and from deadlines: references alone, no contact and no text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case, Task
from wanmi.cases.services import SUBJECT
from wanmi.journal.models import Entry, Sealed
from wanmi.notices.companions import companions
from wanmi.notices.models import Preference, Swept
from wanmi.notices.preferences import not_before, sendable_from
from wanmi.notices.rules import ANSWERED, COPIED, EXTENDED, Notice, Rules, rules_in_force
from wanmi.outbox.courier import Draft
from wanmi.outbox.lines import locked, put
from wanmi.outbox.models import Feed
from wanmi.outbox.replaying import end_of_journal
from wanmi.process.definition import SYSTEM
from wanmi.workforce.models import Appointment
from wanmi.workforce.queries import city_today, city_zone, held_on

FEED = "notice"
NAME = "notice:all"
ADMINISTRATOR = "system_admin"
LATEST = timedelta(days=1)  # a deadline that passed longer ago is news to nobody


@dataclass(frozen=True, slots=True)
class Ground:
    """What a portion of entries needs to know, read at once whatever their number."""

    rules: Rules
    now: datetime
    zone: ZoneInfo
    cases: Mapping[str, Case]
    holders: Mapping[str, Sequence[Appointment]]  # by post
    administrators: Sequence[Appointment]
    told: Mapping[str, Sequence[str]]  # case -> the actors who left a contact in it
    rung: Mapping[int, str]  # entry by which something began to ring -> the post that has it


def the_feed() -> Feed:
    """The feed of notices; made at the first call, and what happened before it is told to nobody."""
    return Feed.objects.get_or_create(pk=NAME, defaults={"seq": end_of_journal()})[0]


def drafts_for(entries: Sequence[Entry], now: datetime) -> Iterator[Draft]:
    """The notices that follow from these entries."""
    telling, copied = companions().telling(entries), companions().copied(entries)
    moved = {entry.subject for entry in entries if entry.subject_kind == SUBJECT}
    numbers = {each.number for each in telling.values()}
    ground = _ground(moved, now, numbers, rung_by(entries), copied)
    for entry in entries:
        for notice in ground.rules.on(f"{entry.subject_kind}.{entry.action}"):
            yield from _of_entry(entry, notice, ground)
        if told := telling.get(entry.seq):
            for notice in ground.rules.on(EXTENDED if told.is_extension else ANSWERED):
                yield from _told(entry, told.number, notice, ground)
        for notice in ground.rules.on(COPIED) if entry.seq in copied else ():
            for held in (each for post in copied[entry.seq] for each in ground.holders.get(post, ())):
                yield _to_staff(held, notice, entry.subject, "", entry.seq, ground)
    for case in ground.cases.values():
        for task in case.tasks.all():
            yield from _of_deadline(task, entries[-1].seq, ground)


def rung_by(entries: Sequence[Entry]) -> Mapping[int, str]:
    """Alarms of whatever room: entry -> post. Settings name who knows them."""
    found: Mapping[int, str] = import_string(settings.ALARMS)(entries)
    return found


def _ground(
    numbers: set[str],
    now: datetime,
    spoken: Collection[str] = (),
    rung: Mapping[int, str] | None = None,
    copied: Mapping[int, Sequence[str]] | None = None,
) -> Ground:
    cases = {case.number: case for case in Case.objects.filter(number__in=numbers).prefetch_related("tasks")}
    posts = {task.post_id for case in cases.values() for task in case.tasks.all()} | set((rung or {}).values())
    posts |= {post for each in (copied or {}).values() for post in each}
    told: dict[str, list[str]] = defaultdict(list)
    known = Sealed.objects.filter(
        subject_kind=SUBJECT, subject__in={*numbers, *spoken}, field="reporter", erased_at=None
    )
    for subject, actor in known.values_list("subject", "entry__actor").distinct().order_by("subject", "entry__actor"):
        told[subject].append(actor)
    holders: dict[str, list[Appointment]] = defaultdict(list)
    held = Appointment.objects.filter(held_on(city_today()), Q(post__in=posts) | Q(post__kind=ADMINISTRATOR))
    reached = held.filter(~Q(staff__email="") | Q(staff__notices__phone__gt=""), staff__is_active=True)
    for each in reached.select_related("staff__notices", "post"):
        holders[each.post_id].append(each)
    administrators = [each for rows in holders.values() for each in rows if each.post.kind == ADMINISTRATOR]
    return Ground(rules_in_force(), now, city_zone(), cases, holders, administrators, told, rung or {})


def _of_entry(entry: Entry, notice: Notice, ground: Ground) -> Iterator[Draft]:
    if notice.to == "reporter":
        actors = ground.told.get(entry.subject, ())
        if actors and notice.unless_answered and companions().answered_elsewhere([entry.subject]):
            return
        yield from (_to_reporter(entry, entry.subject, actor, notice, ground) for actor in actors)
    elif notice.to == "administrator" and entry.actor == SYSTEM:
        yield from (_to_staff(held, notice, entry.subject, "", entry.seq, ground) for held in ground.administrators)
    elif notice.to == "desk" and entry.seq in ground.rung:
        for held in ground.holders.get(ground.rung[entry.seq], ()):
            yield _to_staff(held, notice, entry.subject, "", entry.seq, ground)
    elif notice.to == "desk" and entry.subject in ground.cases:
        for task in _desks(entry, notice, ground.cases[entry.subject]):
            yield from _to_desk(task, notice, entry.seq, str(entry.seq), ground)


def _told(entry: Entry, number: str, notice: Notice, ground: Ground) -> Iterator[Draft]:
    """What was told beside the case, to whoever left a contact in it; the words stay where they are."""
    for actor in ground.told.get(number, ()):
        yield _to_reporter(entry, number, actor, notice, ground, {"answer": entry.seq})


def _desks(entry: Entry, notice: Notice, case: Case) -> list[Task]:
    """For a type that is named, where the case lies now; for ``case.*``, the desks on which this entry laid it."""
    tasks = case.tasks.all()
    if f"{entry.subject_kind}.{entry.action}" in notice.on:
        return [task for task in tasks if task.reason == case.state]
    return [task for task in tasks if task.opened_at == entry.at]


def _of_deadline(task: Task, seq: int, ground: Ground) -> Iterator[Draft]:
    """The notice of a deadline that is near or has just passed; by its name it is made once.

    Where the whole limit is shorter than the lead, its beginning was told already as a new task.
    """
    left, lead = task.due_at - ground.now, timedelta(minutes=ground.rules.due_soon_minutes)
    is_short = task.due_at - task.opened_at <= (lead if left > timedelta() else timedelta())
    if is_short or not -LATEST < left <= lead:
        return
    for notice in ground.rules.on("due_soon" if left > timedelta() else "overdue"):
        yield from _to_desk(task, notice, seq, f"{task.reason}:{task.due_at.isoformat()}", ground)


def _to_reporter(
    entry: Entry, number: str, actor: str, notice: Notice, ground: Ground, more: Mapping[str, int] | None = None
) -> Draft:
    quiet = ground.rules.reporter_quiet
    return Draft(
        name=f"{entry.seq}:{notice.key}:{actor}",
        seq=entry.seq,
        line=f"case:{number}:{actor}",
        about={"notice": notice.key, "subject": number, "actor": actor, **(more or {})},
        not_before=sendable_from(ground.now, *quiet, ground.zone) if quiet else None,
    )


def _to_desk(task: Task, notice: Notice, seq: int, cause: str, ground: Ground) -> Iterator[Draft]:
    for held in ground.holders.get(task.post_id, ()):
        yield _to_staff(held, notice, task.case.number, task.reason, seq, ground, cause)


def _to_staff(
    held: Appointment, notice: Notice, subject: str, reason: str, seq: int, ground: Ground, cause: str = ""
) -> Draft:
    preference = preference_of(held)
    is_digest = preference.digest_at is not None and not notice.at_once
    return Draft(
        name=f"{cause or seq}:{subject}:{notice.key}:{held.staff_id}",
        seq=seq,
        line=f"{'digest' if is_digest else 'staff'}:{held.staff_id}",
        about={"notice": notice.key, "subject": subject, "staff": held.staff_id, "reason": reason},
        not_before=None if notice.at_once else not_before(preference, ground.now, ground.zone),
    )


def preference_of(held: Appointment) -> Preference:
    return getattr(held.staff, "notices", None) or Preference(staff=held.staff)


def sweep(now: datetime) -> None:
    """Make the notices of the deadlines that have come near or passed since the last sweep.

    A deadline that is set later but lies before the sweep is found with the entry that set it: see ``drafts_for``.
    """
    rules = rules_in_force()
    lead = timedelta(minutes=rules.due_soon_minutes)
    for kind, until in (("due_soon", now + lead), ("overdue", now)):
        if list(rules.on(kind)):
            _sweep(kind, until, now)


def _sweep(kind: str, until: datetime, now: datetime) -> None:
    swept, is_new = Swept.objects.get_or_create(pk=kind, defaults={"until": until})
    if is_new or swept.until >= until:
        return
    reasons = [*case_definition().states, *case_definition().requests]
    tasks = Task.objects.filter(reason__in=reasons, due_at__gt=swept.until, due_at__lte=until)
    with transaction.atomic():
        feed = locked(NAME)
        ground = _ground(set(tasks.values_list("case__number", flat=True)), now)
        reached = [task for case in ground.cases.values() for task in case.tasks.all()]
        put(feed, [draft for task in reached for draft in _of_deadline(task, feed.seq, ground)])
        Swept.objects.filter(pk=kind).update(until=until)
