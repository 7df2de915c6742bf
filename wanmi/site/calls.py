"""What the pages of joint obligations show: lists, one obligation with its parts, and the forms of its acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from wanmi.cases.wording import word
from wanmi.joint import queries, scoring
from wanmi.joint.models import Evidence, Obligation, Part
from wanmi.joint.personal import PART_SUBJECT, SUBJECT
from wanmi.joint.rules.access import acting_rules
from wanmi.joint.rules.definition import Kind, Of, Rules
from wanmi.joint.rules.store import in_force, rules_of
from wanmi.joint.wording import fault_of
from wanmi.journal.models import Entry, Sealed
from wanmi.linkage.numbers import Known, known_as
from wanmi.process.definition import Definition
from wanmi.process.engine import Actor, Offer, offers
from wanmi.site.told import facts_of
from wanmi.site.urgency import Urgency, urgency
from wanmi.territory.queries import full_names, name_of, today
from wanmi.workforce.models import Organisation, Staff

PEOPLE_ONLY = ("call",)  # acts that only follow from others


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: an obligation, or a part of one."""

    number: str
    kind: str
    about: str
    place: str
    state: str
    who: str
    urgency: Urgency
    case: str = ""
    known: Sequence[Known] = ()  # its numbers at other systems


@dataclass(frozen=True, slots=True)
class Line:
    """One act in the history of an obligation or of one of its parts."""

    at: datetime
    label: str
    actor: str
    organisation: Organisation | None
    told: Sequence[tuple[str, str]]
    is_masked: bool  # something lies sealed that was not looked at


@dataclass(frozen=True, slots=True)
class PartFile:
    part: Part
    state: str
    urgency: Urgency
    arrived: Sequence[tuple[str, str]]  # who, and where, as it was told
    promise: str
    fault: str  # what of it stands in the department's file of the year
    facts: Sequence[tuple[str, str]]
    offers: list[Offer]
    score: scoring.PartScore | None


@dataclass(frozen=True, slots=True)
class CallFile:
    """Everything that the page of an obligation shows, in a fixed number of queries."""

    row: Obligation
    kind: str
    rules: Rules
    state: str
    place: str
    urgency: Urgency
    facts: Sequence[tuple[str, str]]
    parts: list[PartFile]
    lines: list[Line]
    offers: list[Offer]
    evidence: list[Evidence]
    known: Sequence[Known]  # its numbers at other systems


def kind_of(row: Obligation) -> Kind:
    return rules_of(row.rules).kinds[row.kind]


def openings(actor: Actor, on: date | None = None) -> list[tuple[Kind, Rules]]:
    """The kinds that the actor may open ``on`` a day: his post plays a role that opens, his organisation may call."""
    books = [rules for rules in map(rules_of, in_force(on or today())) if _may_open(rules, actor)]
    if not books:
        return []
    mine = Organisation.objects.filter(code=actor.organisation).values_list("kind", flat=True).first()
    return [(kind, rules) for rules in books for kind in rules.kinds.values() if mine in kind.callers]


def by_book(found: Iterable[tuple[Kind, Rules]]) -> list[tuple[Rules, list[Kind]]]:
    """The kinds under the books that have them, in their order."""
    books: dict[str, tuple[Rules, list[Kind]]] = {}
    for kind, rules in found:
        books.setdefault(rules.key, (rules, []))[1].append(kind)
    return list(books.values())


def _may_open(rules: Rules, actor: Actor) -> bool:
    opening = [rules.roles[role] for role in rules.obligation.opening.by if role in rules.roles]
    return any(actor.post_kind in role.posts and role.of in (Of.CALLER, Of.GROUND) for role in opening)


def open_offers(row: Obligation, actor: Actor, part: Part | None = None) -> list[Offer]:
    """What the actor may do now, in whichever of his roles; each act once."""
    rules = acting_rules(row.rules)
    process = rules.part if part else rules.obligation
    assert process is not None, "what has parts has a process for them"
    snapshot, now, found = queries.snapshot_of(part or row), timezone.now(), dict[str, Offer]()
    for role in queries.roles_in(row, actor, part):
        for offer in offers(process, snapshot, replace(actor, post_kind=role), now):
            if offer.is_open:
                found.setdefault(offer.transition.action, offer)
    return list(found.values())


def obligation_rows(rows: Sequence[Obligation]) -> list[Row]:
    places, known = full_names({row.place for row in rows}), known_as(rows)
    return [
        Row(
            case=row.case.number if row.case else "",
            known=known.get(row.case_id or 0, ()),
            number=row.number,
            kind=word(kind_of(row).label),
            about=row.text,
            place=places[row.place],
            state=word(rules_of(row.rules).obligation.states[row.state].label),
            who=_name(row.caller),
            urgency=_urgency(row),
        )
        for row in rows
    ]


