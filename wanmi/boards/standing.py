"""Departments by whistles and by the three rates, and who has blown whistles, as far as one may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from wanmi.appraisal.evaluating import Measure
from wanmi.appraisal.periods import Period
from wanmi.boards.asking import Question
from wanmi.boards.figures import bounds
from wanmi.boards.masking import masked
from wanmi.boards.scope import Scope
from wanmi.joint import standings
from wanmi.joint.rates import Rate, Rates
from wanmi.joint.rules.definition import Weights
from wanmi.joint.standings import Blown, Standing
from wanmi.schemes.definition import Kind
from wanmi.schemes.numbers import two
from wanmi.territory.queries import current_city
from wanmi.workforce.models import Organisation

RATES = ("response", "solved", "satisfied")
OF_PEOPLE = ("solved", "satisfied")  # what people say on a return visit


@dataclass(frozen=True, slots=True)
class Bar:
    """A share in words and for the bar: ``"12 / 15"`` and 80.0; ``value`` empty where nothing was to be counted."""

    value: str
    parts: str
    width: float
    is_small: bool = False


SMALL = Bar("", "", 0.0, is_small=True)


@dataclass(frozen=True, slots=True)
class WhistleRow:
    organisation: Organisation
    standing: Standing
    arrival: Bar
    solved: Bar
    rating: Bar
    mean: str  # of 100
    third: str  # of 100 times the share


@dataclass(frozen=True, slots=True)
class CallerRow:
    """Who has blown whistles, how many, and the share that the district judged unnecessary."""

    organisation: Organisation
    whistles: int
    unnecessary: Bar


@dataclass(frozen=True, slots=True)
class RateRow:
    organisation: Organisation
    bars: Sequence[tuple[str, Bar]]  # figure -> its bar, the three in their order
    score: str
    not_reached: int
    excluded: int


@dataclass(frozen=True, slots=True)
class RateTable:
    rows: Sequence[RateRow]
    weights: Weights | None
    least: int  # the smallest number of people that is shown


def whistles_table(scope: Scope, question: Question) -> list[WhistleRow]:
    """The departments that have been called in the period, the highest mean first and those without a score last."""
    found = whistles_of(scope, question.period)
    names = _named(found)
    rows = [_whistle_row(names[code], each) for code, each in found.items()]
    return sorted(rows, key=lambda row: (row.standing.mean is None, -(row.standing.mean or 0), row.organisation.code))


def callers_table(scope: Scope, question: Question) -> list[CallerRow]:
    """Those who have blown whistles in the period, whoever blew most first."""
    found = blown_by(scope, question.period)
    names = _named(found)
    rows = [
        CallerRow(names[code], each.whistles, _bar(Fraction(each.unnecessary), each.whistles))
        for code, each in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.whistles, row.organisation.code))


def _whistle_row(organisation: Organisation, each: Standing) -> WhistleRow:
    return WhistleRow(
        organisation=organisation,
        standing=each,
        arrival=_bar(Fraction(each.arrived), each.parts),
        solved=_bar(Fraction(each.solved), each.parts),
        rating=_bar(each.rating, each.parts),
        mean="–" if each.mean is None else two(100 * each.mean),
        third="–" if each.third is None else two(each.third),
    )


def rates_table(scope: Scope, question: Question) -> RateTable:
    """The first receivers of the period; what is said by too few people is left out, as everywhere in the appraisal."""
    found, weights = rates_of(scope, question.period), standings.weights_of(*bounds(question.period))
    names = _named(found)
    rows = [_rate_row(names[code], each, shown, weights) for code, (each, shown) in found.items()]
    return RateTable(sorted(rows, key=lambda row: row.organisation.code), weights, _least())


def whistles_of(scope: Scope, period: Period) -> dict[str, Standing]:
    """The standings in a period that one may see, by organisation."""
    found = standings.standings(*bounds(period))
    return {code: each for code, each in found.items() if scope.admits(Kind.DEPARTMENT, code)}


def blown_by(scope: Scope, period: Period) -> dict[str, Blown]:
    """The use of the whistle in a period by those callers that one may see."""
    found = standings.blown(*bounds(period))
    return {code: each for code, each in found.items() if scope.admits(Kind.DEPARTMENT, code)}


def rates_of(scope: Scope, period: Period) -> dict[str, tuple[Rates, dict[str, Rate | None]]]:
    """The rates in a period that one may see, and of each the three that are shown: None about too few people."""
    found = standings.rates_by_holder(*bounds(period))
    unseen = hidden(found)
    return {
        code: (each, {name: None if (code, name) in unseen else getattr(each, name) for name in RATES})
        for code, each in found.items()
        if scope.admits(Kind.DEPARTMENT, code)
    }


def _least() -> int:
    return int(current_city().settings.get("smallest_count", 0))


def hidden(found: Mapping[str, Rates]) -> set[tuple[str, str]]:
    """(organisation, rate) about too few people: the rule of all boards, over all of them."""
    measures = {code: {name: _measure(getattr(each, name)) for name in OF_PEOPLE} for code, each in found.items()}
    return masked(measures, _least())[1]


def _measure(rate: Rate) -> Measure:
    return Measure(rate.value, rate.hits, Fraction(rate.base), people=rate.base)


def _rate_row(
    organisation: Organisation, each: Rates, shown: Mapping[str, Rate | None], weights: Weights | None
) -> RateRow:
    bars = [(name, SMALL if rate is None else _bar(rate.hits, rate.base)) for name, rate in shown.items()]
    score = None if None in shown.values() or weights is None else each.score(weights)
    return RateRow(organisation, bars, "–" if score is None else two(score), each.not_reached, each.excluded)


def _bar(hits: Fraction, base: int) -> Bar:
    if not base:
        return Bar("", "", 0.0)
    share = 100 * hits / base
    return Bar(f"{two(share)} %", f"{two(hits)} / {base}", float(share))


def _named(found: Mapping[str, object]) -> dict[str, Organisation]:
    return {each.code: each for each in Organisation.objects.filter(code__in=list(found))}
