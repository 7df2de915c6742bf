"""League tables: who came to which score, rows one may see, ready to be shown or exported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wanmi.appraisal.evaluating import Measure, Row, evaluated
from wanmi.boards.asking import Question
from wanmi.boards.figures import figures
from wanmi.boards.masking import masked
from wanmi.boards.naming import expected, names_of
from wanmi.boards.scope import Scope
from wanmi.boards.wording import figure_name, sentence
from wanmi.lake.reading import open_lake
from wanmi.schemes.definition import Grade, Line, Scheme
from wanmi.schemes.numbers import shown, two
from wanmi.schemes.scoring import LineScore, Score
from wanmi.territory.queries import current_city

TREND = 6  # periods of a trend line, the present one included
LINES = 8  # subjects in a picture of trends


@dataclass(frozen=True, slots=True)
class Read:
    """A figure as a line read it; ``opens`` where its cases can be listed."""

    name: str
    code: str
    value: str
    parts: str  # "12 / 15", or empty
    opens: bool
    is_small: bool


@dataclass(frozen=True, slots=True)
class LineShown:
    line: Line
    points: str
    reads: list[Read]
    steps: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a league table."""

    subject: str
    name: str
    row: Row[Score]
    lines: list[LineShown]
    steps: list[str]

    @property
    def points(self) -> Decimal | None:
        return self.row.result.points

    @property
    def grade(self) -> Grade | None:
        return self.row.result.grade


@dataclass(frozen=True, slots=True)
class League:
    """A whole table with what it rests on."""

    scheme: Scheme
    question: Question
    entries: list[Entry]
    of: int  # how many were ranked, with those one may not see
    data: str  # the lake's fingerprint


def league(scheme: Scheme, question: Question, scope: Scope) -> League:
    """The table that ``scope`` may see; ranks are those among all."""
    return table(scheme, question, lambda subject: scope.admits(question.kind, subject))


def table(scheme: Scheme, question: Question, admits: Callable[[str], bool] = lambda subject: True) -> League:
    """The table, with the rows that ``admits`` lets through."""
    rows, small = _rows(scheme, question)
    seen = [row for row in rows if admits(row.subject)]
    names = names_of(question, [row.subject for row in seen])
    entries = [_entry(row, names.get(row.subject, row.subject), scheme, small) for row in seen]
    return League(scheme, question, entries, sum(row.rank is not None for row in rows), open_lake().fingerprint())


def drawn(league: League, subject: str) -> list[Entry]:
    """Whose trend is shown: the subject that was asked for, else the first few of those with a rank."""
    if subject:
        return [entry for entry in league.entries if entry.subject == subject]
    return [entry for entry in league.entries if entry.row.rank][:LINES]


def trends(
    scheme: Scheme, question: Question, subjects: Collection[str]
) -> list[tuple[Question, Mapping[str, Decimal | None]]]:
    """For this period and those before it, the scores of ``subjects``."""
    found: list[tuple[Question, Mapping[str, Decimal | None]]] = []
    for asked in question.earlier(TREND):
        scores = {row.subject: row.result.points for row in _rows(scheme, asked)[0]}
        found.append((asked, {subject: scores.get(subject) for subject in subjects}))
    return found


def _rows(scheme: Scheme, question: Question) -> tuple[list[Row[Score]], set[tuple[str, str]]]:
    """All rows, and the figures that were about too few people."""
    least = int(current_city().settings.get("smallest_count", 0))
    read, small = masked(figures(question, scheme.indicators, scheme.given), least)
    wanted = expected(question)
    subjects = wanted or sorted(subject for subject, values in read.items() if _works(values))
    return evaluated(scheme, subjects, read), small


def _works(values: Mapping[str, Measure]) -> bool:
    """Whether anything happened there: a desk of another stage is no row of the table."""
    return any(measure.value is not None and measure.denominator != 0 for measure in values.values())


def _entry(row: Row[Score], name: str, scheme: Scheme, small: Collection[tuple[str, str]]) -> Entry:
    lines = [_shown(each, row, scheme, small) for each in row.result.lines]
    return Entry(row.subject, name, row, lines, [sentence(step, scheme.given) for step in row.result.steps])


def _shown(each: LineScore, row: Row[Score], scheme: Scheme, small: Collection[tuple[str, str]]) -> LineShown:
    reads = [_read(name, row, scheme, (row.subject, name) in small) for name in each.line.values]
    points = "–" if each.points is None else shown(each.points)
    return LineShown(each.line, points, reads, [sentence(step, scheme.given) for step in each.steps])


def _read(code: str, row: Row[Score], scheme: Scheme, is_small: bool) -> Read:
    measure = row.measures.get(code, Measure(None))
    of, to = measure.numerator, measure.denominator
    parts = f"{two(of)} / {two(to)}" if of is not None and to is not None else ""
    value = "–" if measure.value is None else two(measure.value)
    return Read(
        figure_name(code, scheme.given), code, value, parts, code not in scheme.given and not is_small, is_small
    )
