"""From counts to queries: those over the same rows are counted in one pass, grouped by the subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from wanmi.appraisal.indicators.shapes import CASES, Count, Moment, Scene
from wanmi.appraisal.periods import Period
from wanmi.appraisal.settings import Settings
from wanmi.appraisal.subjects import Departments, DutyGrids, Posts, Regions, Subjects
from wanmi.lake.reading import Lake


@dataclass(frozen=True, slots=True)
class Question:
    """What all figures of one report have in common."""

    lake: Lake
    by: Subjects
    period: Period
    settings: Settings

    @property
    def now(self) -> int:
        """The end of the period, or that of the journal if it came first."""
        return min(self.period.until, max(self.lake.at, self.period.since))


def passes(counts: Iterable[Count], by: Subjects) -> dict[tuple[str, Moment, str], list[Count]]:
    """The counts that one look at the rows answers together."""
    found: dict[tuple[str, Moment, str], list[Count]] = {}
    for count in counts:
        post = count.post if isinstance(by, Posts) else ""
        found.setdefault((count.on, count.moment, post), []).append(count)
    return found


def counted(question: Question, counts: list[Count], sums: Mapping[str, tuple[str, str]]) -> ibis.Table:
    """One row a subject, a column for each count; ``sums``: name -> (column, count over whose facts it is summed)."""
    rows = facts(question, counts[0])
    scene = Scene(rows, question.settings, question.now)
    figures = {count.code: rows.count(where=count.when(scene)) for count in counts}
    for name, (column, over) in sums.items():
        condition = next((count.when(scene) for count in counts if count.code == over), None)
        if condition is not None:
            figures[name] = rows[column].sum(where=condition)
    return rows.group_by("subject").aggregate(**figures)


def behind(question: Question, count: Count) -> ibis.Table:
    """The very facts that a count counts, each with its subject."""
    rows = facts(question, count)
    return rows.filter(count.when(Scene(rows, question.settings, question.now)))


def facts(question: Question, count: Count) -> ibis.Table:
    """The rows in which a count looks: of its stage, in the period, with ``subject``."""
    lake = question.lake
    rows = lake.cases if count.on == CASES else lake.stages.filter(lake.stages.stage == count.on)
    rows = rows.filter(_belongs(rows, count, question))
    if question.by.within:
        rows = rows.filter(rows.place.startswith(question.by.within))
    return _with_subject(rows, count, question)


def _belongs(rows: ibis.Table, count: Count, question: Question) -> Any:
    """Whether a fact belongs to the period (docs/appraisal.md: three meanings)."""
    since, until = question.period.since, question.period.until
    of_case = count.on == CASES
    if count.moment is Moment.OPEN:
        begun, ended = (rows.filed, rows.closed) if of_case else (rows.begun, rows.ended)
        return (begun < question.now) & (ended.isnull() | (ended >= question.now))
    if count.moment is Moment.REPORT:
        return (rows.opened >= since) & (rows.opened < until)
    due, begun, ended = (rows.due, rows.filed, rows.closed) if of_case else (rows.due, rows.begun, rows.ended)
    if question.settings.period_by == "deadline":
        first = ibis.least(due, ended.fill_null(due)).fill_null(ended)
        return (first >= since) & (first < until)
    moment = begun if question.settings.period_by == "filing" else ended
    return (moment >= since) & (moment < until)


def _with_subject(rows: ibis.Table, count: Count, question: Question) -> ibis.Table:
    by = question.by
    if isinstance(by, DutyGrids):
        return _in_duty_grids(rows, question.lake.duties, rows.opened if count.on == CASES else rows.begun)
    column = {Departments: "department", Posts: count.post}.get(type(by), "place")
    if isinstance(by, Regions) and len(by.levels) == 1:
        level = by.levels[0]
        return rows.filter(rows.place.length() >= level).mutate(subject=rows.place.left(level))
    return rows.filter(rows[column] != "").mutate(subject=rows[column])


def _in_duty_grids(rows: ibis.Table, duties: ibis.Table, moment: Any) -> ibis.Table:
    """A fact counts in each duty grid that its unit grid belonged to when it began."""
    dated = rows.mutate(moment=moment)
    held = [
        dated.place == duties.grid,
        duties.since <= dated.moment,
        duties.until.isnull() | (dated.moment < duties.until),
    ]
    return dated.join(duties, held).rename(subject="duty")
