"""What the values of a meeting mean: counts against the law of the day. Names of those present are not kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Work
from wanmi.assemblies.judging import Rule, Verdict, attendance, called, composition, motion
from wanmi.assemblies.models import MeetingRule
from wanmi.assemblies.queries import judged_by, rule_on, rules_on
from wanmi.proceedings.procedures import Procedure, definition_of
from wanmi.process.definition import Definition, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import today

HERE = Path(__file__).parent
MOST = 10_000_000  # people that a count may name
About = Mapping[str, Any]
Known = Mapping[str, Any]


def count(known: Known, field: str) -> int:
    """A whole number that was typed; Refused where it is none."""
    text = str(known.get(field, "")).strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= MOST):
        raise Refused([Reason("not_a_count", {"field": field, "value": text})])
    return int(text)


def meeting(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The facts of an act on a meeting; Refused with every step of the law that is not met."""
    known = {**snapshot.facts, **work.carried}
    act = _MEANINGS.get(work.order.action)
    return act(work, known) if act else {}


def _rule(work: Work, known: Known) -> tuple[MeetingRule, Rule]:
    """The rule of the day on which the meeting was called: a later law does not change it."""
    since = str(known.get("called_on") or work.at.date().isoformat())
    stored = rule_on(str(known.get("kind", "")).strip(), date.fromisoformat(since))
    if stored is None:
        offered = ", ".join(rule.key for rule in rules_on(work.at.date()))
        raise Refused([Reason("no_meeting_rule", {"field": "kind", "value": known.get("kind"), "offered": offered})])
    return stored, judged_by(stored)


def _hold(verdict: Verdict, stored: MeetingRule, field: str) -> None:
    """Refused with every step that is not met, each with its counts and the law."""
    about = {"field": field, "source": stored.source}
    if verdict.faults:
        raise Refused(
            [
                Reason(
                    "not_enough",
                    about
                    | {"step": step.code, "share": step.share, "count": step.count, "needed": step.needed}
                    | {"whole": step.whole},
                )
                for step in verdict.faults
            ]
        )


def _told(verdict: Verdict) -> list[Json]:
    """The steps as the journal keeps them, so that the explanation outlives the rule."""
    return [
        {"step": s.code, "share": s.share, "count": s.count, "needed": s.needed, "whole": s.whole}
        for s in verdict.steps
    ]


def _convene(work: Work, known: Known) -> Mapping[str, Json]:
    stored, rule = _rule(work, known)
    entitled = count(known, "entitled")
    ahead = (date.fromisoformat(str(known["day"])) - work.at.date()).days
    if ahead < rule.notice_days:
        about = {"field": "day", "days": rule.notice_days, "source": stored.source}
        raise Refused([Reason("notice_too_short", about)])
    if (by := str(known["called_by"])) != "committee":
        verdict = called(rule, count(known, "asking"), count(known, "asking_of"), by_groups=by == "groups")
        if not verdict.steps:
            raise Refused([Reason("nobody_may_call", {"field": "called_by", "source": stored.source})])
        _hold(verdict, stored, "asking")
    if rule.least_members or rule.delegates or rule.women:
        _hold(composition(rule, entitled, count(known, "delegates"), count(known, "women")), stored, "entitled")
    return {"called_on": work.at.date().isoformat(), "source": stored.source, "resolutions": [], "name": stored.name_zh}


def _open(work: Work, known: Known) -> Mapping[str, Json]:
    stored, rule = _rule(work, known)
    by_household = known["counted_by"] == "households"
    verdict = attendance(rule, count(known, "present"), count(known, "entitled"), by_household=by_household)
    _hold(verdict, stored, "present")
    return {"quorum": _told(verdict)}


def _decide(work: Work, known: Known) -> Mapping[str, Json]:
    stored, verdict = _voted(work, known)
    _hold(verdict, stored, "in_favour")
    return _resolution(known, verdict, passed=True)


def _reject(work: Work, known: Known) -> Mapping[str, Json]:
    """A motion that found no majority. Refused where it found one, or where more votes than people were counted."""
    stored, verdict = _voted(work, known)
    if verdict.holds:
        raise Refused([Reason("was_passed", {"field": "in_favour", "source": stored.source})])
    if any(step.code.endswith("_beyond") for step in verdict.faults):
        _hold(Verdict(tuple(step for step in verdict.faults if step.code.endswith("_beyond"))), stored, "in_favour")
    return _resolution(known, verdict, passed=False)


def _voted(work: Work, known: Known) -> tuple[MeetingRule, Verdict]:
    stored, rule = _rule(work, known)
    votes = (count(known, field) for field in ("present", "in_favour", "against", "abstained"))
    return stored, motion(rule, *votes)


def _resolution(known: Known, verdict: Verdict, *, passed: bool) -> Mapping[str, Json]:
    votes: dict[str, Json] = {field: count(known, field) for field in ("in_favour", "against", "abstained")}
    told: dict[str, Json] = {"motion": str(known["motion"]), "passed": passed, "steps": _told(verdict), **votes}
    return {"resolutions": [*cast("list[Json]", known.get("resolutions") or []), told]}


_MEANINGS = {"convene": _convene, "open": _open, "decide": _decide, "reject": _reject}

_STEPS = {
    "present": lambda: _("present"),
    "members": lambda: _("members"),
    "delegates": lambda: _("villagers' representatives"),
    "women": lambda: _("women"),
    "in_favour": lambda: _("in favour"),
    "callers": lambda: _("asking for the meeting"),
}


def step_word(code: str) -> str:
    return _STEPS[code]()


def _not_enough(about: About, definition: Definition) -> str:
    if about["step"].endswith("_beyond"):
        return _("More are counted than there are: %(needed)d of %(whole)d") % dict(about)
    return _("%(what)s: %(count)d of %(whole)d, %(needed)d needed (%(share)s; %(source)s)") % (
        dict(about) | {"what": step_word(about["step"])}
    )


SENTENCES = {
    "not_enough": _not_enough,
    "not_a_count": lambda about, d: _("“%(value)s” is no count of people; expected a whole number") % dict(about),
    "no_meeting_rule": lambda about, d: (
        _("No rule in force is called “%(value)s”; expected one of %(offered)s") % dict(about)
    ),
    "notice_too_short": lambda about, d: (
        _("The meeting must be announced %(days)d days before (%(source)s)") % dict(about)
    ),
    "nobody_may_call": lambda about, d: _("The rule knows no such way to call this meeting (%(source)s)") % dict(about),
    "was_passed": lambda about, d: _("The motion has its majority: record it as decided (%(source)s)") % dict(about),
}


def _choices(field: str, place: str) -> list[tuple[str, str]]:
    if field != "kind":
        return []
    english = (get_language() or "").startswith("en")
    return [(rule.key, rule.name_en if english else rule.name_zh) for rule in rules_on(today())]


def disclosure(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The limit for publishing, which the kind of the item sets."""
    if "kind" not in work.carried:
        return {}
    sets = definition_of("disclosure").fields["kind"].codes[str(work.carried["kind"])].sets
    return {"limit": {"value": sets["limit_value"], "unit": sets["limit_unit"]}}


ASSEMBLY = Procedure(
    "assembly", HERE / "assembly.toml", meeting, sentences=SENTENCES, choices=_choices, one_of=frozenset({"kind"})
)
DISCLOSURE = Procedure("disclosure", HERE / "disclosure.toml", disclosure)
