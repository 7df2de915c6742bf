"""Entering figures that no journal holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from wanmi.journal.writing import Draft, append
from wanmi.schemes.models import GivenFigure


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one subject in the period from ``since`` to before ``until``."""

    figure: str
    kind: str
    subject: str
    since: date
    until: date
    value: Decimal
    source: str
    people: int | None = None  # how many it is about, where it is about people


@transaction.atomic
def give(figures: Sequence[Figure], actor: str, post: str = "") -> int:
    """Enter figures; one for the same subject and period takes the place of the earlier. The journal keeps both.

    Returns how many were new or other than before.
    """
    changed = [figure for figure in figures if _store(figure)]
    if changed:
        append(
            Draft(
                subject_kind="evaluation",
                subject="given",
                action="give_figures",
                actor=actor,
                post=post,
                at=timezone.now(),
                body={"figures": [_told(figure) for figure in changed]},
            )
        )
    return len(changed)


def _store(figure: Figure) -> bool:
    key = {name: getattr(figure, name) for name in ("figure", "kind", "subject", "since", "until")}
    told = {"value": figure.value, "source": figure.source, "people": figure.people}
    if GivenFigure.objects.filter(**key, **told).exists():
        return False
    GivenFigure.objects.update_or_create(**key, defaults=told)
    return True


def _told(figure: Figure) -> dict[str, str]:
    names = ("figure", "kind", "subject", "since", "until", "value", "people", "source")
    return {name: str(value) for name in names if (value := getattr(figure, name)) is not None}
