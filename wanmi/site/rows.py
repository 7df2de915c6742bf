"""Rows of lists of cases: what a list shows of each, found for all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wanmi.cases.models import Case, Task
from wanmi.process.definition import Definition, Label
from wanmi.site.urgency import Urgency, of_case, of_task
from wanmi.territory.queries import full_names
from wanmi.workforce.queries import city_today


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    place: str
    step: Label  # the state, or the request that waits for its answer
    urgency: Urgency


def task_rows(tasks: Sequence[Task], definition: Definition) -> list[Row]:
    places = full_names({task.case.place for task in tasks}, city_today())
    steps: dict[str, Label] = {key: state.label for key, state in definition.states.items()}
    steps |= {key: request.label for key, request in definition.requests.items()}
    return [Row(task.case, places[task.case.place], steps[task.reason], of_task(task)) for task in tasks]


def case_rows(cases: Sequence[Case], definition: Definition) -> list[Row]:
    places = full_names({case.place for case in cases}, city_today())
    states = definition.states
    return [Row(case, places[case.place], states[case.state].label, of_case(case, definition)) for case in cases]
