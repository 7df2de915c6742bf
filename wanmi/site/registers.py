"""The register of a rule book: every obligation under it as a record, with who answered what and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wanmi.cases.wording import word
from wanmi.joint.measures import Measures, measures
from wanmi.joint.models import Obligation, Part
from wanmi.joint.queries import snapshot_of
from wanmi.joint.rules.definition import Rules
from wanmi.joint.rules.store import in_force, rules_of
from wanmi.process.engine import Actor
from wanmi.site.calls import kind_of
from wanmi.site.levels import Period
from wanmi.site.told import told
from wanmi.territory.queries import full_names, name_of, today
from wanmi.workforce import kinds

ABOUT = (
    "ground",
    "office",
    "origin",
    "route",
    "way",
    "answered_at",
)  # facts that stand in a record, where the process has them


@dataclass(frozen=True, slots=True)
class Answer:
    """What one called organisation answered, or where it stands."""

    organisation: str
    state: str
    is_ended: bool
    told: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Record:
    """One obligation with its answers."""

    number: str
    at: datetime
    kind: str
    caller: str
    place: str
    about: str
    told: Sequence[tuple[str, str]]
    answers: Sequence[Answer]
    state: str
    is_ended: bool
    outcome: str


def registers(actor: Actor) -> list[Rules]:
    """The books in force in which this kind of post has a part, or over which it watches."""
    found = [rules_of(book) for book in in_force(today())]
    watching = actor.post_kind in kinds.SUPERVISION | kinds.COMMAND
    return [rules for rules in found if watching or _has_part(rules, actor)]


def _has_part(rules: Rules, actor: Actor) -> bool:
    return any(actor.post_kind in role.posts for role in rules.roles.values())


def measured(rules: Rules, region: str) -> Measures | None:
    """What the book measures of this year on a ground; None where it measures nothing, or has a page for it."""
    if rules.fair is None or rules.levels:
        return None
    return measures(rules.key, region, *Period.read("", "").span)


def records(rows: Sequence[Obligation]) -> list[Record]:
    places = full_names({row.place for row in rows})
    return [_record(row, places[row.place]) for row in rows]


def _record(row: Obligation, place: str) -> Record:
    rules = rules_of(row.rules)
    process, facts = rules.obligation, snapshot_of(row)
    outcome = dict(told(process, facts, ("outcome",)))
    return Record(
        number=row.number,
        at=row.opened_at,
        kind=word(kind_of(row).label),
        caller=name_of(row.caller) if row.caller else "",
        place=place,
        about=row.text,
        told=list(told(process, facts, ABOUT)),
        answers=[_answer(part, rules) for part in row.parts.all()],
        state=word(process.states[row.state].label),
        is_ended=not row.is_open,
        outcome="".join(outcome.values()),
    )


def _answer(part: Part, rules: Rules) -> Answer:
    process = rules.part
    assert process is not None, "there is a part"
    said = list(told(process, snapshot_of(part), ("answer",)))
    return Answer(name_of(part.organisation), word(process.states[part.state].label), not part.is_open, said)
