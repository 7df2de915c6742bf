"""The forms of acts on joint obligations: which organisations may be called, and what a book lets one choose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wanmi.cases.queries import departments
from wanmi.cases.wording import word
from wanmi.codes.place import Level, covers
from wanmi.joint.rules.definition import Choice, Rules
from wanmi.joint.wording import sentence
from wanmi.linkage.beginnings import beginnings
from wanmi.process.definition import PLACE, Definition, FieldKind
from wanmi.process.engine import Actor, Offer
from wanmi.site.actform import ActForm
from wanmi.site.choices import Departments
from wanmi.site.fields import OneOf, Several
from wanmi.territory.queries import full_names, today


class ManyOrganisations(Several):
    """Several organisations."""

    @property
    def template(self) -> str:
        return "console/fields/organisations.html"


def form_for(
    offer: Offer,
    process: Definition,
    actor: Actor,
    calls: Iterable[str],
    seen: int | None,
    choices: Mapping[str, Mapping[str, Choice]] | None = None,
) -> ActForm:
    """The form of an act; ``calls`` are the fields that name organisations to be called, ``choices`` the book's."""
    form = ActForm(process, offer.transition, actor, seen=seen, say=sentence)
    many = {key for key in calls if process.fields[key].kind is FieldKind.TEXT}
    form.fields = [
        ManyOrganisations(each.spec, each.required) if each.key in many else each
        for each in form.fields
        if each.key != "kind"
    ]
    for at, each in enumerate(form.fields):
        if each.key in (choices or {}) and each.spec.kind is FieldKind.TEXT:
            form.fields[at] = OneOf(each.spec, each.required, choices=_words((choices or {})[each.key]))
    return form


def _words(choices: Mapping[str, Choice]) -> list[tuple[str, str]]:
    """Those that hold today, in words."""
    return [
        (code, word(each.label) if each.label else code) for code, each in choices.items() if each.is_in_force(today())
    ]


def with_choices(form: ActForm, place: str, posts: Collection[str]) -> ActForm:
    """What each field offers; organisations are all that have a post there of one of these kinds."""
    kept = {each.key: each.choices for each in form.fields if isinstance(each, OneOf)}
    form.offer_choices({})
    for each in form.fields:
        each.choices = kept.get(each.key, each.choices)
        if isinstance(each, ManyOrganisations) or each.spec.kind is FieldKind.ORGANISATION:
            able = list(departments(place, posts))
            each.choices = able if isinstance(each, ManyOrganisations) else Departments(None, "", able)
    return form


def beginning_below(form: ActForm, rules: Rules, region: str) -> ActForm:
    """Where the book knows levels, the place is chosen among those at which a matter may begin."""
    places = beginnings(rules, region) if rules.levels else []
    names = full_names(places)
    offered = [(code, f"{names[code]} · {code[Level.COMMUNITY :]}") for code in places]
    for at, each in enumerate(form.fields):
        if each.key == PLACE and rules.levels:
            form.fields[at] = OneOf(each.spec, each.required, choices=offered)
    return form


def ground_of(actor: Actor, place: str) -> str:
    """The place for which choices are looked up: that of the case, else the actor's own ground."""
    return place if place and covers(actor.region, place) else actor.region
