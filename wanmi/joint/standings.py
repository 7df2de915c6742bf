"""Where departments stand in a period: their whistles with the streets' scores, their tickets with the three rates.

What is counted here is what the appraisal takes for its schemes, and every number can be opened: the list behind it has
as many rows as it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from wanmi.joint.models import Obligation, Part, Tally, with_rules
from wanmi.joint.rates import Rates, books_with_rates, rates_by
from wanmi.joint.rules.definition import Weights
from wanmi.joint.rules.store import books_where, rules_of
from wanmi.joint.scoring import PartScore, scores


@dataclass(frozen=True, slots=True)
class Standing:
    """A department's scored parts: those in time, those solved, the sums of ratings and of points (each 0 to 1)."""

    parts: int = 0
    arrived: int = 0
    solved: int = 0
    rating: Fraction = Fraction(0)
    points: Fraction = Fraction(0)
    unrated: int = 0  # solved, and not rated yet
    refused: int = 0  # of all parts, scored or not
    share: Fraction = Fraction(0)  # which part of the year the mean is

    @property
    def mean(self) -> Fraction | None:
        return self.points / self.parts if self.parts else None

    @property
    def third(self) -> Fraction | None:
        """What the whistles bring to a year of 100 points."""
        return None if self.mean is None else 100 * self.share * self.mean


