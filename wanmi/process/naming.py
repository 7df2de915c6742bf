"""Every name in a definition must be known, and every part must fit the others, before its paths can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wanmi.process.definition import (
    ANY_STATE,
    PLACE,
    REQUEST,
    SYSTEM,
    Clock,
    Definition,
    Field,
    FieldKind,
    Json,
    Transition,
)

Fault = tuple[str, str]  # (path of a table, what is wrong)


def misnamed(definition: Definition) -> Iterator[str]:
    """What is unknown or does not fit, each with its place."""
    for check in (_sides, _posts, _states, _requests, _clocks, _fields, _opening):
        yield from (f"{definition.place(path)}: {fault}" for path, fault in check(definition))
    for line in definition.transitions:
        for check_line in (_references, _facts, _clock_moves, _until, _label):
            yield from (f"{line.place}: {fault}" for fault in check_line(definition, line))


def _unknown(kind: str, used: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    missing = sorted(set(used) - set(known))
    if missing:
        yield f"unknown {kind} {', '.join(missing)}; expected one of {', '.join(known)}"


def _sides(definition: Definition) -> Iterator[Fault]:
    for side, others in definition.separation.items():
        for fault in _unknown("side", {side, *others}, definition.sides):
            yield f"separation.{side}", fault


def _posts(definition: Definition) -> Iterator[Fault]:
    for post in definition.posts.values():
        for fault in _unknown("side", [post.side], definition.sides):
            yield f"posts.{post.key}.side", fault


def _states(definition: Definition) -> Iterator[Fault]:
    for state in definition.states.values():
        path = f"states.{state.key}"
        for fault in _unknown("stage", [state.stage], definition.stages):
            yield f"{path}.stage", fault
        if state.final and (state.desk or state.clock):
            yield path, "is an end, where nobody has anything to do; take desk and clock away"
        if not state.final:
            yield from _desk(definition, path, state.desk or "", state.clock)


def _requests(definition: Definition) -> Iterator[Fault]:
    for request in definition.requests.values():
        yield from _desk(definition, f"requests.{request.key}", request.desk, request.clock)


def _desk(definition: Definition, path: str, desk: str, clock: str) -> Iterator[Fault]:
    if not desk:
        yield path, "is on nobody's desk; name the post in desk"
    if not clock:
        yield path, "has no clock; name the one that says when its desk is late"
    for fault in _unknown("post", {desk} - {""}, definition.posts):
        yield f"{path}.desk", fault
    for fault in _unknown("clock", {clock} - {""}, definition.clocks):
        yield f"{path}.clock", fault


def _clocks(definition: Definition) -> Iterator[Fault]:
    for clock in definition.clocks.values():
        path = f"clocks.{clock.key}"
        if sum(map(bool, (clock.limit, clock.limit_from, clock.until_from))) != 1:
            yield path, "needs exactly one of limit, limit_from, until_from"
        for key in ("limit_from", "belongs_to", "not_before"):
            fact = getattr(clock, key)
            for fault in _unknown("fact", {fact} - {""}, _known_facts(definition)):
                yield f"{path}.{key}", fault
        yield from _until_from(definition, path, clock)
        yield from _on_due(definition, path, clock)


def _until_from(definition: Definition, path: str, clock: Clock) -> Iterator[Fault]:
    if not clock.until_from:
        return
    if any(clock.until_from in field.gives for field in definition.fields.values()):
        return
    field = definition.fields.get(clock.until_from)
    if field is None or field.kind is not FieldKind.DATE or not field.fact or not field.within_days:
        expected = "must be a date field with fact = true and within_days, or be looked up from a field"
        yield f"{path}.until_from", f"{clock.until_from} {expected}"


def _on_due(definition: Definition, path: str, clock: Clock) -> Iterator[Fault]:
    if not clock.on_due:
        return
    for fault in _unknown("action", [clock.on_due], dict.fromkeys(t.action for t in definition.transitions)):
        yield f"{path}.on_due", fault
    if not any(state.clock == clock.key for state in definition.states.values()):
        yield f"{path}.on_due", "is only looked at on the clock of a state's desk"
    for line in definition.transitions:
        if line.action == clock.on_due and (SYSTEM not in line.by or line.carries):
            yield f"{path}.on_due", f"{line.action} must be open to {SYSTEM} and need nothing carried"


def _fields(definition: Definition) -> Iterator[Fault]:
    for field in definition.fields.values():
        for fault in _field(field):
            yield f"fields.{field.key}", fault


def _field(field: Field) -> Iterator[str]:
    if (field.kind is FieldKind.CODE) != bool(field.codes):
        yield f"codes.{field.key} must list its codes" if not field.codes else "has codes, so its kind must be code"
    if field.sealed and field.fact:
        yield "is sealed, so it cannot be a fact: facts stand in the journal"
    if field.within_days and field.kind is not FieldKind.DATE:
        yield "within_days is for dates"
    if field.at_least > 1 and field.kind is not FieldKind.PHOTOS:
        yield "at_least is for photos"


def _opening(definition: Definition) -> Iterator[Fault]:
    path = "process.opens_with"
    lines = [t for t in definition.transitions if t.action == definition.opens_with]
    if len(lines) != 1:
        yield path, f"{len(lines)} lines for the action {definition.opens_with}; expected one"
    for line in lines:
        if line.sources or line.target is None:
            yield path, f"{line.action} opens a subject: it leads from = [] to a state"
        if PLACE not in line.carries or PLACE not in definition.fields or not definition.fields[PLACE].fact:
            yield path, f"{line.action} must carry the field {PLACE}, a fact: it says who may act"
    for line in definition.transitions:
        if not line.sources and line not in lines:
            yield path, f"{line.place} leads from no state; only {definition.opens_with} may"


def _references(definition: Definition, line: Transition) -> Iterator[str]:
    if not line.by:
        yield "nobody may take it; name the posts in by"
    if ANY_STATE in line.sources and len(line.sources) > 1:
        yield f'from = ["{ANY_STATE}"] means every state; take the others away'
    yield from _unknown("post", line.by, definition.posts)
    yield from _unknown("side", [line.side], definition.sides)
    yield from _unknown("state", {*line.sources, line.target or ANY_STATE} - {ANY_STATE}, definition.states)
    yield from _unknown("clock", {*line.touches, *line.clock_is}, definition.clocks)
    yield from _unknown("field", {*line.carries, *line.may_carry}, definition.fields)
    yield from _unknown("counter", {*line.at_most, line.counts} - {""}, definition.counters)
    if both := sorted(set(line.carries) & set(line.may_carry)):
        yield f"{', '.join(both)} stands in both carries and may_carry"
    for post in sorted(line.by & set(definition.posts)):
        if definition.posts[post].side in definition.separation.get(line.side, ()):
            yield f"post {post} stands on the side {definition.posts[post].side}, separated from {line.side}"


def _facts(definition: Definition, line: Transition) -> Iterator[str]:
    """Conditions ask for facts that somebody sets, and for values that can be there."""
    known = _known_facts(definition)
    for fact, asked in (*line.when.items(), *line.unless.items()):
        yield from _unknown("fact", [fact], known)
        values = known.get(fact, None)
        if values is not None and (never := [value for value in asked if value not in values]):
            yield f"asks for {fact} = {never}, which is never set; expected some of {values}"
    if REQUEST in line.sets:
        yield from _unknown("request", {str(line.sets[REQUEST])} - {""}, definition.requests)


def _known_facts(definition: Definition) -> dict[str, list[Json] | None]:
    """Each fact that is set somewhere, with the values it may have; None where they are looked up or typed in."""
    known: dict[str, list[Json] | None] = {}
    settings = [line.sets for line in definition.transitions]
    settings += [code.sets for field in definition.fields.values() for code in field.codes.values()]
    settings += [{f.key: code} for f in definition.fields.values() if f.fact for code in f.codes]
    for fact, value in (pair for setting in settings for pair in setting.items()):
        known[fact] = [*(known.get(fact) or ()), value]
    free = [f.key for f in definition.fields.values() if f.fact and not f.codes]
    return known | dict.fromkeys((*free, *(fact for f in definition.fields.values() for fact in f.gives)))


def _clock_moves(definition: Definition, line: Transition) -> Iterator[str]:
    """A line moves a clock in one way; it may stop it and start it anew."""
    for clock in line.touches:
        moves = [name for name in ("starts", "stops", "pauses", "resumes", "extends") if clock in getattr(line, name)]
        if len(moves) > 1 and moves != ["starts", "stops"]:
            yield f"clock {clock} stands in {' and '.join(moves)}"
    if line.share != 1 and not line.starts:
        yield "share is for clocks that the line starts"


def _until(definition: Definition, line: Transition) -> Iterator[str]:
    """The day on which a clock ends may have passed when the clock starts: another one is given or looked up then."""
    for key in line.starts:
        until = definition.clocks[key].until_from if key in definition.clocks else ""
        if until and until not in (*line.carries, *line.may_carry) and not definition.looks_up(line, until):
            yield f"starts the clock {key}, so it must carry {until}, or may, or a field that gives it"


def _label(definition: Definition, line: Transition) -> Iterator[str]:
    first = next(t for t in definition.transitions if t.action == line.action)
    if first.label != line.label:
        yield f"calls the action {line.action} by another label than {first.place}"
