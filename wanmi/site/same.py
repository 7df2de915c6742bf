"""What a list of cases that may be the same shows of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.merging.finding import Likely, Told
from wanmi.merging.wording import chance, why
from wanmi.process.definition import Label
from wanmi.site.choices import chosen_item
from wanmi.site.fields import FormField

TEXT_AT_MOST = 500  # characters that are compared


@dataclass(frozen=True, slots=True)
class Alike:
    case: Case
    step: Label
    why: list[str]
    chance: str  # empty where the finder had nothing to go by


def alike(found: Iterable[Likely]) -> list[Alike]:
    states = case_definition().states
    return [
        Alike(each.case, states[each.case.state].label, why(each), "" if each.chance is None else chance(each.chance))
        for each in found
    ]


def told_in(typed: QueryDict) -> Told:
    """What a form of a report tells so far."""
    lon, lat = position_in(typed) or (None, None)
    return Told(
        place=typed.get("place", ""),
        lon=lon,
        lat=lat,
        item=chosen_item(typed.get("item", "")),
        text=typed.get("text", "")[:TEXT_AT_MOST],
        address=typed.get("address", "")[:TEXT_AT_MOST],
    )


def position_in(typed: QueryDict) -> tuple[float, float] | None:
    """Longitude and latitude that were typed or picked; None where they are no degrees."""
    field = FormField(case_definition().fields["position"], required=False)
    field.read(typed)
    lon, lat = (field.value or {}).get("lon"), (field.value or {}).get("lat")
    if not isinstance(lon, float) or not isinstance(lat, float):
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
