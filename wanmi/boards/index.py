"""The table of an index: each region's dimensions, its value, and the same figures in other weights."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from wanmi.appraisal.evaluating import Row, indexed
from wanmi.boards.asking import Question
from wanmi.boards.figures import figures
from wanmi.boards.masking import masked
from wanmi.boards.naming import expected, names_of
from wanmi.boards.scope import Scope
from wanmi.boards.wording import figure_name
from wanmi.lake.reading import open_lake
from wanmi.schemes.harmony.computing import IndexScore, weighted
from wanmi.schemes.harmony.definition import Index, Weighting
from wanmi.schemes.numbers import two
from wanmi.territory.queries import current_city


@dataclass(frozen=True, slots=True)
class Place:
    """A region of the table; ``other`` is its value in the weighting that is held against the index."""

    subject: str
    name: str
    row: Row[IndexScore]
    other: Decimal | None
    dimensions: list[str]
    figures: list[tuple[str, str, str]]  # of the region: name, value, points

    @property
    def coverage(self) -> str:
        return two(self.row.result.coverage)


@dataclass(frozen=True, slots=True)
class IndexTable:
    index: Index
    weighting: Weighting | None
    question: Question
    places: list[Place]
    data: str


def index_table(index: Index, weighting: Weighting | None, question: Question, scope: Scope) -> IndexTable:
    """The regions that ``scope`` may see, the highest value first."""
    least = int(current_city().settings.get("smallest_count", 0))
    read, _small = masked(figures(question, index.indicators, index.given), least)
    wanted = expected(question) or sorted(read)
    other = (
        {row.subject: row.result.points for row in indexed(weighted(index, weighting), wanted, read)}
        if weighting
        else {}
    )
    rows = [row for row in indexed(index, wanted, read) if scope.admits(question.kind, row.subject)]
    names = names_of(question, [row.subject for row in rows])
    places = [
        Place(
            row.subject, names.get(row.subject, row.subject), row, other.get(row.subject), _points(row), _figures(row)
        )
        for row in rows
    ]
    return IndexTable(index, weighting, question, places, open_lake().fingerprint())


def _points(row: Row[IndexScore]) -> list[str]:
    return ["" if each.points is None else two(each.points) for each in row.result.dimensions]


def _figures(row: Row[IndexScore]) -> list[tuple[str, str, str]]:
    index = row.result.index
    return [
        (
            figure_name(each.figure.key, index.given),
            "–" if each.value is None else two(each.value),
            "–" if each.points is None else two(each.points),
        )
        for dimension in row.result.dimensions
        for each in dimension.figures
    ]


def chosen(weightings: Collection[Weighting], key: str) -> Weighting | None:
    """The weighting with this key, else the first."""
    return next((each for each in weightings if each.key == key), next(iter(weightings), None))
