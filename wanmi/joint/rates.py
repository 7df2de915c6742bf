"""The three rates (三率) of tickets in a period, each with its numerator and denominator, recomputed from the tickets.

北京市接诉即办工作条例 art. 32 names them; their formulas and weights are settings of the rule book.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from wanmi.joint.models import Obligation, with_rules
from wanmi.joint.queries import snapshot_of
from wanmi.joint.rules.definition import Weights
from wanmi.joint.rules.store import rules_of
from wanmi.process.engine import Snapshot


@dataclass(frozen=True, slots=True)
class Rate:
    """A numerator and a denominator; no value where nothing was to be counted."""

    hits: Fraction
    base: int

    @property
    def value(self) -> Fraction | None:
        return self.hits / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class Rates:
    """``excluded`` were left out by two people, ``not_reached`` stay out of the base of the last two and are told."""

    response: Rate
    solved: Rate
    satisfied: Rate
    excluded: int = 0
    not_reached: int = 0

    def score(self, weights: Weights) -> Fraction | None:
        """Out of 100; None where a rate has no value."""
        values = (self.response.value, self.solved.value, self.satisfied.value)
        if None in values:
            return None
        points = (weights.response, weights.solved, weights.satisfied)
        return sum((point * (value or 0) for point, value in zip(points, values, strict=True)), Fraction(0))


def rates(kinds: Iterable[str], since: datetime, until: datetime, holder: str = "") -> Rates:
    """The rates of the tickets opened in a period, of all or of one first receiver."""
    rows = Obligation.objects.filter(kind__in=kinds, opened_at__gte=since, opened_at__lt=until)
    rows = rows.filter(holder=holder) if holder else rows
    return counted(list(with_rules(rows).order_by("id")))


@dataclass(frozen=True, slots=True)
class Judged:
    """What one ticket counts: whether the person was contacted in time (None: nobody had to be, or still may), whether
    a return visit was answered, what was said then. ``satisfied`` is from 0 to 1.
    """

    is_excluded: bool
    responded: bool | None
    was_visited: bool
    was_not_reached: bool
    is_solved: bool
    satisfied: Fraction


def judged(row: Obligation) -> Judged:
    """How a ticket stands for the rates."""
    snapshot = snapshot_of(row)
    facts = snapshot.facts
    return Judged(
        is_excluded=facts.get("excluding") == "confirmed",
        responded=_responded(snapshot),
        was_visited=facts.get("visited") is True,
        was_not_reached=facts.get("visited") is False,
        is_solved=facts.get("solved") == "yes",
        satisfied=_satisfied(row, snapshot),
    )


def counted(rows: Iterable[Obligation]) -> Rates:
    """The rates of these tickets."""
    found = [judged(row) for row in rows]
    kept = [each for each in found if not each.is_excluded]
    asked = [each.responded for each in kept if each.responded is not None]
    visited = [each for each in kept if each.was_visited]
    return Rates(
        response=Rate(Fraction(sum(asked)), len(asked)),
        solved=Rate(Fraction(sum(each.is_solved for each in visited)), len(visited)),
        satisfied=Rate(sum((each.satisfied for each in visited), Fraction(0)), len(visited)),
        excluded=len(found) - len(kept),
        not_reached=sum(each.was_not_reached for each in kept),
    )


def _responded(snapshot: Snapshot) -> bool | None:
    """Whether the person was contacted in time; None where nobody had to, or still may."""
    clock = snapshot.clocks.get("response")
    if clock is None or clock.stopped_at is None:
        return None
    return snapshot.facts.get("contacted") is True and clock.stopped_at <= clock.deadline


def _satisfied(row: Obligation, snapshot: Snapshot) -> Fraction:
    weights = rules_of(row.rules).rates
    part = {"satisfied": Fraction(1), "fair": weights.fair if weights else Fraction(0)}
    return part.get(str(snapshot.facts.get("satisfied")), Fraction(0))
