"""What must hold in a scheme: its sums, bands and figures. Each fault comes with the path of its cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from wanmi.schemes.definition import Band, Bands, Counted, Grade, Line, Linear, Lost, Run, Scheme
from wanmi.schemes.numbers import shown

Fault = tuple[str, str]  # path, what is wrong


def faults(scheme: Scheme, known: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """(path, what is wrong) for everything in the scheme that cannot be right."""
    yield from _head(scheme)
    yield from _sums(scheme)
    for number, line in enumerate(scheme.lines):
        yield from ((f"line.{number}{key and '.'}{key}", fault) for key, fault in _line(line, scheme))
        yield from ((f"line.{number}", fault) for fault in _figures(line, scheme, known))
    yield from ((f"given.{key}", "no line looks at it") for key in scheme.given if key not in scheme.values)
    yield from (
        (f"given.{key}", "is the name of an indicator, which is measured") for key in scheme.given if key in known
    )
    yield from _grades(scheme.grades)


def _head(scheme: Scheme) -> Iterator[Fault]:
    if scheme.total <= 0:
        yield "scheme.total", "expected more than 0"
    if scheme.valid_to is not None and scheme.valid_to <= scheme.valid_from:
        yield "scheme.valid_to", f"expected a day after {scheme.valid_from.isoformat()}"
    if not scheme.least <= 0 < scheme.most:
        yield "scheme.most", f"expected least {shown(scheme.least)} <= 0 < most {shown(scheme.most)}"
    for key, times in Counter(line.key for line in scheme.lines).items():
        if times > 1:
            yield "line", f"the key {key} stands at {times} lines; expected each once"


def _sums(scheme: Scheme) -> Iterator[Fault]:
    lines = [line for line in scheme.lines if not line.is_bonus]
    if (total := _sum(lines)) != scheme.total:
        yield "scheme.total", f"is {shown(scheme.total)}, but the lines without bonuses add up to {shown(total)}"
    elif scheme.most > (reach := _sum(scheme.lines)):
        yield "scheme.most", f"is {shown(scheme.most)}, but all lines together reach {shown(reach)}"
    for key, group in scheme.groups.items():
        if (total := _sum([line for line in lines if line.group == key])) != group.points:
            yield f"groups.{key}", f"points is {shown(group.points)}, but its lines add up to {shown(total)}"
        if not 0 < group.most <= group.points:
            yield f"groups.{key}", f"most is {shown(group.most)}; expected more than 0, at most {shown(group.points)}"


def _sum(lines: Sequence[Line]) -> Fraction:
    return sum((line.points for line in lines), Fraction(0))


def _line(line: Line, scheme: Scheme) -> Iterator[Fault]:
    if line.group and line.group not in scheme.groups:
        yield "group", f"{line.group!r} is not among the groups: {', '.join(scheme.groups) or 'none'}"
    if line.group and line.is_bonus:
        yield "group", "a bonus stands beside the groups"
    if line.points < 0 or line.least > 0 or line.points == line.least:
        yield "points", "expected points of 0 or more, least of 0 or less, and not both 0"
    match line.rule:
        case Linear(zero, full) if zero == full:
            yield "full", f"zero and full are both {shown(full)}; expected two figures"
        case Lost(each=each) if each <= 0:
            yield "each", "expected more than 0"
        case Bands(rows, run):
            yield from (("bands", fault) for fault in _bands(rows, run, line))
        case Counted():
            yield from (("deduct", fault) for fault in _tiers(line.rule))


def _bands(rows: Sequence[Band], run: Run, line: Line) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        if row.start >= row.end:
            yield f"row {number}: expected from {shown(row.start)} below to {shown(row.end)}"
        if not line.least <= row.points <= line.points:
            yield f"row {number}: {shown(row.points)} points; expected {shown(line.least)} to {shown(line.points)}"
    yield from _seams([(row.start, row.end) for row in rows])
    points = [row.points for row in rows]
    if max(points) != line.points:
        yield f"no row gives the line's {shown(line.points)} points"
    if run is not Run.FREE and points != sorted(points, reverse=run is Run.FALLING):
        yield f'the points are not {run}; where that is meant, write run = "free"'


def _seams(rows: Sequence[tuple[Fraction, Fraction]]) -> Iterator[str]:
    """Gaps and overlaps between rows that should follow one another."""
    for number, (one, other) in enumerate(pairwise(rows), 2):
        if one[1] != other[0]:
            what = "a gap" if one[1] < other[0] else "an overlap"
            yield f"row {number}: {what} between {shown(one[1])} and {shown(other[0])}; expected from {shown(one[1])}"


def _tiers(rule: Counted) -> Iterator[str]:
    for row in rule.rows:
        if row.each <= 0 or row.after < 0:
            yield f"{row.value}: expected each above 0 and after of 0 or more"
    for name in dict.fromkeys(row.value for row in rule.rows):
        starts = [row.after for row in rule.rows if row.value == name]
        if sorted(set(starts)) != starts or starts[0] != 0:
            yield f"{name}: expected rows with rising after, the first without one"


def _figures(line: Line, scheme: Scheme, known: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Figures that nobody measures, or not for these subjects."""
    for name in line.values:
        if name not in scheme.given and name not in known:
            yield f"{name!r} is neither an indicator nor under [given]"
        elif name in known and (others := scheme.by - known[name]):
            measured = ", ".join(sorted(known[name]))
            yield f"{name!r} is measured by {measured}, not by {', '.join(sorted(others))} as the scheme wants"


def _grades(grades: Sequence[Grade]) -> Iterator[Fault]:
    if not grades:
        return
    yield from (("grade", fault) for fault in _seams([(grade.start, grade.end) for grade in grades]))
    for number, grade in enumerate(grades):
        if grade.start >= grade.end:
            yield f"grade.{number}", f"expected from {shown(grade.start)} below to {shown(grade.end)}"
    if grades[0].start > 0 or grades[-1].end < 100:
        yield "grade", "expected bands from 0 to 100 per cent of the total, the lowest first"
    for what in ("key", "colour", "pattern"):
        if len({getattr(grade, what) for grade in grades}) < len(grades):
            yield "grade", f"two grades have the same {what}; they are told apart by letter and pattern too"
