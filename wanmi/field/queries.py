"""What the app shows: the tasks of a post with the pictures so far, how a case moved on, the coverage of patrols."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from wanmi.acts import snapshots
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Attachment, Case, Task
from wanmi.cases.timeline import Line, timeline
from wanmi.cases.wording import word
from wanmi.field.models import Patrol
from wanmi.process.engine import Actor, offers
from wanmi.site.rows import Row, task_rows
from wanmi.territory.models import DutyGrid
from wanmi.workforce.models import Duty

TASKS = 200  # more than a post walks in a day
PICTURES = 4  # of each kind with a task, the newest
BEFORE = ("photos", "photos_before")
AFTER = ("photos_after",)
ONE_DAY = timedelta(days=1)
DAYS = 7  # that the table of coverage shows


@dataclass(frozen=True, slots=True)
class FieldTask:
    """A task with the digests of the pictures that show the problem, and of those that show the work done."""

    row: Row
    actions: list[str]
    before: list[str]
    after: list[str]


def tasks_of(actor: Actor) -> list[FieldTask]:
    """What lies on the desk of the actor's post, the nearest deadline first; three queries beside those of the rows."""
    found = Task.objects.filter(post=actor.post).select_related("case__item").order_by("due_at", "id")
    rows = task_rows(list(found[:TASKS]), case_definition())
    pictures = _pictures(row.case for row in rows)
    return [
        FieldTask(
            row, open_acts(row.case, actor), _of(pictures[row.case.pk], BEFORE), _of(pictures[row.case.pk], AFTER)
        )
        for row in rows
    ]


def open_acts(case: Case, actor: Actor) -> list[str]:
    """The actions that the process opens to the actor here."""
    found = offers(case_definition(), snapshots.from_json(case.snapshot), actor, timezone.now())
    return [offer.transition.action for offer in found if offer.is_open]


def _pictures(cases: Iterable[Case]) -> Mapping[int, list[tuple[str, str]]]:
    """Case -> (field, digest) of its pictures, newest first; one query."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Attachment.objects.filter(case__in=[case.pk for case in cases]).order_by("-id")
    for case, field, digest in rows.values_list("case_id", "field", "digest"):
        found[case].append((field, digest))
    return found


def _of(pictures: Iterable[tuple[str, str]], fields: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(digest for field, digest in pictures if field in fields))[:PICTURES]


def meanwhile(case: Case, seen: int) -> list[Line]:
    """The acts on ``case`` after its version ``seen``, oldest first: each act raises the version by one."""
    return timeline(case, case_definition())[seen:]


def state_word(case: Case) -> str:
    return word(case_definition().states[case.state].label)


@dataclass(frozen=True, slots=True)
class Cell:
    """A duty grid on a day: how many patrols, and the largest share of its streets that one device has seen walked."""

    patrols: int
    share: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """A table: for each duty grid its name and a cell for each of ``days``, None where nobody has walked."""

    days: list[date]
    rows: list[tuple[DutyGrid, list[Cell | None]]]


def coverage(last: date, region: str) -> Coverage:
    """The patrols of the week that ends with ``last`` in the duty grids of a region; two queries."""
    days = [last - ago * ONE_DAY for ago in range(DAYS - 1, -1, -1)]
    found = Patrol.objects.filter(day__range=(days[0], last)).values("duty_grid", "day")
    cells = {
        (row["duty_grid"], row["day"]): Cell(row["patrols"], row["largest"])
        for row in found.annotate(patrols=Count("id"), largest=Max("day_share"))
    }
    grids = _walked_in(region, days[0], last)
    return Coverage(days, [(each, [cells.get((each.code, day)) for day in days]) for each in grids])


def _walked_in(region: str, first: date, last: date) -> QuerySet[DutyGrid]:
    """The duty grids that a post of the region was to walk in these days, by code."""
    held = Duty.objects.filter(Q(until=None) | Q(until__gt=first), since__lte=last, post__region__startswith=region)
    return DutyGrid.objects.filter(code__in=held.values("duty_grid")).order_by("code")
