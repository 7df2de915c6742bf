"""What must hold of every definition before it may run: nothing unknown, nothing dead, nothing unowned, no endless clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from wanmi.process.definition import ANY_STATE, Definition, Transition

LANGUAGES = ("zh", "en")


def problems_of(definition: Definition) -> list[str]:
    """Every fault of the definition, each with its place; an empty list where there is none.

    The reachability checks only make sense once every name is known, so they run when the names are sound.
    """
    names = [problem for check in (_labels, _states, _transitions) for problem in check(definition)]
    return names or [problem for check in _FLOW for problem in check(definition)]


def _labels(definition: Definition) -> Iterator[str]:
    labelled = {
        "stage": definition.stages,
        **{
            group: {key: row.label for key, row in getattr(definition, f"{group}s").items()}
            for group in ("post", "state", "request", "clock", "field")
        },
        "action": {t.action: t.label for t in definition.transitions},
    }
    for group, labels in labelled.items():
        for key, label in labels.items():
            if missing := [language for language in LANGUAGES if not label.get(language)]:
                yield f"{group} {key}: no label in {', '.join(missing)}"


def _states(definition: Definition) -> Iterator[str]:
    for state in definition.states.values():
        if state.stage not in definition.stages:
            yield f"state {state.key}: unknown stage {state.stage}"
        if not state.final and state.desk is None:
            yield f"state {state.key}: nobody's desk; name the post that has it"
    for holder in (*definition.states.values(), *definition.requests.values()):
        if holder.desk is not None and holder.desk not in definition.posts:
            yield f"{holder.key}: unknown post {holder.desk}"
        if holder.desk is not None and holder.clock not in definition.clocks:
            yield f"{holder.key}: clock {holder.clock!r} is unknown; name the clock that says when the desk is late"
    for clock in definition.clocks.values():
        if sum(map(bool, (clock.limit, clock.limit_from, clock.until_from))) != 1:
            yield f"clock {clock.key}: needs exactly one of limit, limit_from, until_from"


def _transitions(definition: Definition) -> Iterator[str]:
    if definition.opens_with not in {t.action for t in definition.transitions}:
        yield f"opens_with = {definition.opens_with}: no such action"
    for transition in definition.transitions:
        yield from (f"{transition.place}: {fault}" for fault in _faults(definition, transition))


def _faults(definition: Definition, transition: Transition) -> Iterator[str]:
    if not transition.by:
        yield "nobody may take it; name the posts in by"
    clocks = {*transition.starts, *transition.stops, *transition.pauses, *transition.resumes, *transition.extends}
    known: tuple[tuple[str, set[str], set[str]], ...] = (
        ("post", set(transition.by), set(definition.posts)),
        (
            "state",
            set(transition.sources) - {ANY_STATE} | {transition.target or ANY_STATE} - {ANY_STATE},
            set(definition.states),
        ),
        ("clock", clocks | set(transition.clock_is), set(definition.clocks)),
        ("field", {*transition.carries, *transition.may_carry}, set(definition.fields)),
        (
            "request",
            {str(transition.sets["request"])} - {""} if "request" in transition.sets else set(),
            set(definition.requests),
        ),
    )
    for kind, used, allowed in known:
        if unknown := used - allowed:
            yield f"unknown {kind} {', '.join(sorted(unknown))}"
    if transition.action == definition.opens_with and (transition.sources or transition.target is None):
        yield "the opening action starts from nowhere and needs a state to lead to"
    if transition.action != definition.opens_with and not transition.sources:
        yield "leads from no state"


def _reachable(definition: Definition) -> Iterator[str]:
    assert definition.opening.target is not None
    reached = _spread({definition.opening.target}, lambda state: _next(definition, state))
    for state in definition.states:
        if state not in reached:
            yield f"state {state}: no path leads to it"


def _leavable(definition: Definition) -> Iterator[str]:
    ending = {state.key for state in definition.states.values() if state.final}
    ending = _spread(ending, lambda state: [s for s in definition.states if state in _next(definition, s)])
    for state in definition.states:
        if state not in ending:
            yield f"state {state}: no path leads from it to an end"


def _owned(definition: Definition) -> Iterator[str]:
    """A state's desk must be able to do something there, else work lies on a desk that cannot move it."""
    for state in definition.states.values():
        if state.desk and not any(state.desk in t.by for t in definition.leaving[state.key] if t.target is not None):
            yield f"state {state.key}: its desk {state.desk} can take no transition that leads on"


def _clocks_stop(definition: Definition) -> Iterator[str]:
    """From every state in which a clock may run, a transition that stops it (or an end) must be within reach."""
    for clock in definition.clocks:
        started = {t.target for t in definition.transitions if clock in t.starts and t.target}
        started |= {s for t in definition.transitions if clock in t.starts and not t.target for s in t.sources}
        if not started:
            yield f"clock {clock}: nothing starts it"
        running = _spread(started - {ANY_STATE}, lambda state, clock=clock: _next(definition, state, running=clock))  # type: ignore[misc]
        stopping = {s for t in definition.transitions if clock in t.stops for s in t.sources}
        stopping |= {state.key for state in definition.states.values() if state.final}
        for state in sorted(running - stopping):
            if not _spread({state}, lambda s: _next(definition, s)) & stopping:
                yield f"clock {clock}: runs in state {state} and can never be stopped from there"


def _deterministic(definition: Definition) -> Iterator[str]:
    """Two lines for one action from one state must exclude each other by a fact in ``when`` or by posts."""
    for state in definition.states:
        for one, other in combinations(definition.leaving[state], 2):
            if one.action == other.action and not _exclude(one, other):
                yield f"{other.place}: may apply together with {one.place} in state {state}"


def _exclude(one: Transition, other: Transition) -> bool:
    return any(not set(values) & set(other.when[fact]) for fact, values in one.when.items() if fact in other.when)


def _next(definition: Definition, state: str, running: str | None = None) -> list[str]:
    """States one transition further; with ``running``, only along transitions that leave this clock running."""
    return [
        t.target
        for t in definition.leaving[state]
        if t.target is not None and (running is None or running not in (*t.stops, *t.pauses))
    ]


def _spread(start: set[str], step: Callable[[str], list[str]]) -> set[str]:
    seen, frontier = set(start), list(start)
    while frontier:
        fresh = set(step(frontier.pop())) - seen
        seen |= fresh
        frontier += fresh
    return seen


_FLOW = (_reachable, _leavable, _owned, _clocks_stop, _deterministic)
