"""Reading scales and careers. What is read of a person here has been journaled by services.look first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from wanmi.careers.grading import Band, Grade, Recorded, Scale, grade_on
from wanmi.careers.models import Record, ScaleRow, Worker


def scale_rows(day: date) -> list[ScaleRow]:
    """The rows in force on a day. One query."""
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    return list(ScaleRow.objects.filter(in_force).order_by("kind", "value", "code"))


def scale_of(rows: Iterable[ScaleRow]) -> Scale | None:
    """The scale that rows of one day make; None where they name no post."""
    rows = list(rows)
    posts = [row for row in rows if row.kind == ScaleRow.Kind.POST]
    if not posts:
        return None
    return Scale(
        bands={row.code: Band(row.value, row.cap) for row in posts},
        years_a_step=posts[0].years_a_step,
        steps={(row.kind, row.code): row.value for row in rows if row.kind in ("education", "certificate")},
        pay={int(row.code): row.value for row in rows if row.kind == ScaleRow.Kind.PAY},
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """A day on which something was recorded, and the grade from then on."""

    day: date
    record: Record | None
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Career:
    """The grade today with its explanation, and each change before it."""

    worker: Worker
    grade: Grade | None
    stages: list[Stage]
    names: dict[tuple[str, str], ScaleRow]


def career(worker: Worker, today: date) -> Career:
    """Everything that the page of a worker shows: each stage by the scale of its own day, the last by today's."""
    records = list(worker.records.order_by("since", "id"))
    known = [Recorded(each.field, each.code, each.since) for each in records]
    stages = [Stage(each.since, each, _grade(worker, known, each.since)) for each in records if each.since <= today]
    names = {(row.kind, row.code): row for row in scale_rows(today)}
    return Career(worker, _grade(worker, known, today), stages, names)


def _grade(worker: Worker, known: list[Recorded], day: date) -> Grade | None:
    scale = scale_of(scale_rows(day))
    return grade_on(day, worker.begun, known, scale) if scale else None


def workers_on(region: str) -> QuerySet[Worker]:
    """The workers on a ground, by name: no order of grades."""
    return Worker.objects.filter(region__startswith=region).select_related("staff").order_by("staff__display_name")
