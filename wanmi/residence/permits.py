"""What the values of a residence permit mean: the stay that it rests on, its years, the days that count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Work
from wanmi.proceedings.models import Proceeding
from wanmi.proceedings.procedures import Procedure
from wanmi.process.definition import DEPARTMENT, PLACE, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.residence import stays
from wanmi.residence.queries import PERMIT, open_permits, stay_numbered, terms_on
from wanmi.residence.rules import Permit, Span, TooEarly, endorsed, issue_due, issued, residence_days
from wanmi.workforce.queries import city_today

Facts = Mapping[str, Any]


def permit(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The facts of an act on a permit. Raises Refused with whatever means nothing, or comes too early."""
    act = _ACTS.get(work.order.action)
    try:
        return act(work, snapshot) if act else {}
    except TooEarly as error:
        raise Refused([Reason("too_early", {"first": error.first.isoformat()})]) from error


def _applied(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    stay = _stay(str(work.carried["stay"]), str(work.carried[PLACE]))
    if running := open_permits(stay.number).first():
        raise Refused([Reason("permit_known", {"field": "stay", "permit": running.number})])
    day, since = work.at.date(), stays.since(stay.snapshot["facts"])
    terms = terms_on(day)
    issued(date.fromisoformat(since), day, terms)  # half a year has gone by then
    return {"stay": stay.number, "since": since, "issue_by": issue_due(day, terms).isoformat()}


def _stay(number: str, place: str) -> Proceeding:
    """A stay that was reported in that community, locked: it bears one permit, and does not end while that is begun."""
    found = stay_numbered(number).select_for_update().first()
    if found is None or found.state != "reported" or found.place != place:
        raise Refused([Reason("no_such_stay", {"field": "stay", "value": number})])
    return found


def _issued(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    day = work.at.date()
    return _facts(issued(date.fromisoformat(str(snapshot.facts["since"])), day, terms_on(day)))


def _endorsed(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """In time or late; a late one restores what was suspended, whether or not the clock has told that yet."""
    day = work.at.date()
    return _facts(endorsed(_permit(snapshot.facts), day, terms_on(day)))


def _followed(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """It belongs to whoever has the stay now."""
    return {DEPARTMENT: stay_numbered(str(work.carried["stay"])).get().organisation_id}


def _ended(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    return {"ended_on": work.at.date().isoformat()}


def _facts(known: Permit) -> Mapping[str, Json]:
    suspensions: list[Json] = [[span.begin.isoformat(), span.end.isoformat()] for span in known.suspensions]
    days: Mapping[str, Json] = {"anchor": known.anchor.isoformat(), "valid_until": known.valid_until.isoformat()}
    return {**days, "suspensions": suspensions}


def _permit(facts: Facts) -> Permit:
    since, anchor, until = (date.fromisoformat(facts[name]) for name in ("since", "anchor", "valid_until"))
    spans = (Span(date.fromisoformat(begin), date.fromisoformat(end)) for begin, end in facts["suspensions"])
    return Permit(since, anchor, until, tuple(spans))


def tells(facts: Facts) -> list[tuple[str, str]]:
    """How long somebody has lived here until today, or until the permit ended, once it is issued."""
    if "anchor" not in facts:
        return []
    until = date.fromisoformat(facts["ended_on"]) if "ended_on" in facts else city_today()
    return [(_("Days of residence, without suspended ones"), str(residence_days(_permit(facts), until)))]


def names(stay_numbers: Collection[str]) -> Mapping[str, str]:
    """Permits are called by where the stays are on which they rest. Two queries."""
    found = Proceeding.objects.filter(pk__in=[int(number.rpartition("-")[2]) for number in stay_numbers])
    codes = {row.number: row.title for row in found}
    called = stays.names(codes.values())
    return {number: called[code] for number, code in codes.items() if code in called}


_ACTS = {"apply": _applied, "issue": _issued, "endorse": _endorsed, "follow": _followed, "end": _ended}
SENTENCES = {
    **stays.SENTENCES,
    "no_such_stay": lambda about, d: _("No reported stay in this community has the number “%(value)s”") % dict(about),
    "permit_known": lambda about, d: _("The permit %(permit)s rests on this stay already") % dict(about),
    "too_early": lambda about, d: _("Not before %(first)s") % dict(about),
}
PROCEDURE = Procedure(
    PERMIT,
    Path(__file__).with_name("permit.toml"),
    permit,
    title_from="stay",
    names=names,
    sentences=SENTENCES,
    tells=tells,
)
