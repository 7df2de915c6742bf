"""The forms of acts of procedures: what each field offers, and which of them take several choices."""

from __future__ import annotations

from wanmi.cases.queries import departments
from wanmi.codes.place import Level
from wanmi.proceedings.procedures import definition_of, procedure
from wanmi.process.definition import FieldKind
from wanmi.process.engine import Actor, Offer
from wanmi.site.actform import ActForm
from wanmi.site.choices import Departments
from wanmi.site.fields import FormField, OneOf, Several
from wanmi.site.proceedings import ground_name, sentence


def form_of(key: str, offer: Offer, actor: Actor, seen: int | None) -> ActForm:
    """The form of an act on a run of a procedure; ``seen`` is the version that its reader looked at."""
    form = ActForm(definition_of(key), offer.transition, actor, seen=seen, say=sentence)
    form.fields = [_kind_of(key, each)(each.spec, each.required) for each in form.fields]
    return form


def _kind_of(key: str, each: FormField) -> type[FormField]:
    own = procedure(key)
    return Several if each.key in own.several else OneOf if each.key in own.one_of else FormField


def with_choices(form: ActForm) -> ActForm:
    """What each field offers on the ground of the actor: the procedure's own choices, organisations that handle."""
    form.offer_choices({})
    own, region = procedure(form.definition.key), form.actor.region
    for each in form.fields:
        if each.spec.kind is FieldKind.PLACE:
            _offer_places(each, region)
            each.whole = (region, ground_name(region)) if own.is_wide else None
        if each.spec.kind is FieldKind.ORGANISATION:
            each.choices = Departments(None, "", list(departments(region)))
        elif each.spec.kind is FieldKind.TEXT and own.choices:
            each.choices = own.choices(each.key, region)
    return form


def _offer_places(each: FormField, region: str) -> None:
    """Whoever acts for one community alone need not choose it."""
    each.plain, each.streets = True, len(region) <= Level.STREET
    if len(region) == Level.COMMUNITY:
        each.value = each.value or region
