"""The shapes of an indicator: a count of facts, a rate of two counts, a mean, a formula, or one that has no facts here.

A condition is written on a :class:`Scene`: the rows of one table of facts with the words of the trade for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import ibis

from wanmi.appraisal.settings import Settings
from wanmi.lake.folding import WITHDRAWN

CASES, HANDLING = "cases", "handling"


class Moment(StrEnum):
    """By which moment a fact belongs to a period."""

    REPORT = "report"  # when the case was reported
    SETTING = "setting"  # as Settings.period_by says
    OPEN = "open"  # no moment: what is open at the end of the period


@dataclass(frozen=True)
class Scene:
    """Rows of facts as a condition sees them. ``now`` is the end of the period, or of the journal if that is sooner."""

    t: ibis.Table
    settings: Settings
    now: int

    def by(self, *actions: str) -> Any:
        """The stay in the stage ended by one of these actions."""
        return self.t.ended_by.isin(actions)

    def begun_by(self, action: str) -> Any:
        return self.t.begun_by == action

    def fault(self, codes: tuple[str, ...]) -> Any:
        """The work was given back for one of these reasons."""
        return self.t.fault.isin(codes)

    @property
    def in_time(self) -> Any:
        """The stage ended by its deadline."""
        return self.t.ended <= self.t.due

    @property
    def late(self) -> Any:
        return self.t.ended > self.t.due

    @property
    def forward(self) -> Any:
        """The last stay that ended in this way: the last forward out of the stage decides."""
        return self.t.is_forward

    @property
    def last(self) -> Any:
        """The last stay of the case in the stage: earlier ones were taken back by a return or a rework."""
        return self.t.is_last

    # ------------------------------------------------------------------------------------ of a case

    @property
    def filed(self) -> Any:
        return self.t.filed.notnull()

    @property
    def valid(self) -> Any:
        """The case passed filing and stands."""
        return self.filed & self.stands

    @property
    def stands(self) -> Any:
        """The case is neither void nor merged into another one, with which it is counted."""
        return ~self.t.state.isin(sorted(WITHDRAWN))

    @property
    def due(self) -> Any:
        """A department has, or had, to handle it, and it stands."""
        return self.t.dispatched.notnull() & self.t.due.notnull() & self.stands

    @property
    def handled(self) -> Any:
        return self.due & self.t.handled.notnull()

    @property
    def handled_in_time(self) -> Any:
        """An excused lateness counts as on time; the raw instants stay in the facts."""
        return self.handled & ((self.t.handled <= self.t.due) | self.t.is_excused)

    @property
    def handled_late(self) -> Any:
        return self.handled & (self.t.handled > self.t.due) & ~self.t.is_excused

    @property
    def closed(self) -> Any:
        return self.due & self.t.closed.notnull()

    @property
    def closed_in_time(self) -> Any:
        """Two schools: judged by when the department finished, or by when the centre closed (docs/appraisal.md)."""
        if self.settings.on_time == "handling":
            return self.handled_in_time
        return self.closed & ((self.t.closed <= self.t.due) | self.t.is_excused)

    @property
    def closed_late(self) -> Any:
        if self.settings.on_time == "handling":
            return self.handled_late
        return self.closed & (self.t.closed > self.t.due) & ~self.t.is_excused

    @property
    def suspended(self) -> Any:
        """Suspended at the end of the period."""
        t = self.t
        begun = t.suspended_from.notnull() & (t.suspended_from < self.now)
        return begun & (t.suspended_to.isnull() | (t.suspended_to >= self.now))

    @property
    def settled(self) -> Any:
        """Never suspended: no end of a period changes what the case counts for."""
        return self.t.suspended_from.isnull()


Condition = Callable[[Scene], Any]


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts there are: cases, or stays in a stage. ``post``: the column that names whose work it is.

    ``late``: of what is open, only that whose deadline has passed. ``at_end``: it asks for what the end of the period
    may change, unless the case is settled.
    """

    code: str
    name_zh: str
    name_en: str
    on: str  # "cases", or a stage
    when: Condition
    moment: Moment = Moment.SETTING
    post: str = "post"
    late: bool = False
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """``of`` a hundred ``to``; no value where there are none of ``to``."""

    code: str
    name_zh: str
    name_en: str
    of: str  # code of a count
    to: str


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a column over the facts of a count, times ``scale``."""

    code: str
    name_zh: str
    name_en: str
    column: str
    over: str  # code of a count
    scale: float


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum of rates with weights; a rate where less is better is taken from 100. No value where one has none."""

    code: str
    name_zh: str
    name_en: str
    weights: Mapping[str, float]
    less_is_better: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """An indicator that needs facts which the journal does not hold: it has no value, and says why."""

    code: str
    name_zh: str
    name_en: str
    needs_zh: str
    needs_en: str


Indicator = Count | Rate | Mean | Formula | Unmeasured
