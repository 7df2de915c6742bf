"""The rules by which cases move, as the definition in force has them."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.cases.definition import case_definition
from wanmi.process.definition import Definition, Transition
from wanmi.workforce.access import SIGNED_IN, allow
from wanmi.workforce.acting import ActingRequest


@allow(SIGNED_IN)
@require_safe
def about(request: ActingRequest) -> HttpResponse:
    definition = case_definition()
    context = {"definition": definition, "stages": _stages(definition)}
    return render(request, "console/about.html", context)


def _stages(definition: Definition) -> list[dict[str, object]]:
    """Each stage with its states, and each state with the actions that lead on from it."""
    states = sorted(definition.states.values(), key=lambda state: list(definition.stages).index(state.stage))
    return [
        {"label": definition.stages[stage], "states": [(state, _leading(definition, state.key)) for state in found]}
        for stage, found in groupby(states, key=lambda state: state.stage)
    ]


def _leading(definition: Definition, state: str) -> list[Transition]:
    """What people do there; what may be done everywhere is told once, below."""
    return [line for line in definition.leaving[state] if state in line.sources]