@dataclass(frozen=True, slots=True)
class Blown:
    """A caller's own use of the whistle; both sides are appraised (北京市接诉即办工作条例 art. 33)."""

    whistles: int
    unnecessary: int  # judged so by the district


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of the appraisal: ``hits`` of ``base``; ``people``: how many people were asked, where people were."""

    hits: Fraction
    base: int
    people: int | None = None


def standings(since: datetime, until: datetime) -> dict[str, Standing]:
    """By organisation, from the parts to which it was called in the period. Two queries."""
    found: dict[str, Standing] = defaultdict(Standing)
    rows = list(_parts(since, until))
    for part in rows:
        held = found[part.organisation_id]
        unrated, refused = held.unrated + part.is_unrated, held.refused + part.is_refused
        found[part.organisation_id] = replace(held, unrated=unrated, refused=refused)
    for each in scores(rows):
        rule = rules_of(each.part.obligation.rules).score
        assert rule is not None, "it was scored"
        found[each.part.organisation_id] = _with(found[each.part.organisation_id], each, rule.share)
    return dict(found)


def _with(held: Standing, each: PartScore, share: Fraction) -> Standing:
    return replace(
        held,
        parts=held.parts + 1,
        arrived=held.arrived + int(each.arrival),
        solved=held.solved + int(each.solved),
        rating=held.rating + each.rating,
        points=held.points + each.total,
        share=share,
    )


def scored(organisation: str, since: datetime, until: datetime) -> list[PartScore]:
    """The parts behind a standing, oldest first."""
    return scores(_parts(since, until).filter(organisation=organisation))


def _parts(since: datetime, until: datetime) -> QuerySet[Part]:
    """The parts of a period under books that score, oldest first."""
    books = books_where(lambda rules: rules.score)
    rows = Part.objects.filter(obligation__rules__in=books, opened_at__gte=since, opened_at__lt=until)
    return with_rules(rows, "obligation__rules").defer("snapshot", "obligation__snapshot").order_by("id")


UNNECESSARY = "unnecessary"  # the fact that the district has judged a whistle to be so
_JUDGED = Q(**{f"snapshot__facts__{UNNECESSARY}": True})


def blown(since: datetime, until: datetime) -> dict[str, Blown]:
    """By organisation, the whistles that it has blown of those drafted in the period. Two queries."""
    judged = models.Count("pk", filter=_JUDGED)
    rows = _blown(since, until).values_list("caller")
    counts = rows.annotate(whistles=models.Count("pk"), judged=judged).order_by("caller")
    return {code: Blown(whistles, unnecessary) for code, whistles, unnecessary in counts}


def blown_by(caller: str, since: datetime, until: datetime, *, judged: bool) -> QuerySet[Obligation]:
    """The whistles that such a number counts, newest first; ``judged``: those alone that were judged unnecessary."""
    rows = with_rules(_blown(since, until).filter(caller=caller).order_by("-id"))
    return rows.filter(_JUDGED) if judged else rows


def _blown(since: datetime, until: datetime) -> QuerySet[Obligation]:
    """Whistles drafted in a period that have called somebody, which a draft and one not approved have not."""
    books = books_where(lambda rules: rules.score)
    rows = Obligation.objects.filter(rules__in=books, opened_at__gte=since, opened_at__lt=until, caller__isnull=False)
    return rows.filter(Exists(Part.objects.filter(obligation=OuterRef("pk"))))


def tickets(since: datetime, until: datetime) -> QuerySet[Tally]:
    """The tickets of a period that somebody received."""
    return Tally.objects.filter(opened_at__gte=since, opened_at__lt=until, holder__isnull=False)


def rates_by_holder(since: datetime, until: datetime) -> dict[str, Rates]:
    """The three rates by first receiver. Two queries, however many tickets."""
    return rates_by(tickets(since, until), "holder_id", books_with_rates())


def weights_of(since: datetime, until: datetime) -> Weights | None:
    """The weights of the newest ticket of a period."""
    books = books_with_rates()
    newest = tickets(since, until).filter(rules__in=books).order_by("-opened_at").values_list("rules_id", flat=True)
    return next((books[pk].rates for pk in newest[:1]), None)


def behind(rate: str, holder: str, since: datetime, until: datetime) -> QuerySet[Tally]:
    """The tickets that a rate (response, solved, satisfied) counts in its denominator, oldest first."""
    rows = tickets(since, until).filter(holder=holder, rules__in=books_with_rates(), is_excluded=False)
    rows = rows.filter(in_time__isnull=False) if rate == "response" else rows.filter(visited=True)
    shown = with_rules(rows.select_related("obligation"), "obligation__rules").defer("obligation__snapshot")
    return shown.order_by("opened_at", "pk")


@dataclass(frozen=True, slots=True)
class Marks:
    """How parts under books that mark the end ended, and what that counts in an appraisal.

    ``ends`` says how many ended how; those without a mark (excused, released) are told and do not count.
    """

    points: Fraction = Fraction(0)
    counted: int = 0
    ends: Mapping[str, int] = field(default_factory=dict)

    @property
    def mean(self) -> Fraction | None:
        return self.points / self.counted if self.counted else None


def marks(since: datetime, until: datetime, organisation: str = "") -> dict[str, Marks]:
    """By organisation, the marks of the parts of the period that have ended; of one organisation where it is named.

    Such are the invitations of Shanghai: who came and kept the promise counts one. Two queries, one of them a GROUP BY.
    """
    books = books_where(lambda rules: rules.marks)
    rows = Part.objects.filter(obligation__rules__in=books, opened_at__gte=since, opened_at__lt=until, is_open=False)
    rows = rows.filter(organisation=organisation) if organisation else rows
    found: dict[str, Marks] = defaultdict(Marks)
    ends = rows.order_by().values_list("organisation_id", "obligation__rules_id", "state")
    for code, book, state, number in ends.annotate(number=models.Count("pk")):
        mark, held = books[book].marks.get(state), found[code]
        found[code] = Marks(
            points=held.points + (mark or 0) * number,
            counted=held.counted + (0 if mark is None else number),
            ends={**held.ends, state: held.ends.get(state, 0) + number},
        )
    return dict(found)


# The figures of the appraisal that are counted here, by how they are read from a standing or from rates.
MARK = "invitation_mark"
_WHISTLES: Mapping[str, Callable[[Standing], Count]] = {
    "whistle_arrival_rate": lambda each: Count(Fraction(each.arrived), each.parts),
    "whistle_solved_rate": lambda each: Count(Fraction(each.solved), each.parts),
    "whistle_rating": lambda each: Count(each.rating, each.parts),
}
_RATES: Mapping[str, Callable[[Rates], Count]] = {
    "response_rate": lambda each: Count(each.response.hits, each.response.base),
    "solved_rate": lambda each: Count(each.solved.hits, each.solved.base, each.solved.base),
    "satisfaction_rate": lambda each: Count(each.satisfied.hits, each.satisfied.base, each.satisfied.base),
}


def figures(names: Iterable[str], since: datetime, until: datetime) -> dict[str, dict[str, Count]]:
    """Organisation -> figure -> count, of those ``names`` that are counted here; what has no base is left out."""
    wanted, found = set(names), defaultdict[str, dict[str, Count]](dict)
    if read := {name: count for name, count in _WHISTLES.items() if name in wanted}:
        for code, standing in standings(since, until).items():
            found[code] |= {name: count(standing) for name, count in read.items()}
    if rated := {name: count for name, count in _RATES.items() if name in wanted}:
        for code, rates in rates_by_holder(since, until).items():
            found[code] |= {name: count(rates) for name, count in rated.items()}
    if MARK in wanted:
        for code, marked in marks(since, until).items():
            found[code][MARK] = Count(marked.points, marked.counted)
    kept = {code: {name: each for name, each in row.items() if each.base} for code, row in found.items()}
    return {code: row for code, row in kept.items() if row}
