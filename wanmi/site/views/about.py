"""The rules by which cases move, as the definition in force has them."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wanmi.cases.definition import case_definition
from wanmi.cases.wording import provisos
from wanmi.process.definition import ANY_STATE, Definition, Transition
from wanmi.workforce.access import SIGNED_IN, allow
from wanmi.workforce.acting import ActingRequest


@allow(SIGNED_IN)
@require_safe
def about(request: ActingRequest) -> HttpResponse:
    definition = case_definition()
    everywhere = [line for line in definition.transitions if ANY_STATE in line.sources]
    context = {
        "definition": definition,
        "stages": _stages(definition),
        "everywhere": _with_provisos(everywhere, definition),
    }
    return render(request, "console/about.html", context)


def _stages(definition: Definition) -> list[dict[str, object]]:
    """Each stage with its states, and each state with the actions that lead on from it."""
    states = sorted(definition.states.values(), key=lambda state: list(definition.stages).index(state.stage))
    return [
        {"label": definition.stages[stage], "states": [(state, _leading(definition, state.key)) for state in found]}
        for stage, found in groupby(states, key=lambda state: state.stage)
    ]


def _leading(definition: Definition, state: str) -> list[tuple[Transition, list[str]]]:
    """What is done there; what may be done everywhere is told once, below."""
    return _with_provisos([line for line in definition.leaving[state] if state in line.sources], definition)


def _with_provisos(lines: list[Transition], definition: Definition) -> list[tuple[Transition, list[str]]]:
    return [(line, provisos(line, definition)) for line in lines]
