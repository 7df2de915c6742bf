"""What joint obligations say to people: why an act was refused, what speaks against whom, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wanmi.cases import wording as cases
from wanmi.joint.models import Part
from wanmi.joint.rules.definition import ANSWER, ARRIVAL
from wanmi.joint.rules.store import rules_of
from wanmi.process.definition import Definition
from wanmi.process.errors import Reason
from wanmi.workforce.models import Organisation

About = Mapping[str, Any]


def sentence(reason: Reason, definition: Definition) -> str:
    """Why an act on an obligation was refused or is not offered, and what would be right."""
    if said := _SENTENCES.get(reason.code):
        return said(reason.about)
    if reason.code == "separated":
        return _("You have acted here on the other side: who does is not who judges")
    return cases.sentence(reason, definition)


def fault_of(part: Part) -> str:
    """What of a part stands in its department's file of the year; empty where nothing does."""
    if not part.is_refused and part.in_time is not False:
        return ""
    rules = rules_of(part.obligation.rules)
    awaited = rules.awaited
    if part.is_refused and rules.marks and part.promised_on:
        return _("Did not keep its word")
    if part.is_refused and awaited != ANSWER:  # nobody refuses to answer; older books say so of silence
        return _("Refused to come") if awaited == ARRIVAL else _("Refused to help")
    if awaited == ARRIVAL:
        return _("Did not come in time") if part.is_silent else _("Came late")
    return _("Answered late") if part.answered_at else _("Did not answer in time")


def _kinds(names: Iterable[str]) -> str:
    labels = {kind.value: str(kind.label) for kind in Organisation.Kind}
    return _(", ").join(labels.get(kind, kind) for kind in names)


_SENTENCES: Mapping[str, Callable[[About], str]] = {
    "unknown_organisation": lambda about: _("There is no organisation “%(value)s”") % dict(about),
    "not_to_be_called": lambda about: (
        _("“%(value)s” is not on the list of those that this kind may call") % dict(about)
    ),
    "called_already": lambda about: _("“%(value)s” has been called already") % dict(about),
    "may_not_call": lambda about: _("This kind is opened by: %(callers)s") % {"callers": _kinds(about["callers"])},
    "calls_itself": lambda about: _("“%(value)s” calls: it is not called itself") % dict(about),
    "promised_outside": lambda about: _("Expected a day from %(first)s to %(last)s") % dict(about),
    "not_there": lambda about: _("The position does not lie at the place itself: nobody has arrived there"),
    "place_too_wide": lambda about: (
        _("Expected a place of %(length)d digits: this climbs from the lowest level") % dict(about)
    ),
    "unknown_choice": lambda about: _("“%(value)s” is not on the list; expected one of: %(expected)s") % dict(about),
    "no_post_at": lambda about: _("Nobody has a post at the level %(value)s") % dict(about),
    "committee_not_here": lambda about: _("A committee of residents or villagers is not handed this"),
    "beyond_list": lambda about: (
        _("“%(task)s” is not on the assist list (%(list)s): a committee is not handed it") % dict(about)
    ),
    "not_this_way": lambda about: _("In this way it goes to: %(kinds)s") % {"kinds": _kinds(about["expected"])},
    "parts_open": lambda about: _("An organisation that was called has not been let go yet"),
    "outside_region": lambda about: _("The place is not on the ground of your post"),
    "only_when": lambda about: _("Not open here any more, or not yet"),
    "not_when": lambda about: _("Not open here any more, or not yet"),
}
