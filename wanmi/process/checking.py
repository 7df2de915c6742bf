"""What must hold of a definition before it may run: nothing unknown, dead, unowned or ambiguous, no endless clock."""

from __future__ import annotations

from collections.abc import Iterator

from wanmi.process.definition import DEPARTMENT, REQUEST, SYSTEM, Definition, Request, Scope, State
from wanmi.process.exploring import Graph, Situation
from wanmi.process.naming import misnamed

Found = Iterator[tuple[str, str]]  # (place, what is wrong)


def problems_of(definition: Definition) -> list[str]:
    """Every fault of the definition, each with its place; an empty list where there is none.

    What may become of a subject is only looked at once every name is known. Each check tells one fault of a place.
    """
    if problems := list(dict.fromkeys(misnamed(definition))):
        return problems
    graph = Graph(definition)
    for check in _CHECKS:
        first: dict[str, str] = {}
        for place, fault in check(definition, graph):
            first.setdefault(place, fault)
        problems += [f"{place}: {fault}" for place, fault in first.items()]
    return problems


def _alive(definition: Definition, graph: Graph) -> Found:
    """Every state is reached, every line is open somewhere, every request is asked for, every clock is started."""
    states = {situation.state for situation in graph.leaving}
    requests = {situation.fact(REQUEST) for situation in graph.leaving}
    running = {clock for situation in graph.leaving for clock in situation.running}
    lines = {step.line.place for step in graph.steps}
    for line in definition.transitions:
        if line.place not in lines:
            yield line.place, "no path leads to where it is open"
    for group, keys, used, fault in (
        ("states", definition.states, states, "no path leads to it"),
        ("requests", definition.requests, requests, "nothing asks for it"),
        ("clocks", definition.clocks, running, "nothing starts it"),
    ):
        yield from ((definition.place(f"{group}.{key}"), fault) for key in keys if key not in used)


def _endable(definition: Definition, graph: Graph) -> Found:
    """From everywhere an end is within reach, along lines that neither a counter nor a deadline can close."""
    ends = [situation for situation in graph.leaving if definition.is_final(situation.state)]
    ending = graph.leading_to(ends)
    for situation in graph.leaving:
        if situation.state and situation not in ending:
            yield _state(definition, situation), f"no path is sure to lead from it to an end{situation.told()}"


def _owned(definition: Definition, graph: Graph) -> Found:
    """A desk must be able to move what lies on it, else the work lies there for ever."""
    for situation, steps in graph.leaving.items():
        state = definition.states.get(situation.state)
        posts = {post for step in steps if step.is_sure and step.moves_on for post in step.line.by}
        if state and state.desk and state.desk not in posts:
            yield _state(definition, situation), f"{state.desk} can take no act there that leads on{situation.told()}"


def _answered(definition: Definition, graph: Graph) -> Found:
    """The desk of a request must be able to answer it."""
    for situation, steps in graph.leaving.items():
        if key := situation.fact(REQUEST):
            request = definition.requests[str(key)]
            answers = (step for step in steps if step.is_sure and step.after.fact(REQUEST) != key)
            if request.desk not in {post for step in answers for post in step.line.by}:
                place = definition.place(f"requests.{key}")
                yield place, f"{request.desk} can take no act that answers it in state {situation.state}"


def _unambiguous(definition: Definition, graph: Graph) -> Found:
    """Two lines for one action must not be open at once: ``when`` and ``unless`` tell them apart."""
    for situation, steps in graph.leaving.items():
        first: dict[str, str] = {}
        for line in (step.line for step in steps):
            earlier = first.setdefault(line.action, line.place)
            if earlier != line.place:
                yield line.place, f"may be open together with {earlier} in state {situation.state}{situation.told()}"


