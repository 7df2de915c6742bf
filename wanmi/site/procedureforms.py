"""The forms of acts of procedures: what each field offers, and which of them take several choices."""

from __future__ import annotations

from wanmi.cases.queries import departments
from wanmi.proceedings.procedures import definition_of, procedure
from wanmi.process.definition import FieldKind
from wanmi.process.engine import Actor, Offer
from wanmi.site.actform import ActForm
from wanmi.site.choices import Departments
from wanmi.site.fields import Several
from wanmi.site.proceedings import ground_name, sentence


def form_of(key: str, offer: Offer, actor: Actor, seen: int | None) -> ActForm:
    """The form of an act on a run of a procedure; ``seen`` is the version that its reader looked at."""
    form = ActForm(definition_of(key), offer.transition, actor, seen=seen, say=sentence)
    several = procedure(key).several
    form.fields = [Several(each.spec, each.required) if each.key in several else each for each in form.fields]
    return form


def with_choices(form: ActForm) -> ActForm:
    """What each field offers on the ground of the actor: the procedure's own choices, organisations that handle."""
    form.offer_choices({})
    own, region = procedure(form.definition.key), form.actor.region
    for each in form.fields:
        each.plain = each.spec.kind is FieldKind.PLACE
        each.whole = (region, ground_name(region)) if each.plain and own.is_wide else None
        if each.spec.kind is FieldKind.ORGANISATION:
            each.choices = Departments(None, "", list(departments(region)))
        elif each.spec.kind is FieldKind.TEXT and own.choices:
            each.choices = own.choices(each.key, region)
    return form
