"""Steps of a score as sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from wanmi.cases.wording import word
from wanmi.schemes.definition import Given, Mark
from wanmi.schemes.measured import measured
from wanmi.schemes.numbers import shown
from wanmi.schemes.scoring import Step

About = Mapping[str, Any]


def figure_name(name: str, given: Mapping[str, Given]) -> str:
    """What a figure is called; one that neither the scheme nor the list of indicators knows names itself."""
    found = given.get(name) or measured().get(name)
    return word(found.label) if found else name


def sentence(step: Step, given: Mapping[str, Given]) -> str:
    """One step on the way to the points."""
    about: dict[str, Any] = {
        name: shown(value) if isinstance(value, Fraction) else value for name, value in step.about.items()
    }
    if "figure" in about:
        about["figure"] = figure_name(about["figure"], given)
    if "group" in about:
        about["group"] = word(about["group"])
    return _sentences()[step.code] % about


def _sentences() -> Mapping[str, str]:
    return {
        "linear": _("%(value)s, where %(zero)s gives nothing and %(full)s gives all %(points)s points"),
        "full_line": _("%(value)s reaches the full-score line of %(full)s"),
        "lost_below": _("%(value)s lies %(units)s below the full-score line of %(full)s: %(lost)s points lost"),
        "lost_above": _("%(value)s lies %(units)s above the full-score line of %(full)s: %(lost)s points lost"),
        "band": _("%(value)s lies in the band from %(start)s to %(end)s: %(points)s points"),
        "counted": _("%(figure)s: %(number)s counted past the first %(after)s, %(each)s points off for each"),
        "nothing_counted": _("nothing counted, nothing taken off"),
        "capped_most": _("%(points)s is more than there is to earn: %(most)s"),
        "capped_least": _("%(points)s is less than can be lost: %(least)s"),
        "missing_leave_out": _("no figure: left out, the others count for more"),
        "missing_zero": _("no figure: no points"),
        "missing_full": _("no figure: all points"),
        "missing_no_score": _("no figure: there is no score without it"),
        "scaled": _("%(earned)s of the %(counted)s points that have figures, scaled up to %(total)s"),
        "bonus": _("bonus: %(points)s points"),
        "group_capped": _("%(group)s: %(points)s points, counted up to %(most)s"),
        "withheld": _("no score: a figure is missing that it cannot do without"),
        "no_figures": _("no score: none of its figures has a value"),
    }


MARKS: Mapping[Mark, Callable[[], str]] = {
    Mark.SEEN: lambda: _("seen in use"),
    Mark.MEMORY: lambda: _("from memory, not verified"),
    Mark.PROPOSAL: lambda: _("a proposal, in use nowhere"),
}
