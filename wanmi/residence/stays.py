"""What the values of a stay mean: its address, its days, until when it is to be reported."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Order, Work
from wanmi.acts.system import system_actor
from wanmi.addresses.base.errors import UnknownAddress
from wanmi.addresses.base.models import Address
from wanmi.addresses.base.queries import code_of, named, with_codes
from wanmi.almanac.queries import work_calendar
from wanmi.proceedings.models import number_of
from wanmi.proceedings.procedures import Procedure
from wanmi.proceedings.queries import sealed_values
from wanmi.proceedings.services import act
from wanmi.process.definition import PLACE, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused
from wanmi.residence.queries import STAY, open_permits, stay_numbered, terms_on
from wanmi.residence.rules import Terms, must_report, report_due

ADDRESS, ARRIVED, LEAVES, LEFT, PERSON = "address", "arrived", "leaves", "left", "person"
FORMER, SINCE = "former", "since"  # the stay elsewhere in the city that goes on here, and when it began


def stay(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The facts of an act on a stay. Raises Refused with whatever means nothing."""
    facts: dict[str, Json] = {}
    if ADDRESS in work.carried:
        facts |= _settled(work.carried)
    if ARRIVED in work.carried:
        facts |= _arrival(work, snapshot)
    if FORMER in work.carried:
        facts |= _continued(work, snapshot)
    return facts | dict(_departure(work, snapshot)) if LEFT in work.carried else facts


def _settled(carried: Mapping[str, Any]) -> Mapping[str, Json]:
    """The code of the address that was told by its code or its text, in the community that is named."""
    address = _in_force(str(carried[ADDRESS]).strip())
    if address.community != carried[PLACE]:
        raise Refused([Reason("address_elsewhere", {"field": ADDRESS, "place": address.community})])
    return {ADDRESS: code_of(address)}


def _in_force(words: str) -> Address:
    try:
        found = named(words)
    except UnknownAddress:
        found = None
    if found is None:
        raise Refused([Reason("unknown_address", {"field": ADDRESS, "value": words})])
    return found


def names(codes: Collection[str]) -> Mapping[str, str]:
    """Stays are called by the texts of their addresses. One query."""
    return {code: address.text for code, address in with_codes(codes).items()}


def _arrival(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    arrived, leaves = date.fromisoformat(str(work.carried[ARRIVED])), _day({**snapshot.facts, **work.carried}, LEAVES)
    terms = terms_on(arrived)
    if reasons := list(_undue(arrived, leaves, work.at.date(), terms)):
        raise Refused(reasons)
    return {"report_due": due_day(arrived, terms).isoformat()}


def due_day(arrived: date, terms: Terms) -> date:
    """The last day on which a stay is reported in time, by the city's calendar as it is now."""
    return report_due(arrived, terms, work_calendar().is_workday)


def _undue(arrived: date, leaves: date | None, today: date, terms: Terms) -> Iterator[Reason]:
    if arrived > today:
        yield Reason("in_the_future", {"field": ARRIVED})
    if leaves is not None and leaves < arrived:
        yield Reason("before_arrival", {"field": LEAVES, "arrived": arrived.isoformat()})
    elif not must_report(arrived, leaves, terms):
        yield Reason("too_short", {"field": LEAVES, "days": terms.report_from_days})


def _continued(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """Since when somebody lives in the city whose stay goes on here: who knows its number and the name that was told
    there. It is locked, for it ends with this act.
    """
    number, arrived = str(work.carried[FORMER]), str(snapshot.facts[ARRIVED])
    found = stay_numbered(number).filter(state="reported").select_for_update().first()
    if found is None or sealed_values(found).get(PERSON) != str(work.carried[PERSON]).strip():
        raise Refused([Reason("no_former_stay", {"field": FORMER, "value": number})])
    facts = found.snapshot["facts"]
    if arrived < facts[ARRIVED]:
        raise Refused([Reason("before_arrival", {"field": FORMER, "arrived": facts[ARRIVED]})])
    return {FORMER: found.number, SINCE: since(facts)}


def since(facts: Mapping[str, Any]) -> str:
    """The day from which the residence is counted: that of the arrival in the city."""
    return str(facts.get(SINCE) or facts[ARRIVED])


def follow(work: Work, after: Snapshot) -> None:
    """A permit goes with the stay on which it rests to the desk of its place; the stay that goes on here ends there."""
    if work.name is None or not {FORMER, PLACE} & set(work.carried):
        return
    number = number_of(STAY, int(work.name))
    former = str(after.facts[FORMER]) if FORMER in work.carried else number
    for permit in open_permits(former):
        if former != number or permit.place != after.facts[PLACE]:
            carried = {PLACE: after.facts[PLACE], "stay": number}
            act(permit.pk, Order("follow", system_actor(), carried, at=work.at))
    if former != number:
        ended = stay_numbered(former).get()
        act(ended.pk, Order("move_on", system_actor(), {LEFT: after.facts[ARRIVED], "later": number}, at=work.at))


def _departure(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """Who it was is kept for some days more; a permit that rests on the stay comes to its end first."""
    arrived, left, today = str(snapshot.facts[ARRIVED]), str(work.carried[LEFT]), work.at.date()
    if date.fromisoformat(left) > today:
        raise Refused([Reason("in_the_future", {"field": LEFT})])
    if left < arrived:
        raise Refused([Reason("before_arrival", {"field": LEFT, "arrived": arrived})])
    if permit := open_permits(number_of(STAY, int(str(work.name)))).first():
        raise Refused([Reason("permit_runs", {"permit": permit.number})])
    return {"keeping": {"value": terms_on(today).keep_days, "unit": "natural_day"}}


def _day(carried: Mapping[str, Any], field: str) -> date | None:
    return date.fromisoformat(str(carried[field])) if carried.get(field) else None


SENTENCES = {
    "unknown_address": lambda about, d: (
        _("Expected the unified code or the whole text of an address in force, not “%(value)s”") % dict(about)
    ),
    "no_terms": lambda about, d: _("This city has no rule for stays on %(day)s; a city pack brings one") % dict(about),
    "in_the_future": lambda about, d: _("Expected a day that has come"),
    "before_arrival": lambda about, d: _("Expected a day on or after the arrival on %(arrived)s") % dict(about),
    "too_short": lambda about, d: (
        _("Only stays of %(days)d days or more are reported; nothing is kept of shorter ones") % dict(about)
    ),
    "no_former_stay": lambda about, d: (
        _("No reported stay in this city has the number “%(value)s” and this name") % dict(about)
    ),
    "permit_runs": lambda about, d: _("The permit %(permit)s rests on this stay; end it first") % dict(about),
}
PROCEDURE = Procedure(
    STAY,
    Path(__file__).with_name("stay.toml"),
    stay,
    title_from=ADDRESS,
    names=names,
    sentences=SENTENCES,
    follows=follow,
)
