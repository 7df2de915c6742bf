"""What must hold of a rule book before it may be used: every name is known, every clock has its limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wanmi.cases.actors import RESIDENT
from wanmi.joint.rules.definition import ERASE, LOOK, Of, Rules, sealed_fields
from wanmi.joint.rules.guards import guards
from wanmi.joint.rules.limits import OF, is_share
from wanmi.process.definition import SYSTEM, Definition, FieldKind
from wanmi.workforce import kinds
from wanmi.workforce.models import Organisation

Fault = tuple[str, str]  # (path, what is wrong)
ANSWERED_AT = "answered_at"  # the fact that names the level that answered
ENDED = "end"  # the stage in which obligations and parts have ended


@dataclass(frozen=True, slots=True)
class Known:
    """What a pack lists."""

    organisations: frozenset[str]


def faults(rules: Rules, known: Known | None) -> Iterator[Fault]:
    """Every fault of a rule book whose shapes and processes are right."""
    for check in (
        _roles,
        _kinds,
        _limits,
        _calls,
        _with_parts,
        _when_all,
        _levels,
        _choices,
        _score,
        _rates,
        _repeats,
        _guards,
        _promises,
        _shares,
        _holds,
        _tells,
        _rated,
        _copies,
        _marks,
        _low,
    ):
        yield from check(rules)
    if known is not None:
        yield from _organisations(rules, known)
        yield from _personal(rules)


def _unknown(kind: str, used: Iterable[str], among: Iterable[str]) -> Iterator[str]:
    listed = sorted(among)
    for name in sorted(set(used) - set(listed)):
        yield f"unknown {kind} {name}; expected one of {', '.join(listed)}"


def _processes(rules: Rules) -> list[Definition]:
    return [rules.obligation, *([rules.part] if rules.part else [])]


def _roles(rules: Rules) -> Iterator[Fault]:
    for role in rules.roles.values():
        known = kinds.ALL | {RESIDENT}
        yield from ((f"roles.{role.key}.posts", fault) for fault in _unknown("kind of post", role.posts, known))
    yield from (("posts", fault) for fault in _unknown("kind of post", rules.posts, kinds.ALL))
    for process in _processes(rules):
        for post in process.posts.keys() - rules.roles.keys() - {SYSTEM}:
            yield "roles", f"nobody plays {post} of the process {process.key}"


def _kinds(rules: Rules) -> Iterator[Fault]:
    for kind in rules.kinds.values():
        allowed = Organisation.Kind.values
        yield from ((f"kinds.{kind.key}.callers", f) for f in _unknown("kind of organisation", kind.callers, allowed))


def _limits(rules: Rules) -> Iterator[Fault]:
    """A clock that takes its limit from a fact finds it in every kind, or in every code of a field."""
    needed = {c.limit_from for process in _processes(rules) for c in process.clocks.values() if c.limit_from}
    for fields in rules.choices.values():
        needed -= {name for name in needed if all(name in choice.limits for choice in fields.values())}
    for kind in rules.kinds.values():
        for name in sorted(needed - kind.limits.keys()):
            yield f"kinds.{kind.key}.limits", f"{name} is missing, from which a clock takes its limit"


def _calls(rules: Rules) -> Iterator[Fault]:
    if rules.calls and rules.part is None:
        yield "calls", "there is no process of parts: name it in processes.part"
    for act, fields in rules.calls.items():
        yield from ((f"calls.{act}", fault) for fault in _unknown("act", [act], _actions(rules.obligation)))
        yield from ((f"calls.{act}", fault) for fault in _unknown("field", fields, rules.obligation.fields))


def _with_parts(rules: Rules) -> Iterator[Fault]:
    for act, theirs in rules.with_parts.items():
        path = f"with_parts.{act}"
        yield from ((path, fault) for fault in _unknown("act", [act], _actions(rules.obligation)))
        yield from ((path, fault) for fault in _unknown("act of a part", [theirs], _actions(rules.part)))


def _when_all(rules: Rules) -> Iterator[Fault]:
    for stage, act in rules.when_all.items():
        path = f"when_all.{stage}"
        yield from ((path, fault) for fault in _unknown("stage", [stage], rules.part.stages if rules.part else ()))
        yield from ((path, fault) for fault in _unknown("act", [act], _actions(rules.obligation)))
        if any(SYSTEM not in line.by for line in rules.obligation.transitions if line.action == act):
            yield path, f"{act} must be open to {SYSTEM}"


def _levels(rules: Rules) -> Iterator[Fault]:
    for state in rules.levels:
        yield from ((f"levels.{state}", fault) for fault in _unknown("state", [state], rules.obligation.states))
    if any(role.of is Of.LEVEL for role in rules.roles.values()):
        open_states = [each.key for each in rules.obligation.states.values() if not each.final]
        for key in open_states:
            if key not in rules.levels:
                yield "levels", f"says nothing of {key}; expected the length of its place code"


def _choices(rules: Rules) -> Iterator[Fault]:
    for name, rows in rules.choices.items():
        path = f"choices.{name}"
        yield from ((path, fault) for fault in _unknown("field", [name], rules.obligation.fields))
        codes = rules.obligation.fields[name].codes if name in rules.obligation.fields else {}
        for code, choice in rows.items():
            yield from ((f"{path}.{code}", fault) for fault in _unknown("code", [code], codes or rows))
            allowed = Organisation.Kind.values
            yield from ((f"{path}.{code}.to", f) for f in _unknown("kind of organisation", choice.to, allowed))


def _shares(rules: Rules) -> Iterator[Fault]:
    """What a limit is a share of, is a limit of its kind and no share itself; a campaign ends after it has begun."""
    for kind in rules.kinds.values():
        for name, limit in kind.limits.items():
            if isinstance(limit, dict) and OF in limit:
                whole = [key for key, other in kind.limits.items() if not is_share(other)]
                path = f"kinds.{kind.key}.limits.{name}"
                yield from ((path, fault) for fault in _unknown("limit", [str(limit[OF])], whole))
    for field, rows in rules.choices.items():
        for code, choice in rows.items():
            if choice.valid_from and choice.valid_to and choice.valid_to <= choice.valid_from:
                yield f"choices.{field}.{code}.valid_to", f"expected a day after {choice.valid_from}"


def _holds(rules: Rules) -> Iterator[Fault]:
    yield from (("holds", fault) for fault in _unknown("act", rules.holds, _actions(rules.obligation)))


def _tells(rules: Rules) -> Iterator[Fault]:
    """An act that answers the person carries words, and they lie sealed."""
    for act, words in rules.tells.items():
        path = f"tells.{act}"
        yield from ((path, fault) for fault in _unknown("act", [act], _actions(rules.obligation)))
        field = rules.obligation.fields.get(words)
        lines = [line for line in rules.obligation.transitions if line.action == act]
        if field is None or not field.sealed or any(words not in line.carries for line in lines):
            yield path, f"{words} must be a sealed text that {act} carries"


def _rated(rules: Rules) -> Iterator[Fault]:
    """What a rating of the case means is a rating of the book."""
    field = rules.obligation.fields.get("rating")
    codes = field.codes if field else {}
    for said, rating in rules.rated.items():
        yield from ((f"rated.{said}", fault) for fault in _unknown("rating", [rating], codes))


def _copies(rules: Rules) -> Iterator[Fault]:
    """A copy goes to whoever works on the ground, and its field says to whom."""
    kinds_known = Organisation.Kind.values
    yield from (("copies", fault) for fault in _unknown("kind of organisation", rules.copies, kinds_known))
    grounds = [role.key for role in rules.roles.values() if role.of is Of.GROUND]
    for kind, role in rules.copies.items():
        yield from ((f"copies.{kind}", fault) for fault in _unknown("role of the ground", [role], grounds))


def _marks(rules: Rules) -> Iterator[Fault]:
    ends = [key for key, state in rules.part.states.items() if state.final] if rules.part else []
    for state in rules.marks:
        yield from ((f"marks.{state}", fault) for fault in _unknown("end of a part", [state], ends))


def _low(rules: Rules) -> Iterator[Fault]:
    set_by = {line.sets[ANSWERED_AT] for line in rules.obligation.transitions if ANSWERED_AT in line.sets}
    yield from (("measures.low", fault) for fault in _unknown("level", rules.low, map(str, set_by)))


def _score(rules: Rules) -> Iterator[Fault]:
    if rules.score and sum(rules.score.weights.values()) != 1:
        yield "score", "arrival, solved and rating must add up to 1"


def _rates(rules: Rules) -> Iterator[Fault]:
    if rules.rates and rules.rates.response + rules.rates.solved + rules.rates.satisfied != 100:
        yield "rates", "response, solved and satisfied must add up to 100"


def _repeats(rules: Rules) -> Iterator[Fault]:
    """What is compared is a fact that is told when an obligation is opened."""
    if rules.repeats is None:
        return
    opening = rules.obligation.opening
    told = {*opening.carries, *opening.may_carry}
    facts = [key for key, field in rules.obligation.fields.items() if key in told and field.fact and not field.sealed]
    yield from (("repeats.same", fault) for fault in _unknown("fact", rules.repeats.same, facts))


def _guards(rules: Rules) -> Iterator[Fault]:
    for field, name in rules.guards.items():
        yield from ((f"guards.{field}", fault) for fault in _unknown("field", [field], rules.obligation.fields))
        yield from ((f"guards.{field}", fault) for fault in _unknown("guard", [name], guards()))


def _promises(rules: Rules) -> Iterator[Fault]:
    """What is promised is a date of the part, and a clock of it says until when."""
    fields = rules.part.fields.values() if rules.part else ()
    dates = [field.key for field in fields if field.kind is FieldKind.DATE]
    for field, clock in rules.promises.items():
        yield from ((f"promises.{field}", fault) for fault in _unknown("date of a part", [field], dates))
        clocks = rules.part.clocks if rules.part else ()
        yield from ((f"promises.{field}", fault) for fault in _unknown("clock of a part", [clock], clocks))


def _personal(rules: Rules) -> Iterator[Fault]:
    """Whoever seals says who may look, and who erases. Books that run already are held to what was asked of them."""
    for process in _processes(rules):
        if sealed_fields(process) and LOOK not in _actions(process):
            yield "processes", f"{process.key} seals texts; expected an act {LOOK}"
    if any(map(sealed_fields, _processes(rules))) and ERASE not in _actions(rules.obligation):
        yield "processes", f"{rules.obligation.key} keeps texts; expected an act {ERASE}"


def _organisations(rules: Rules, known: Known) -> Iterator[Fault]:
    for kind in rules.kinds.values():
        for code in sorted(kind.organisations - known.organisations):
            yield f"kinds.{kind.key}.organisations", f"unknown organisation {code}; expected the code of a listed one"
    for name, rows in rules.choices.items():
        for code, choice in rows.items():
            if choice.holder and choice.holder not in known.organisations:
                fault = f"unknown organisation {choice.holder}; expected the code of a listed one"
                yield f"choices.{name}.{code}.holder", fault


def _actions(definition: Definition | None) -> set[str]:
    return {line.action for line in definition.transitions} if definition else set()
