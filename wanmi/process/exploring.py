"""Everything that may become of a subject: a graph of all its situations, explored without people, times and counts.

A situation is a state, the facts that some line asks about, and the clocks that run or rest. Counters and deadlines are
left out: a line that asks about them may be open or not, so it is taken as possible but not as sure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from wanmi.process.definition import (
    DEPARTMENT,
    NOWHERE,
    PLACE,
    REQUEST,
    ClockState,
    Definition,
    Field,
    Json,
    Transition,
)

Facts = frozenset[tuple[str, Json]]
Node = TypeVar("Node")

SOME = "…"  # a value that no line asks for by name
STOPPED_TOO = (ClockState.LATE, ClockState.AHEAD)  # what may be asked of a clock that does not run any more


@dataclass(frozen=True, slots=True)
class Situation:
    state: str = NOWHERE
    facts: Facts = frozenset()
    running: frozenset[str] = frozenset()
    resting: frozenset[str] = frozenset()

    def fact(self, name: str) -> Json:
        return next((value for fact, value in self.facts if fact == name), None)

    def told(self) -> str:
        """The facts, for a message: " (with filed = True)"."""
        told = ", ".join(sorted(f"{fact} = {value}" for fact, value in self.facts if value != SOME))
        return f" (with {told})" if told else ""


@dataclass(frozen=True, slots=True)
class Step:
    before: Situation
    line: Transition
    after: Situation

    @property
    def moves_on(self) -> bool:
        return self.after.state != self.before.state

    @property
    def is_sure(self) -> bool:
        """Whether no counter and no deadline can stand in the way."""
        return not self.line.at_most and set(self.line.clock_is.values()) <= {ClockState.RUNNING}


class Graph:
    """The situations that can be reached from the opening act, and the steps between them."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._values = _values_asked_for(definition)
        self._needed = _facts_needed(definition)
        self._effects = {line.place: self._effects_of(line) for line in definition.transitions}
        self.leaving: dict[Situation, list[Step]] = {}  # each situation with the steps that lead on from it
        spread([Situation()], self._visit)
        self.steps = [step for steps in self.leaving.values() for step in steps]

        self.sure = [step for step in self.steps if step.is_sure]
        self._before: dict[Situation, list[Situation]] = {situation: [] for situation in self.leaving}
        for step in self.sure:
            self._before[step.after].append(step.before)

    def leading_to(self, goals: Iterable[Situation]) -> Collection[Situation]:
        """The situations from which sure steps lead to one of the goals, and the goals themselves."""
        return spread(goals, self._before.__getitem__)

    def _visit(self, before: Situation) -> list[Situation]:
        self.leaving[before] = list(self._steps(before))
        return [step.after for step in self.leaving[before]]

    def _steps(self, before: Situation) -> Iterator[Step]:
        for line in self.definition.leaving[before.state]:
            if _is_possible(line, before):
                outcomes = dict.fromkeys(self._after(before, line, effect) for effect in self._effects[line.place])
                yield from (Step(before, line, after) for after in outcomes)

    def _after(self, before: Situation, line: Transition, effect: Facts) -> Situation:
        changed = {fact for fact, _ in effect}
        facts = {pair for pair in before.facts if pair[0] not in changed} | {p for p in effect if p[1] is not None}
        ends = line.target is not None and self.definition.states[line.target].final
        running, resting = (set(), set()) if ends else (set(before.running), set(before.resting))
        resumed, paused = resting.intersection(line.resumes), running.intersection(line.pauses)
        running = running - {*line.stops, *paused} | {*resumed, *line.starts}
        resting = resting - {*line.stops, *resumed, *line.starts} | paused
        return Situation(line.target or before.state, frozenset(facts), frozenset(running), frozenset(resting))

    def _effects_of(self, line: Transition) -> list[Facts]:
        """What the line may do to the facts, one set for each choice of the actor."""
        choices = [[dict(line.sets)]]
        for key in (*line.carries, *line.may_carry):
            field = self.definition.fields[key]
            choices.append([*_choices(field, self._values), *([{}] if key in line.may_carry else [])])
        distinct = [dict.fromkeys(map(self._seen, each)) for each in choices]
        effects = (dict(pair for part in parts for pair in part) for parts in product(*distinct))
        return list(dict.fromkeys(frozenset(effect.items()) for effect in effects))

    def _seen(self, choice: Mapping[str, Json]) -> Facts:
        """The part of a choice that some line asks about; None stands for a value that makes no difference."""
        return frozenset((fact, self._value(fact, value)) for fact, value in choice.items() if fact in self._values)

    def _value(self, fact: str, value: Json) -> Json:
        if value in self._values[fact]:
            return value
        return SOME if fact in self._needed and value != "" else None


def _choices(field: Field, values: Mapping[str, list[Json]]) -> list[dict[str, Json]]:
    """The facts that carrying the field may set."""
    facts = [*field.gives, *([field.key] if field.fact and not field.codes else [])]
    options = [[(fact, value) for value in (SOME, *values.get(fact, ()))] for fact in facts]
    found = [dict(pairs) for pairs in product(*options)]
    if not field.codes:
        return found
    codes = [{**code.sets, **({field.key: code.key} if field.fact else {})} for code in field.codes.values()]
    return [{**one, **code} for one, code in product(found, codes)]


def _values_asked_for(definition: Definition) -> dict[str, list[Json]]:
    """Each fact that matters to some line or clock, with the values that are asked for by name."""
    values: dict[str, list[Json]] = {REQUEST: list(definition.requests)}
    values |= {fact: [] for fact in _facts_needed(definition)}
    for line in definition.transitions:
        for fact, asked in (*line.when.items(), *line.unless.items()):
            values[fact] = [*values.get(fact, ()), *asked]
    return values


def _facts_needed(definition: Definition) -> set[str]:
    clocks = definition.clocks.values()
    return {PLACE, DEPARTMENT, *(clock.limit_from for clock in clocks), *(clock.until_from for clock in clocks)} - {""}


def _is_possible(line: Transition, before: Situation) -> bool:
    return (
        all(before.fact(fact) in values for fact, values in line.when.items())
        and not any(before.fact(fact) in values for fact, values in line.unless.items())
        and all(clock in before.running for clock, wanted in line.clock_is.items() if wanted not in STOPPED_TOO)
    )


def spread(start: Iterable[Node], step: Callable[[Node], Iterable[Node]]) -> dict[Node, None]:
    """Everything within reach of ``start``, in the order in which it was found."""
    seen = dict.fromkeys(start)
    frontier = list(seen)
    for node in frontier:
        fresh = [other for other in step(node) if other not in seen]
        seen.update(dict.fromkeys(fresh))
        frontier += dict.fromkeys(fresh)
    return seen