def part_rows(parts: Sequence[Part]) -> list[Row]:
    places = full_names({part.obligation.place for part in parts})
    return [
        Row(
            number=part.obligation.number,
            kind=word(kind_of(part.obligation).label),
            about=part.obligation.text,
            place=places[part.obligation.place],
            state=f"{_name(part.organisation)}: {_part_state(part)}",
            who=_name(part.obligation.caller),
            urgency=_urgency(part),
        )
        for part in parts
    ]


def call_file(row: Obligation, actor: Actor, seen: frozenset[str] = frozenset()) -> CallFile:
    """``seen``: the names of those whose sealed texts are shown, after a look that was journaled."""
    rules = acting_rules(row.rules)
    parts = queries.parts_of(row)
    sealed = _sealed(row, parts, seen)
    return CallFile(
        row=row,
        kind=word(kind_of(row).label),
        rules=rules,
        state=word(rules.obligation.states[row.state].label),
        place=full_names([row.place], today())[row.place],
        urgency=_urgency(row),
        facts=facts_of(rules.obligation, row),
        parts=[_part_file(row, part, rules, actor, sealed) for part in parts],
        lines=list(_lines(row, parts, rules, sealed)),
        offers=open_offers(row, actor),
        evidence=list(row.evidence.order_by("id")),
        known=known_as([row]).get(row.case_id or 0, ()),
    )


def _part_file(row: Obligation, part: Part, rules: Rules, actor: Actor, sealed: dict[int, dict[str, Any]]) -> PartFile:
    mine = {key: value for seq in sealed.values() if seq["subject"] == part.name for key, value in seq.items()}
    score = scoring.score(part, rules.score) if rules.score and scoring.is_scored(part) else None
    return PartFile(
        part=part,
        state=_part_state(part),
        urgency=_urgency(part),
        arrived=[(word(_process(rules).fields[key].label), mine[key]) for key in ("person",) if mine.get(key)],
        facts=facts_of(_process(rules), part),
        promise=str(mine.get("promise") or ""),
        fault=fault_of(part),
        offers=[each for each in open_offers(row, actor, part) if each.transition.action not in PEOPLE_ONLY],
        score=score,
    )


def _process(rules: Rules) -> Definition:
    return rules.part or rules.obligation


def _part_state(part: Part) -> str:
    return word(_process(rules_of(part.obligation.rules)).states[part.state].label)


def _name(organisation: Organisation | None) -> str:
    return name_of(organisation) if organisation else ""


def _urgency(row: Obligation | Part) -> Urgency:
    return urgency(row.opened_at, row.due_at, timezone.now()) if row.due_at else Urgency("ended")


def _mine(row: Obligation, parts: Iterable[Part]) -> Q:
    names = [part.name for part in parts]
    return Q(subject_kind=SUBJECT, subject=row.number) | Q(subject_kind=PART_SUBJECT, subject__in=names)


def _sealed(row: Obligation, parts: Sequence[Part], seen: frozenset[str]) -> dict[int, dict[str, Any]]:
    """seq -> {"subject": …, field: text}, texts None that were not looked at; one query.

    The text of the matter stands at the head of the page. What was erased is not in it.
    """
    found: dict[int, dict[str, Any]] = {}
    for each in Sealed.objects.filter(_mine(row, parts), erased_at=None).exclude(field="text").order_by("entry_id"):
        value = each.value() if each.subject in seen else None
        found.setdefault(each.entry_id, {"subject": each.subject})[each.field] = value
    return found


def _lines(row: Obligation, parts: Sequence[Part], rules: Rules, sealed: dict[int, dict[str, Any]]) -> Iterator[Line]:
    """The acts on the obligation and on its parts, newest first; two queries."""
    entries = list(Entry.objects.filter(_mine(row, parts)).order_by("-seq"))
    people = Staff.objects.in_bulk([int(entry.actor) for entry in entries if entry.actor.isdecimal()])
    owners = {part.name: part.organisation for part in parts}
    for entry in entries:
        process = rules.obligation if entry.subject_kind == SUBJECT else _process(rules)
        texts = {key: value for key, value in sealed.get(entry.seq, {}).items() if key in process.fields}
        person = people.get(int(entry.actor)) if entry.actor.isdecimal() else None
        yield Line(
            at=entry.at,
            label=word(process.action_label(entry.action)),
            actor=person.display_name if person else "",
            organisation=owners.get(entry.subject),
            told=[(word(process.fields[key].label), str(value)) for key, value in texts.items() if value is not None],
            is_masked=None in texts.values(),
        )