def _fed(definition: Definition, graph: Graph) -> Found:
    """What a clock or a desk needs to know is known by then."""
    for step in graph.steps:
        clocks = [definition.clocks[key] for key in step.line.starts]
        for fact in (fact for clock in clocks for fact in (clock.limit_from, clock.until_from) if fact):
            if step.after.fact(fact) is None:
                yield step.line.place, f"starts a clock that needs the fact {fact}, which may not be known by then"
        for desk in _desks(definition, step.after):
            if definition.posts[desk].scope is Scope.DEPARTMENT and step.after.fact(DEPARTMENT) is None:
                yield step.line.place, f"leads to the desk of a {desk}, but no {DEPARTMENT} may be known by then"


def _timed(definition: Definition, graph: Graph) -> Found:
    """The clock of a desk runs while something lies on it, that of a request no longer; what is extended runs."""
    for step in graph.steps:
        wanted = _desk_clocks(definition, step.after)
        for clock in sorted(wanted - step.after.running):
            yield step.line.place, f"the clock {clock} does not run in {step.after.state} then; name it in starts"
        answered = step.before.fact(REQUEST)
        clock = definition.requests[str(answered)].clock if answered else ""
        if clock in step.after.running - wanted:
            yield step.line.place, f"ends the request {answered}, but its clock {clock} runs on; name it in stops"
        for clock in sorted(set(step.line.extends) - step.before.running):
            yield step.line.place, f"extends the clock {clock}, which may not run in {step.before.state}"


def _stoppable(definition: Definition, graph: Graph) -> Found:
    """From wherever a clock runs a line that stops it can be reached; from wherever it rests, one that moves it."""
    for clock in definition.clocks:
        place = definition.place(f"clocks.{clock}")
        stopping = {
            step.before
            for step in graph.sure
            if clock in step.before.running and clock in (*step.line.stops, *step.line.pauses)
        }
        going_on = (step for step in graph.sure if clock in step.before.resting)
        moving = {s.before for s in going_on if clock in (*s.line.stops, *s.line.starts, *s.line.resumes)}
        can_stop, can_go_on = graph.leading_to(stopping), graph.leading_to(moving)
        for situation in graph.leaving:
            if clock in situation.running and situation not in can_stop:
                yield place, f"runs in {situation.state}, from where no line that stops it is sure to be reached"
            if clock in situation.resting and situation not in can_go_on:
                yield place, f"rests in {situation.state}, from where no line that resumes it is sure to be reached"


def _started_once(definition: Definition, graph: Graph) -> Found:
    """A clock that runs is not started over in silence: that would hide its lateness."""
    for step in graph.steps:
        for clock in sorted(step.before.running & set(step.line.starts) - set(step.line.stops)):
            yield step.line.place, f"starts the clock {clock}, which may run already; name it in stops too"


def _due(definition: Definition, graph: Graph) -> Found:
    """What the system does when a clock has run out must be open to it, and lead on."""
    for situation, steps in graph.leaving.items():
        state = definition.states.get(situation.state)
        if state is None or not state.clock:
            continue
        action = definition.clocks[state.clock].on_due
        taken = (step for step in steps if step.line.action == action and step.is_sure and step.moves_on)
        if action and not any(SYSTEM in step.line.by for step in taken):
            yield definition.place(f"clocks.{state.clock}.on_due"), f"{action} does not lead on from {situation.state}"


def _state(definition: Definition, situation: Situation) -> str:
    return definition.place(f"states.{situation.state}")


def _desks(definition: Definition, situation: Situation) -> list[str]:
    holders = _holders(definition, situation)
    return [holder.desk for holder in holders if holder.desk]


def _desk_clocks(definition: Definition, situation: Situation) -> set[str]:
    return {holder.clock for holder in _holders(definition, situation) if holder.clock}


def _holders(definition: Definition, situation: Situation) -> list[State | Request]:
    """The state, and the request that is open beside it."""
    request = situation.fact(REQUEST)
    asked = [definition.requests[str(request)]] if request else []
    return [definition.states[situation.state], *asked]


_CHECKS = (
    *(_alive, _endable, _owned, _answered, _unambiguous),
    *(_fed, _timed, _stoppable, _started_once, _due),
)
