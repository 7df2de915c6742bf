"""A score for each whistle, and the part of a department's year that follows from them, recomputed from the parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from wanmi.joint.models import Part, with_rules
from wanmi.joint.queries import year_span
from wanmi.joint.rules.definition import Score
from wanmi.joint.rules.store import rules_of


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part with its points, each from 0 to 1; ``total`` is exact."""

    part: Part
    arrival: Fraction
    solved: Fraction
    rating: Fraction
    total: Fraction


@dataclass(frozen=True, slots=True)
class Year:
    """A department's year: the mean over its scored parts, and which part of its year that is.

    ``mean`` is None where nothing was scored: no value, rather than a nought.
    """

    organisation: str
    year: int
    points: Fraction  # the numerator: the sum over the parts
    parts: int  # the denominator
    unrated: int  # solved, and not rated yet
    refused: int
    share: Fraction

    @property
    def mean(self) -> Fraction | None:
        return self.points / self.parts if self.parts else None

    @property
    def third(self) -> Fraction | None:
        """What the whistles bring to a year of 100 points."""
        return None if self.mean is None else 100 * self.share * self.mean

    def with_regular(self, regular: Fraction) -> Fraction | None:
        """The year's score, with the regular appraisal (0 to 1) for the rest: 2/3 regular + 1/3 whistles, preset."""
        return None if self.mean is None else (1 - self.share) * regular + self.share * self.mean


def is_scored(part: Part) -> bool:
    """A part counts once it has been rated; where its department refused to come or never came, once it has ended."""
    return part.rating is not None or (not part.is_open and (part.is_refused or part.is_silent))


def score(part: Part, rule: Score) -> PartScore:
    """The points of one part. What is not known counts as not given; who comes once pressed has not come in time."""
    arrival = Fraction(part.in_time is True and not part.is_refused)
    solved = Fraction(part.is_solved is True)
    rating = Fraction(str(part.rating or 0))
    weights = rule.weights
    total = weights["arrival"] * arrival + weights["solved"] * solved + weights["rating"] * rating
    return PartScore(part, arrival, solved, rating, total)


def scores(parts: Iterable[Part]) -> list[PartScore]:
    """Those of the parts that count, each by the rule book that its obligation keeps."""
    rules = ((part, rules_of(part.obligation.rules).score) for part in parts if is_scored(part))
    return [score(part, rule) for part, rule in rules if rule is not None]


def year(organisation: str, number: int) -> Year:
    """A department's year, from every part to which it was called in it."""
    since, until = year_span(number)
    rows = Part.objects.filter(organisation=organisation, opened_at__gte=since, opened_at__lt=until)
    told = with_rules(rows, "obligation__rules").defer("snapshot", "obligation__snapshot")
    found = list(told.order_by("id"))
    counted = scores(found)
    rules = [(part, rule) for part in found if (rule := rules_of(part.obligation.rules).score)]
    return Year(
        organisation=organisation,
        year=number,
        points=sum((each.total for each in counted), Fraction(0)),
        parts=len(counted),
        unrated=sum(part.is_unrated for part, _rule in rules),
        refused=sum(part.is_refused for part in found),
        share=rules[-1][1].share if rules else Fraction(0),
    )
