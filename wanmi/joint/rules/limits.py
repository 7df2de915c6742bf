"""Which limits an obligation has on a day: those of its kind, changed by what it carries, and shares of both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wanmi.joint.rules.definition import Choice, Kind, Rules
from wanmi.process.definition import Json
from wanmi.process.moving import shared
from wanmi.worktime.limits import Limit
from wanmi.worktime.units import Unit

OF, SHARE = "of", "share"  # a limit that is a share of another one: {"of": "limit_response", "share": 0.5}


def limits_on(rules: Rules, kind: Kind, held: Mapping[str, Any], day: date) -> dict[str, Json]:
    """The limits on ``day`` of an obligation of a kind with these facts.

    A choice with dates (a campaign label) changes limits between its dates alone. Shares are taken last, of whatever
    limit holds then, rounded up to whole units.
    """
    found = dict(kind.limits)
    for choice in choices_held(rules, held):
        if choice.is_in_force(day):
            found |= choice.limits
    return {name: _shared(limit, found) for name, limit in found.items()}


def choices_held(rules: Rules, held: Mapping[str, Any]) -> list[Choice]:
    """What the values mean that an obligation carries, in the order of the book."""
    found = ((choices, str(held.get(field, ""))) for field, choices in rules.choices.items())
    return [choices[code] for choices, code in found if code in choices]


def is_share(limit: Json) -> bool:
    return isinstance(limit, dict) and OF in limit


def _shared(limit: Json, among: Mapping[str, Json]) -> Json:
    if not (isinstance(limit, dict) and OF in limit):
        return limit
    whole = among[str(limit[OF])]
    assert isinstance(whole, dict), "proved when the book was read"
    assert isinstance(whole["value"], int), "proved when the book was read"
    part = shared(Limit(whole["value"], Unit(str(whole["unit"]))), float(str(limit[SHARE])))
    return {"value": part.value, "unit": part.unit.value}
