"""From counts to queries: those over the same rows are counted in one pass, grouped by the subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from wanmi.appraisal.indicators.shapes import CASES, Count, Moment, Scene
from wanmi.appraisal.periods import Period
from wanmi.appraisal.settings import PeriodBy, Settings
from wanmi.appraisal.subjects import Departments, DutyGrids, Posts, Regions, Subjects
from wanmi.lake.reading import Lake

Pass = tuple[str, Moment, str]  # the table or stage, how facts belong to a period, the column of the post
Sums = Mapping[str, tuple[str, str]]  # name -> column, and the count over whose facts it is summed


@dataclass(frozen=True, slots=True)
class Question:
    """What all figures of one report have in common."""

    lake: Lake
    by: Subjects
    period: Period
    settings: Settings

    @property
    def now(self) -> int:
        """The end of the period, or the instant after the newest act in the lake if that came first."""
        return min(self.period.until, max(self.lake.at + 1, self.period.since))


def passes(counts: Iterable[Count], by: Subjects) -> dict[Pass, list[Count]]:
    """The counts that one look at the rows answers together."""
    found: dict[Pass, list[Count]] = {}
    for count in counts:
        post = count.post if isinstance(by, Posts) else ""
        found.setdefault((count.on, count.moment, post), []).append(count)
    return found


def counted(question: Question, counts: list[Count], sums: Sums) -> ibis.Table:
    """One row a subject, a column for each count and each sum over the facts of one of them."""
    rows = facts(question, counts[0])
    scene = Scene(rows, question.settings, question.now)
    wheres = {count.code: _holds(count, scene) for count in counts}
    figures = {code: rows.count(where=where) for code, where in wheres.items()}
    figures |= {name: rows[column].sum(where=wheres[over]) for name, (column, over) in sums.items() if over in wheres}
    return rows.group_by("subject").aggregate(**figures)


def behind(question: Question, count: Count) -> ibis.Table:
    """The very facts that a count counts, each with its subject."""
    rows = facts(question, count)
    return rows.filter(_holds(count, Scene(rows, question.settings, question.now)))


def facts(question: Question, count: Count) -> ibis.Table:
    """The rows in which a count looks: of its stage, in the period, with ``subject``."""
    rows = rows_of(question.lake, count)
    rows = rows.filter(_belongs(rows, count, question))
    if question.by.within:
        rows = rows.filter(rows.place.startswith(question.by.within))
    return _with_subject(rows, count, question.by, question.lake)


def rows_of(lake: Lake, count: Count) -> ibis.Table:
    """All cases, or all stays in the count's stage."""
    return lake.cases if count.on == CASES else lake.stages.filter(lake.stages.stage == count.on)


def span(rows: ibis.Table, count: Count) -> tuple[Any, Any, Any]:
    """From when to when work went on, and its deadline between."""
    if count.on == CASES:
        return rows.filed, rows.due, rows.closed
    return rows.begun, rows.due, rows.ended


def moment(rows: ibis.Table, count: Count, period_by: PeriodBy) -> Any:
    """The instant by which a fact belongs to a period (docs/appraisal.md: three meanings); null: to none."""
    if count.moment is Moment.REPORT:
        return rows.opened
    begun, due, ended = span(rows, count)
    if period_by == "deadline":
        return ibis.least(due, ended.fill_null(due)).fill_null(ended)
    return begun if period_by == "filing" else ended


def _belongs(rows: ibis.Table, count: Count, question: Question) -> Any:
    if count.moment is Moment.OPEN:
        begun, _due, ended = span(rows, count)
        return (begun < question.now) & (ended.isnull() | (ended >= question.now))
    at = moment(rows, count, question.settings.period_by)
    return (at >= question.period.since) & (at < question.period.until)


def _holds(count: Count, scene: Scene) -> Any:
    where = count.when(scene)
    return where & (scene.t.due < scene.now) if count.late else where


def _with_subject(rows: ibis.Table, count: Count, by: Subjects, lake: Lake) -> ibis.Table:
    """The rows that are the work of somebody evaluated, with ``subject``: who that is."""
    if isinstance(by, DutyGrids):
        return _in_duty_grids(rows, lake.duties, rows.opened if count.on == CASES else rows.begun)
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
