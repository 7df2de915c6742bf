"""What the values of a firm's registration mean: its address is picked from the library, or looked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Work
from wanmi.addresses.base import remedies
from wanmi.addresses.base.answering import Found, meant
from wanmi.addresses.base.errors import UnknownAddress
from wanmi.addresses.base.models import BusinessRow
from wanmi.addresses.base.numbering import next_temporary
from wanmi.addresses.base.queries import code_of, named, with_code
from wanmi.codes.credit import parse_credit
from wanmi.codes.errors import CodeError
from wanmi.firms.queries import FIRM, TABLE, firms_at, is_sought, row_of
from wanmi.proceedings.procedures import Procedure
from wanmi.proceedings.queries import titled
from wanmi.process.definition import PLACE, Definition, Json
from wanmi.process.engine import Snapshot
from wanmi.process.errors import Reason, Refused

CREDIT, ADDRESS, CODE, TEMPORARY = "credit_code", "address", "code", "temporary"
OFFERED = 5  # addresses that the words may mean


def firm(work: Work, snapshot: Snapshot) -> Mapping[str, Json]:
    """The facts of an act on a firm. Raises Refused with whatever means nothing, or has to be picked first."""
    if "ending" in work.carried:
        facts: Mapping[str, Json] = {CODE: "", TEMPORARY: ""}
    else:
        facts = _new(str(work.carried[CREDIT])) if CREDIT in work.carried else {}
    credit = str(facts.get(CREDIT) or snapshot.facts[CREDIT])
    if is_sought(credit):
        raise Refused([Reason("still_sought", {})])
    return {**facts, **_address(work.carried)} if ADDRESS in work.carried else facts


def _new(typed: str) -> Mapping[str, Json]:
    try:
        code = parse_credit(typed)
    except CodeError as error:
        raise Refused([Reason("not_a_credit_code", {"field": CREDIT, "value": typed})]) from error
    _lock(code)
    if known := titled(FIRM, code).exclude(state="ended").first():
        raise Refused([Reason("firm_known", {"field": CREDIT, "number": known.number})])
    return {CREDIT: code}


def _lock(code: str) -> None:
    """Two who register one firm at a time meet at its row in the address base."""
    BusinessRow.objects.get_or_create(table=TABLE, key=code, defaults={"matched_at": timezone.now()})
    BusinessRow.objects.select_for_update().get(table=TABLE, key=code)


def _address(carried: Mapping[str, Any]) -> Mapping[str, Json]:
    """The code of the library, else a temporary one: it is no code of the base, and is never given twice."""
    text, place = str(carried[ADDRESS]).strip(), str(carried[PLACE])
    if len(text) > remedies.TEXT_AT_MOST:
        raise Refused([Reason("too_long", {"field": ADDRESS, "length": len(text), "most": remedies.TEXT_AT_MOST})])
    try:
        picked = named(text)
    except UnknownAddress as error:
        raise Refused([Reason("unknown_address", {"field": ADDRESS, "value": text})]) from error
    if picked is not None:
        if picked.community != place:
            raise Refused([Reason("address_elsewhere", {"field": ADDRESS, "place": picked.community})])
        return {CODE: code_of(picked), TEMPORARY: ""}
    if not carried.get("unlisted") and (offered := list(_offered(text, place))):
        raise Refused([Reason("pick_one", {"field": ADDRESS, "offered": offered})])
    return {CODE: "", TEMPORARY: next_temporary(place)}


def _offered(text: str, place: str) -> Iterator[dict[str, Any]]:
    """What the words may mean, each with its code and how many firms are there."""
    found = meant(text, place, OFFERED)
    counts = firms_at(each.address.pk for each in found)
    for each in found:
        yield {"code": each.code, "text": each.address.text, "count": counts.get(each.address.pk, 0)}


def follow(work: Work, after: Snapshot) -> None:
    """The firm's row in the address base points to where it is; where no address is known, a remedy is asked for."""
    credit, code = str(after.facts[CREDIT]), str(after.facts[CODE])
    row = row_of(credit)
    assert row is not None, "the registration has made it"
    if after.state == "ended":
        remedies.lay(row, None, timezone.now())
        row.save()
    elif ADDRESS in work.carried:
        address = with_code(code) if code else None
        found = Found(code, 1, address) if address else None
        remedies.note(row, str(after.facts[ADDRESS]), found, str(after.facts[PLACE]))


def tells(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where the firm is by now, and who else is there: a fact about the room, from which nothing follows."""
    row = row_of(facts[CREDIT])
    if row is None or row.address is None:
        sought = is_sought(facts[CREDIT])
        state = _("an address is being looked for") if sought else _("no address is known")
        return [(_("Temporary code"), f"{facts[TEMPORARY]} ({state})")] if facts[TEMPORARY] else []
    count = firms_at([row.address.pk])[row.address.pk]
    told = [(_("Unified address code"), row.code), (_("Standard address"), row.address.text)]
    if row.address.level == "room" and count > 1:
        told.append((_("Several firms at this room"), str(count)))
    return told


def _pick_one(about: Mapping[str, Any], definition: Definition) -> str:
    offered = "; ".join(_("%(code)s %(text)s (firms here: %(count)d)") % each for each in about["offered"])
    return _("Pick one by its code, or say that it is not in the library: %(offered)s") % {"offered": offered}


SENTENCES = {
    "not_a_credit_code": lambda about, d: (
        _("“%(value)s” is no unified social credit code (GB 32100-2015)") % dict(about)
    ),
    "firm_known": lambda about, d: _("This firm is registered already: %(number)s") % dict(about),
    "still_sought": lambda about, d: _("Its address is still being looked for; the remedy is settled or dropped first"),
    "pick_one": _pick_one,
}
PROCEDURE = Procedure(
    FIRM,
    Path(__file__).with_name("firm.toml"),
    firm,
    title_from=CREDIT,
    sentences=SENTENCES,
    tells=tells,
    follows=follow,
)
