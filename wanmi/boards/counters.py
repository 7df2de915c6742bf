"""What the big screen shows: what is open now, by step, and what is late.

Its cost goes with what is open and what is new (:mod:`wanmi.appraisal.live`), never with the cases that were closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from wanmi.appraisal import live
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.cases.queries import visible
from wanmi.cases.wording import word
from wanmi.codes.place import Level
from wanmi.journal.models import Entry, Head
from wanmi.process.subject import Actor
from wanmi.territory.queries import full_names
from wanmi.workforce.queries import city_zone

NEWEST = 5  # acts: what the screen has room for
WORST = 8  # places


@dataclass(frozen=True, slots=True)
class Act:
    at: datetime
    clock: str  # time of day in the city
    label: str
    number: str
    place: str


@dataclass(frozen=True, slots=True)
class Counters:
    """The numbers of one moment; ``state`` changes whenever they may."""

    state: str
    at: datetime
    open: int
    late: int
    reported: int
    closed: int
    stages: list[tuple[str, int]]
    places: list[tuple[str, int, int]]  # name, open, late
    acts: list[Act]


def state() -> str:
    """The end of the journal, and the minute, for lateness comes with time alone: one query."""
    return f"{Head.objects.values_list('seq', flat=True).first() or 0}-{timezone.now():%H%M}"


def counters(actor: Actor) -> Counters:
    """The numbers of the ground that ``actor`` may see."""
    seen, now = state(), timezone.now()
    running = visible(actor).filter(is_open=True)
    numbers = live.counters(actor.region, now)
    return Counters(
        state=seen,
        at=now,
        open=numbers.open,
        late=numbers.overdue,
        reported=numbers.reported,
        closed=numbers.closed,
        stages=_stages(running),
        places=_places(running, now),
        acts=_acts(actor),
    )


def _stages(running: QuerySet[Case]) -> list[tuple[str, int]]:
    definition = case_definition()
    found: dict[str, int] = dict.fromkeys((word(label) for label in definition.stages.values()), 0)
    for state, number in running.values_list("state").annotate(number=Count("pk")):
        found[word(definition.stages[definition.states[state].stage])] += number
    return [(label, number) for label, number in found.items() if number]


def _places(running: QuerySet[Case], now: datetime) -> list[tuple[str, int, int]]:
    """The streets with most late cases."""
    rows = running.values_list("street").annotate(number=Count("pk"), late=Count("pk", Q(due_at__lt=now)))
    worst = sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))[:WORST]
    names: Mapping[str, str] = full_names({street for street, _number, _late in worst})
    return [(names.get(street, street), number, late) for street, number, late in worst]


def _acts(actor: Actor) -> list[Act]:
    """The newest acts on cases of the ground; no texts and no names, for the screen hangs in a hall."""
    definition = case_definition()
    labels = {line.action: line.label for line in definition.transitions}
    found = Entry.objects.filter(subject_kind="case", place__startswith=actor.region).order_by("-seq")[:NEWEST]
    rows = [entry for entry in found if entry.action in labels]
    names = full_names({entry.place[: Level.COMMUNITY] for entry in rows})
    zone = city_zone()
    return [
        Act(
            entry.at,
            f"{entry.at.astimezone(zone):%H:%M}",
            word(labels[entry.action]),
            entry.subject,
            names[entry.place[: Level.COMMUNITY]],
        )
        for entry in rows
    ]
