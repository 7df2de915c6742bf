"""What the carried values mean: does the item exist, is the place in the city, which limit has the condition?

The engine knows only shapes. Here each value is looked up, and the facts that follow from it are found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wanmi.cases.models import Case
from wanmi.catalogue.queries import UnknownItem, conditions_of, item_with_key, limit_for
from wanmi.codes.errors import CodeError
from wanmi.codes.item import ItemKey
from wanmi.codes.place import Level, parse_place
from wanmi.process.definition import Definition, FieldKind, Json
from wanmi.process.errors import Reason, Refused
from wanmi.territory.models import City
from wanmi.territory.queries import is_valid_place, locate
from wanmi.workforce.addressing import NoPost, post_for

Facts = dict[str, Json]
Position = tuple[float, float]  # degrees


@dataclass(frozen=True, slots=True)
class Situation:
    """What the meaning of a value may depend on."""

    city: City
    day: date
    known: Mapping[str, Json]  # facts of the case so far
    found: Mapping[str, Json]  # facts found for earlier fields of this act

    @property
    def facts(self) -> Mapping[str, Json]:
        return {**self.known, **self.found}


def completed(carried: Mapping[str, Any], seen_at: Sequence[Position] = ()) -> dict[str, Any]:
    """``carried`` with the place found from the position, where only a position was given.

    Where neither was given, the position is where the first picture that lies in the city was taken (``seen_at``).
    """
    if not carried.get("place") and not carried.get("position"):
        inside = next((at for at in seen_at if locate(*at)), None)
        carried = carried if inside is None else {**carried, "position": {"lon": inside[0], "lat": inside[1]}}
    position = carried.get("position")
    if carried.get("place") or not isinstance(position, dict):
        return dict(carried)
    try:
        place = locate(float(position["lon"]), float(position["lat"]))
    except (KeyError, TypeError, ValueError):
        return dict(carried)
    if place is None:
        raise Refused([Reason("outside_city", {"field": "position"})])
    return {**carried, "place": place[: Level.COMMUNITY]}


def facts_of(
    definition: Definition, carried: Mapping[str, Any], known: Mapping[str, Json], city: City, at: datetime
) -> Facts:
    """The facts that follow from what an act carries; raises Refused with every value that means nothing."""
    day = at.astimezone(ZoneInfo(city.timezone)).date()
    facts: Facts = {}
    reasons: list[Reason] = []
    for key in sorted(carried, key=lambda name: list(definition.fields).index(name)):
        meaning = _MEANINGS.get(definition.fields[key].kind)
        if meaning is not None and carried[key] not in (None, ""):
            try:
                facts |= meaning(carried[key], Situation(city, day, known, facts))
            except Refused as error:
                reasons += error.reasons
    if reasons:
        raise Refused(reasons)
    return facts


def _place(value: Any, situation: Situation) -> Facts:
    try:
        code = parse_place(str(value))
    except CodeError as error:
        raise Refused([Reason("not_a_place", {"value": value, "expected": error.expected})]) from error
    if not is_valid_place(code, situation.day):
        raise Refused([Reason("outside_city", {"field": "place", "value": value})])
    return {"place": code}


def _position(value: Any, situation: Situation) -> Facts:
    """Where the problem is. A later act tells where its actor stood; it moves the problem only with a new place."""
    around = locate(float(value["lon"]), float(value["lat"]))
    if around is None:
        raise Refused([Reason("outside_city", {"field": "position"})])
    if "position" in situation.known and "place" not in situation.found:
        return {}
    position: Json = {"lon": round(float(value["lon"]), 7), "lat": round(float(value["lat"]), 7)}
    return {"position": position, "grid": around if len(around) == Level.GRID else ""}


def _item(value: Any, situation: Situation) -> Facts:
    """An item of the edition in use; older editions are kept for old cases."""
    try:
        item = item_with_key(ItemKey.parse(str(value)))
    except (CodeError, UnknownItem) as error:
        raise Refused([Reason("unknown_item", {"value": value})]) from error
    if item.valid_to is not None or not item.edition.is_current:
        raise Refused([Reason("unknown_item", {"value": value})])
    return {"item": str(value)}


def _condition(value: Any, situation: Situation) -> Facts:
    if "item" not in situation.facts:
        raise Refused([Reason("missing", {"field": "item"})])
    item = item_with_key(ItemKey.parse(str(situation.facts["item"])))
    condition = next((row for row in conditions_of(item, situation.day) if row.code == value), None)
    if condition is None:
        raise Refused([Reason("condition_of_other_item", {"value": value, "item": situation.facts["item"]})])
    grade = area_grade(situation.city, str(situation.facts.get("place", "")))
    limit = limit_for(condition, grade, situation.day)
    if limit is None:
        raise Refused([Reason("out_of_season", {"value": value})])
    return {"condition": condition.code, "limit": {"value": limit.value, "unit": limit.unit.value}}


def area_grade(city: City, place: str) -> str:
    """Area grade (A, B, C) of the place; a setting of the city, "all" where it gives none."""
    grades: Mapping[str, str] = city.settings.get("area_grades", {})
    fitting = [region for region in grades if place.startswith(region)]
    return grades[max(fitting, key=len)] if fitting else "all"


def _department(value: Any, situation: Situation) -> Facts:
    try:
        post_for("handler", str(value), str(situation.facts["place"]))
    except NoPost as error:
        raise Refused([Reason("nobody_handles_there", {"department": value})]) from error
    return {"department": str(value)}


def _case(value: Any, situation: Situation) -> Facts:
    if not Case.objects.filter(number=value).exists():
        raise Refused([Reason("unknown_case", {"value": value})])
    return {"related": str(value)}


def _reporter(value: Any, situation: Situation) -> Facts:
    return {"has_reporter": any(value.get(part) for part in ("name", "phone", "email"))}


_MEANINGS: Mapping[FieldKind, Callable[[Any, Situation], Facts]] = {
    FieldKind.PLACE: _place,
    FieldKind.POSITION: _position,
    FieldKind.ITEM: _item,
    FieldKind.CONDITION: _condition,
    FieldKind.ORGANISATION: _department,
    FieldKind.CASE: _case,
    FieldKind.REPORTER: _reporter,
}
