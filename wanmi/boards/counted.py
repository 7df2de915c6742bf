"""The parts, whistles and tickets that a number of the boards counts: as many rows as it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.appraisal.periods import Period
from wanmi.boards.figures import bounds
from wanmi.boards.scope import Scope
from wanmi.boards.standing import hidden
from wanmi.cases.wording import word
from wanmi.joint import standings
from wanmi.joint.models import Obligation, Part, Tally
from wanmi.joint.onlookers import visible
from wanmi.joint.rates import judged
from wanmi.joint.rules.store import rules_of
from wanmi.joint.scoring import PartScore
from wanmi.joint.standings import UNNECESSARY
from wanmi.process.definition import Label
from wanmi.process.engine import Actor
from wanmi.schemes.numbers import two
from wanmi.site.calls import kind_of
from wanmi.territory.queries import full_names, name_of
from wanmi.workforce.queries import city_zone

AT_ONCE = 50  # rows of a list
WHISTLES, BLOWN = "whistles", "blown"
OF_CALLERS = (BLOWN, UNNECESSARY)
FIGURES: Mapping[str, str | Promise] = {
    WHISTLES: _("Whistles scored"),
    BLOWN: _("Whistles blown"),
    UNNECESSARY: _("Judged unnecessary"),
    "response": _("Response rate"),
    "solved": _("Solution rate"),
    "satisfied": _("Satisfaction rate"),
}
YES, NO = _("yes"), _("no")
PART_COLUMNS = (_("Called by"), _("Arrived in time"), _("Solved"), _("Rating"), _("Score of 100"))
WHISTLE_COLUMNS = (_("Drafted"), _("Step"), _("Judged unnecessary"))
TICKET_COLUMNS = (_("Received"), _("Contacted in time"), _("Solved"), _("Satisfied"))


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One of them: ``number`` leads to its page where ``may_open``; ``told`` are the columns of the list."""

    number: str
    kind: Label
    place: str
    may_open: bool
    told: Sequence[tuple[str | Promise, str | Promise]]  # heading of the column, value


Counted = TypeVar("Counted")


@dataclass(frozen=True, slots=True)
class Behind(Generic[Counted]):
    """What stands behind a number: as many rows as it says, read a page at a time.

    ``told``: the obligation of one of them, and what its columns say.
    """

    actor: Actor
    found: Sequence[Counted] | QuerySet[Any, Counted]
    columns: Sequence[str | Promise]
    told: Callable[[Counted], tuple[Obligation, Sequence[str | Promise]]]

    @property
    def count(self) -> int:
        return self.found.count() if isinstance(self.found, QuerySet) else len(self.found)

    def rows(self, start: int) -> list[BehindRow]:
        """A page of it; at most three queries."""
        page = [self.told(each) for each in self.found[start : start + AT_ONCE]]
        numbers = [row.number for row, _values in page]
        open_ones = set(visible(self.actor).filter(number__in=numbers).values_list("number", flat=True))
        places = full_names({row.place for row, _values in page})
        return [
            BehindRow(
                number=row.number,
                kind=kind_of(row).label,
                place=places[row.place],
                may_open=row.number in open_ones,
                told=list(zip(self.columns, values, strict=True)),
            )
            for row, values in page
        ]


def behind(scope: Scope, period: Period, figure: str, code: str) -> Behind[Any] | None:
    """The rows that a number counts; None where the number itself is not shown, since it is about too few people."""
    since, until = bounds(period)
    if figure == WHISTLES:
        return Behind(scope.actor, standings.scored(code, since, until), PART_COLUMNS, _of_part)
    if figure in OF_CALLERS:
        rows = standings.blown_by(code, since, until, judged=figure == UNNECESSARY)
        return Behind(scope.actor, rows, WHISTLE_COLUMNS, _of_whistle)
    if (code, figure) in hidden(standings.rates_by_holder(since, until)):
        return None
    return Behind(scope.actor, standings.behind(figure, code, since, until), TICKET_COLUMNS, _of_ticket)


def _of_part(each: PartScore) -> tuple[Obligation, Sequence[str | Promise]]:
    arrived, solved = (YES if value else NO for value in (each.arrival, each.solved))
    rating = "–" if each.part.rating is None else two(100 * each.rating)
    return each.part.obligation, (_caller(each.part), arrived, solved, rating, two(100 * each.total))


def _of_whistle(row: Obligation) -> tuple[Obligation, Sequence[str | Promise]]:
    state = word(rules_of(row.rules).obligation.states[row.state].label)
    judged = row.snapshot["facts"].get(UNNECESSARY) is True
    return row, (_moment(row.opened_at), state, YES if judged else NO)


def _caller(part: Part) -> str:
    return name_of(part.obligation.caller) if part.obligation.caller else ""


def _of_ticket(row: Tally) -> tuple[Obligation, Sequence[str | Promise]]:
    each = judged(row, rules_of(row.obligation.rules))
    contacted = "–" if each.responded is None else YES if each.responded else NO
    solved = "–" if not each.was_visited else YES if each.is_solved else NO
    satisfied = two(100 * each.satisfied) if each.was_visited else "–"
    return row.obligation, (_moment(row.opened_at), contacted, solved, satisfied)


def _moment(at: datetime) -> str:
    return at.astimezone(city_zone()).strftime("%Y-%m-%d %H:%M")
