"""Proceedings on pages: what their procedures say to people, and what the page of one shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from wanmi.acts import snapshots
from wanmi.assemblies.meetings import ASSEMBLY, step_word
from wanmi.cases.wording import word
from wanmi.journal.reading import body_of, entries_of
from wanmi.proceedings.models import SUBJECT, Paper, Proceeding
from wanmi.proceedings.procedures import definition_of, definitions, procedure
from wanmi.process.definition import NOWHERE, Definition, Field, FieldKind
from wanmi.process.engine import Actor, Offer
from wanmi.process.errors import Reason
from wanmi.site import addressing
from wanmi.site.addressing import open_offers
from wanmi.site.urgency import Urgency, of_case
from wanmi.territory.queries import current_city, full_names, name_of
from wanmi.topics.meaning import TOPIC
from wanmi.topics.numbers import Month, months
from wanmi.workforce.models import Organisation, Staff


def sentence(reason: Reason, definition: Definition) -> str:
    """Why an act was refused, and what would be right."""
    own = procedure(definition.key).sentences.get(reason.code)
    return own(reason.about, definition) if own else addressing.sentence(reason, definition)


def procedure_word(key: str) -> str:
    return word(definition_of(key).label)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    row: Proceeding
    title: str
    procedure: str
    state: str
    place: str
    urgency: Urgency


def rows_of(found: Sequence[Proceeding]) -> list[Row]:
    """The lines of a list, in as many queries for many as for one of each procedure."""
    places, city, known = full_names({each.place for each in found}), name_of(current_city()), definitions()
    titles = titles_of(found)
    return [_row(each, titles[each.pk], known[each.procedure], places[each.place] or city) for each in found]


def _row(row: Proceeding, title: str, definition: Definition, place: str) -> Row:
    state = word(definition.states[row.state].label)
    return Row(row, title, word(definition.label), state, place, of_case(row, definition))


def titles_of(found: Sequence[Proceeding]) -> dict[int, str]:
    """Proceeding -> its title as people say it. One or two queries for each procedure whose titles are codes."""
    titles: dict[str, set[str]] = {}
    for each in found:
        titles.setdefault(each.procedure, set()).add(each.title)
    names = {key: procedure(key).names(those) for key, those in titles.items()}
    return {each.pk: names[each.procedure].get(each.title, each.title) for each in found}


def ground_name(place: str) -> str:
    """A place from the street down, or else the city."""
    return full_names([place])[place] or name_of(current_city())


def openings(actor: Actor) -> list[tuple[str, str]]:
    """(key, label of the opening act) of the procedures that the post may open."""
    return [
        (key, word(definition.opening.label))
        for key, definition in definitions().items()
        if actor.post_kind in definition.opening.by
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One act: when, what, by whom, and what it carried that is open to be read."""

    at: datetime
    label: str
    actor: str
    told: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Resolution:
    """A motion of a meeting, whether it was passed, and the counts that say why."""

    motion: str
    passed: bool
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class ProceedingFile:
    """Everything that the page of a proceeding shows, in a fixed number of queries."""

    row: Proceeding
    title: str
    procedure: str
    state: str
    is_ended: bool
    urgency: Urgency
    place: str
    facts: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    evidence: Sequence[Paper]
    offers: Sequence[Offer]
    quorum: Sequence[str]
    resolutions: Sequence[Resolution]
    months: Sequence[Month]  # the demands of a topic


def proceeding_file(row: Proceeding, actor: Actor) -> ProceedingFile:
    definition = definition_of(row.procedure)
    state = definition.states[row.state]
    return ProceedingFile(
        row=row,
        title=titles_of([row])[row.pk],
        procedure=word(definition.label),
        state=word(state.label),
        is_ended=state.final,
        urgency=of_case(row, definition),
        place=ground_name(row.place),
        facts=[
            *facts_in_words(row, definition, definition.fields),
            *procedure(row.procedure).tells(row.snapshot["facts"]),
        ],
        lines=_lines(row, definition),
        evidence=list(row.evidence.order_by("id")),
        offers=open_offers(definition, snapshots.from_json(row.snapshot), actor),
        quorum=[_step(step) for step in _counted(row, "quorum")],
        resolutions=[
            Resolution(each["motion"], each["passed"], [_step(step) for step in each["steps"]])
            for each in _counted(row, "resolutions")
        ],
        months=months(row) if row.procedure == TOPIC.key else [],
    )


def _counted(row: Proceeding, fact: str) -> list[dict[str, Any]]:
    """What a meeting has counted so far; nothing in other procedures."""
    return list(row.snapshot["facts"].get(fact) or []) if row.procedure == ASSEMBLY.key else []


def _step(step: dict[str, Any]) -> str:
    what = _("more votes than people") if step["step"].endswith("_beyond") else step_word(step["step"])
    return _("%(what)s: %(count)d of %(whole)d, %(needed)d needed (%(share)s)") % {**step, "what": what}


def facts_in_words(row: Proceeding, definition: Definition, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those facts of the subject that have a label of their own, with it; codes in words."""
    facts = row.snapshot["facts"]
    for key in keys:
        field = definition.fields[key]
        if field.kind is not FieldKind.PLACE and facts.get(key) not in (None, "") and field.fact:
            yield word(field.label), _in_words(row, field, str(facts[key]))
    if facts.get("list"):
        yield word({"zh": "所依清单", "en": "By the list"}), str(facts["list"])


def _lines(row: Proceeding, definition: Definition) -> list[Line]:
    entries = list(entries_of(SUBJECT, str(row.pk)))
    people = Staff.objects.in_bulk([int(entry.actor) for entry in entries if entry.actor.isdecimal()])
    return [
        Line(
            entry.at,
            word(definition.action_label(entry.action)),
            people[int(entry.actor)].display_name if entry.actor.isdecimal() else entry.actor,
            list(_told(row, body_of(entry)["carried"], definition)),
        )
        for entry in entries
    ]


def _told(row: Proceeding, carried: dict[str, object], definition: Definition) -> Iterator[tuple[str, str]]:
    for key, value in carried.items():
        field = definition.fields.get(key)
        if field is not None and field.kind is not FieldKind.PLACE and isinstance(value, str):
            yield word(field.label), _in_words(row, field, value)


def _in_words(row: Proceeding, field: Field, value: str) -> str:
    """A value as people read it: codes, organisations and what was chosen from the procedure's own choices by name."""
    if field.codes:
        return word(field.codes[value].label)
    if field.kind is FieldKind.ORGANISATION:
        found = Organisation.objects.filter(code=value).first()
        return name_of(found) if found else value
    own = procedure(row.procedure)
    if field.key in own.several and own.choices:
        names = dict(own.choices(field.key, row.place))
        return "、".join(names.get(each, each) for each in value.split())
    return value


def opening_of(key: str, actor: Actor) -> Offer:
    """The opening act as an offer, for its form."""
    line = definition_of(key).leaving[NOWHERE][0]
    reasons = () if actor.post_kind in line.by else (Reason("other_post", {"posts": sorted(line.by)}),)
    return Offer(line, reasons)
