"""What the carried values of an act on an address mean: looked up here, since the engine knows only shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wanmi.addresses.base.elements import OWN, PARENT_OF, UNIFIED, checked_code, faults_of, normalised
from wanmi.addresses.base.models import Address, AddressCode
from wanmi.addresses.base.queries import with_codes
from wanmi.codes.errors import CodeError
from wanmi.codes.place import Level, level_of, parse_place
from wanmi.process.definition import Json
from wanmi.process.errors import Reason, Refused
from wanmi.territory.queries import is_valid_place, locate

Facts = dict[str, Json]
Known = Mapping[str, Json]


def facts_of(carried: Mapping[str, Any], known: Known) -> Facts:
    """The facts that follow from what an act carries; raises Refused with every value that means nothing."""
    facts: Facts = {}
    reasons: list[Reason] = []
    for key, meaning in _MEANINGS.items():
        if carried.get(key) not in (None, ""):
            try:
                facts |= meaning(carried[key], {**known, **carried, **facts})
            except Refused as error:
                reasons += error.reasons
    if "level" in carried or any(name in carried for name in OWN["place"] + OWN["building"] + OWN["room"]):
        reasons += _misfits(carried, known, facts)
    if reasons:
        raise Refused(reasons)
    return facts


def _misfits(carried: Mapping[str, Any], known: Known, facts: Facts) -> Iterator[Reason]:
    """What is wrong with the elements together; puts the normalised ones among the facts."""
    level = str(carried.get("level") or known["level"])
    before = {name: str(known[name]) for name in OWN[level] if known.get(name)}
    typed = normalised({name: str(carried.get(name) or "") for name in _ALL})
    facts |= typed
    for name, code in faults_of(level, {**before, **typed}):
        yield Reason(code, {"field": name})
    if "level" in carried:
        if level in PARENT_OF and not carried.get("parent"):
            yield Reason("missing", {"field": "parent"})
        if level not in PARENT_OF and carried.get("parent"):
            yield Reason("not_asked", {"field": "parent"})


_ALL = OWN["place"] + OWN["building"] + OWN["room"]


def _place(value: Any, known: Known) -> Facts:
    try:
        code = parse_place(str(value))
    except CodeError as error:
        raise Refused([Reason("not_a_place", {"value": value, "expected": error.expected})]) from error
    if level_of(code) is not Level.COMMUNITY:
        raise Refused([Reason("not_a_place", {"value": value, "expected": "a community of 12 digits"})])
    if not is_valid_place(code):
        raise Refused([Reason("outside_city", {"field": "place", "value": value})])
    return {"place": code}


def _position(value: Any, known: Known) -> Facts:
    lon, lat = float(value["lon"]), float(value["lat"])
    if locate(lon, lat) is None:
        raise Refused([Reason("outside_city", {"field": "position"})])
    return {"position": {"lon": round(lon, 7), "lat": round(lat, 7)}}


def _grid(value: Any, known: Known) -> Facts:
    """A unit grid of the community in which the address lies."""
    try:
        code = parse_place(str(value))
    except CodeError as error:
        raise Refused([Reason("not_a_code", {"field": "grid", "expected": error.expected})]) from error
    if level_of(code) is not Level.GRID or not code.startswith(str(known["place"])):
        raise Refused([Reason("not_a_code", {"field": "grid", "expected": "15 characters, of the same community"})])
    return {"grid": code}


def _parent(value: Any, known: Known) -> Facts:
    parent = _active(str(value), "parent")
    if parent.level != PARENT_OF.get(str(known.get("level"))):
        raise Refused([Reason("parent_of_other_level", {"field": "parent", "value": value})])
    return {"parent_id": parent.pk}


def _code(value: Any, known: Known) -> Facts:
    try:
        code = checked_code(str(known["level"]), str(value))
    except CodeError as error:
        raise Refused([Reason("not_a_code", {"field": "code", "expected": error.expected})]) from error
    if AddressCode.objects.filter(scheme=UNIFIED, value=code).exists():
        raise Refused([Reason("code_taken", {"field": "code", "value": code})])
    return {"code": code}


def _active(code: str, field: str) -> Address:
    found = with_codes([code]).get(code)
    if found is None or found.state != "active":
        raise Refused([Reason("unknown_address", {"field": field, "value": code})])
    return found


def _successor(value: Any, known: Known) -> Facts:
    return {"successor_ids": [_other(str(value), "successor", known)]}


def _successors(value: Any, known: Known) -> Facts:
    """The codes of two or more addresses, with blanks or commas between."""
    codes = list(dict.fromkeys(str(value).replace(",", " ").replace("，", " ").split()))
    if len(codes) < 2:
        raise Refused([Reason("too_few_successors", {"field": "successors"})])
    return {"successor_ids": [_other(code, "successors", known) for code in codes]}


def _other(code: str, field: str, known: Known) -> int:
    """An active address, not the one that ends."""
    found = _active(code, field)
    if code == known.get("code"):
        raise Refused([Reason("own_successor", {"field": field})])
    return found.pk


_MEANINGS: Mapping[str, Callable[[Any, Known], Facts]] = {
    "place": _place,
    "position": _position,
    "grid": _grid,
    "parent": _parent,
    "code": _code,
    "successor": _successor,
    "successors": _successors,
}
