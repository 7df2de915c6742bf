"""What lies behind a figure: the numbers of the cases that it counts, page by page."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import compute

from wanmi.appraisal.measuring import Part, cases_behind
from wanmi.boards.asking import Question
from wanmi.lake.reading import open_lake

AT_ONCE = 50
PARTS: tuple[Part, ...] = ("numerator", "denominator")


def numbers_behind(question: Question, indicator: str, subject: str, part: Part) -> pa.ChunkedArray:
    """The numbers of the cases, one for each fact that counts, in order. Raises NoList where a figure counts none."""
    found = cases_behind(open_lake(), indicator, question.subjects, subject, question.period, question.settings, part)
    return found.sort_by("number")["number"]


def page_after(numbers: pa.ChunkedArray, after: str) -> tuple[list[str], bool]:
    """The numbers past ``after``, and whether more follow; a case that counts twice is not torn apart."""
    rest = numbers.filter(compute.greater(numbers, after)) if after else numbers
    last = rest[AT_ONCE - 1] if len(rest) > AT_ONCE else None
    page = rest if last is None else rest.filter(compute.less_equal(rest, last))
    return page.to_pylist(), len(page) < len(rest)
