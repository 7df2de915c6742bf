"""What the process of merging says to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanmi.cases import wording
from wanmi.merging.finding import Likely
from wanmi.process.definition import Definition
from wanmi.process.errors import Reason

LIKE_ENOUGH_TO_SAY = 0.2
HOURS_ARE_SAID = 48
VERY_LIKELY, LIKELY = 0.8, 0.5

_SENTENCES: Mapping[str, Callable[[], str]] = {
    "same_case": lambda: _("A case cannot go into itself"),
    "main_has_ended": lambda: _("Case %(value)s has ended: nothing can go into it any more"),
    "is_main": lambda: _(
        "Other cases went into case %(value)s: take them apart first, or let the other one go into it"
    ),
    "cannot_merge": lambda: _("Case %(value)s is too far on to go into another one"),
}


def sentence(reason: Reason, definition: Definition) -> str:
    if reason.code in _SENTENCES:
        return _SENTENCES[reason.code]() % dict(reason.about)
    return wording.sentence(reason, definition)


def is_known(reason: Reason) -> bool:
    """Whether the reason is one of this room's own."""
    return reason.code in _SENTENCES


def why(found: Likely) -> list[str]:
    """Why a case may be the same, in short."""
    told = []
    if found.metres is not None:
        told.append(_("%(metres)d m away") % {"metres": round(found.metres)})
    told.append(_apart(found.hours))
    if found.same_item:
        told.append(_("same item"))
    if found.likeness >= LIKE_ENOUGH_TO_SAY:
        told.append(_("words alike %(share)d %%") % {"share": round(found.likeness * 100)})
    if found.by_rule:
        told.append(_("fits the city's rule"))
    return told


def _apart(hours: float) -> str:
    amount = abs(hours)
    if amount < 1:
        return _("within the same hour")
    if amount < HOURS_ARE_SAID:
        texts = ngettext("%(number)d hour", "%(number)d hours", round(amount))
        span = texts % {"number": round(amount)}
    else:
        texts = ngettext("%(number)d day", "%(number)d days", round(amount / 24))
        span = texts % {"number": round(amount / 24)}
    return _("%(span)s earlier") % {"span": span} if hours > 0 else _("%(span)s later") % {"span": span}


def chance(share: float) -> str:
    """How sure a learned model is, as a word and a number."""
    words = _("very likely") if share >= VERY_LIKELY else _("likely") if share >= LIKELY else _("possible")
    return _("%(word)s, %(share)d %%") % {"word": words, "share": round(share * 100)}
