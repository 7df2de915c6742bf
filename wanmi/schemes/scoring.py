"""Scoring: from figures to points, each step told. Exact fractions throughout, rounded by the scheme's own rule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from wanmi.schemes.definition import Bands, Counted, Grade, Line, Linear, Lost, Missing, Scheme, Worse
from wanmi.schemes.numbers import rounded

Values = Mapping[str, Fraction | None]  # figure -> its value; None or absent: it has none
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to the points; ``code`` becomes a sentence in the rooms that speak to people."""

    code: str
    about: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineScore:
    """What one line came to: the figures it read, its points, and why. ``points`` None: left out."""

    line: Line
    values: Mapping[str, Fraction | None]
    points: Fraction | None
    steps: tuple[Step, ...]

    @property
    def has_figure(self) -> bool:
        return any(value is not None for value in self.values.values())


@dataclass(frozen=True, slots=True)
class Score:
    """A whole score. ``points`` None: withheld, or no line had a figure; the last step says which."""

    scheme: Scheme
    lines: tuple[LineScore, ...]
    exact: Fraction | None
    points: Decimal | None
    steps: tuple[Step, ...]
    grade: Grade | None


def score(scheme: Scheme, values: Values) -> Score:
    """The score of one subject, whose figures are ``values``."""
    lines = tuple(_line(line, values, scheme) for line in scheme.lines)
    withheld = [each.line.key for each in lines if each.points is None and each.line.missing is Missing.NO_SCORE]
    if withheld:
        return Score(scheme, lines, None, None, (Step("withheld", {"lines": withheld}),), None)
    sums, steps = _grouped(scheme, [each for each in lines if not each.line.is_bonus])
    counted = sum((each.line.points for each in lines if each.points is not None and not each.line.is_bonus), ZERO)
    if not counted or not any(each.has_figure for each in lines):
        return Score(scheme, lines, None, None, (Step("no_figures"),), None)
    total, more = _totalled(scheme, sums, counted, lines)
    points = rounded(total, scheme.places, scheme.rounding)
    return Score(scheme, lines, total, points, (*steps, *more), grade_of(scheme, points))


def _totalled(
    scheme: Scheme, earned: Fraction, counted: Fraction, lines: Sequence[LineScore]
) -> tuple[Fraction, list[Step]]:
    """The sum, scaled up for lines that were left out, with the bonuses, within the scheme's bounds."""
    steps = []
    if counted != scheme.total:
        steps.append(Step("scaled", {"earned": earned, "counted": counted, "total": scheme.total}))
        earned = earned * scheme.total / counted
    bonus = sum((each.points or ZERO for each in lines if each.line.is_bonus), ZERO)
    if bonus:
        steps.append(Step("bonus", {"points": bonus}))
    within, cap = _capped(earned + bonus, scheme.least, scheme.most)
    return within, [*steps, *cap]


def _grouped(scheme: Scheme, lines: Sequence[LineScore]) -> tuple[Fraction, list[Step]]:
    """The sum of the lines, each group of them within its own cap."""
    total, steps = ZERO, []
    for key in dict.fromkeys(each.line.group for each in lines):
        points = sum((each.points or ZERO for each in lines if each.line.group == key), ZERO)
        group = scheme.groups.get(key)
        if group and points > group.most:
            steps.append(Step("group_capped", {"group": group.label, "points": points, "most": group.most}))
            points = group.most
        total += points
    return total, steps


def _line(line: Line, values: Values, scheme: Scheme) -> LineScore:
    read = {name: values.get(name) for name in line.values}
    without = [name for name, value in read.items() if value is None]
    if without and not (isinstance(line.rule, Counted) and line.missing is Missing.FULL and len(without) < len(read)):
        return _without(line, read)
    steps, points = _by_rule(line, {name: value for name, value in read.items() if value is not None})
    points, cap = _capped(points, line.least, line.points)
    steps += cap
    if scheme.rounds_lines:
        points = Fraction(rounded(points, scheme.places, scheme.rounding))
    return LineScore(line, read, points, tuple(steps))


def _without(line: Line, read: Mapping[str, Fraction | None]) -> LineScore:
    """A line whose figure has no value, as it declares. A bonus without a figure is simply not earned."""
    if line.is_bonus:
        return LineScore(line, read, ZERO, (Step("missing_zero"),))
    points = {Missing.ZERO: max(ZERO, line.least), Missing.FULL: line.points}.get(line.missing)
    return LineScore(line, read, points, (Step(f"missing_{line.missing}"),))


def _by_rule(line: Line, read: Mapping[str, Fraction]) -> tuple[list[Step], Fraction]:
    """The points before the line's own bounds, and how they came about.

    A count that nobody has is none, where the line gives full points without a figure.
    """
    if isinstance(line.rule, Counted):
        return _counted(line, line.rule, read)
    value = read[line.value]
    match line.rule:
        case Linear(zero, full):
            share = (value - zero) / (full - zero)
            return [
                Step("linear", {"value": value, "zero": zero, "full": full, "points": line.points})
            ], line.points * share
        case Lost():
            return _lost(line, line.rule, value)
        case Bands():
            return _banded(line.rule, value)


def _lost(line: Line, rule: Lost, value: Fraction) -> tuple[list[Step], Fraction]:
    beyond = max(ZERO, rule.full - value if rule.worse is Worse.BELOW else value - rule.full)
    if not beyond:
        return [Step("full_line", {"value": value, "full": rule.full})], line.points
    units = Fraction(math.ceil(beyond)) if rule.whole else beyond
    about = {"value": value, "full": rule.full, "units": units, "each": rule.each, "lost": units * rule.each}
    return [Step(f"lost_{rule.worse}", about)], line.points - units * rule.each


def _banded(rule: Bands, value: Fraction) -> tuple[list[Step], Fraction]:
    """A figure outside all bands takes the nearest one."""
    found = next((band for band in rule.rows if value < band.end), rule.rows[-1])
    about = {"value": value, "start": found.start, "end": found.end, "points": found.points}
    return [Step("band", about)], found.points


def _counted(line: Line, rule: Counted, read: Mapping[str, Fraction]) -> tuple[list[Step], Fraction]:
    """Points off for each one counted; rows of one figure are its tiers, each up to the start of the next."""
    points, steps = line.points, []
    for row in rule.rows:
        following = [other.after for other in rule.rows if other.value == row.value and other.after > row.after]
        number = max(ZERO, min([read.get(row.value, ZERO), *following]) - row.after)
        points -= number * row.each
        if number:
            steps.append(Step("counted", {"figure": row.value, "number": number, "each": row.each, "after": row.after}))
    return steps or [Step("nothing_counted")], points


def _capped(points: Fraction, least: Fraction, most: Fraction) -> tuple[Fraction, list[Step]]:
    if points > most:
        return most, [Step("capped_most", {"points": points, "most": most})]
    if points < least:
        return least, [Step("capped_least", {"points": points, "least": least})]
    return points, []


def grade_of(scheme: Scheme, points: Decimal) -> Grade | None:
    """The grade of a score, by its share of the total; None where the scheme grades nothing."""
    share = Fraction(points) * 100 / scheme.total
    below = [grade for grade in scheme.grades if share < grade.end]
    return below[0] if below else scheme.grades[-1] if scheme.grades else None
