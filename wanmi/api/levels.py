"""The rates of what climbs from level to level, on the ground of the caller's post."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from wanmi.api.problems import Missing, Unfit
from wanmi.api.reading import actor
from wanmi.joint.rates import Rate
from wanmi.site.levels import Line, Period, lines
from wanmi.site.navigation import CALLERS
from wanmi.site.registers import measured, registers
from wanmi.workforce.api_auth import TokenOrSession

router = Router(tags=["joint"])


class LevelRateOut(Schema):
    """``value`` is ``hits / base``, and empty where nothing was to be counted."""

    hits: float
    base: int
    value: float | None

    @classmethod
    def of(cls, rate: Rate) -> LevelRateOut:
        return cls(hits=float(rate.hits), base=rate.base, value=None if rate.value is None else float(rate.value))


class LevelLineOut(Schema):
    """One region; an empty code is the whole ground."""

    code: str
    name: str
    tickets: int
    response: LevelRateOut
    low: LevelRateOut
    climbed: LevelRateOut
    reopened: LevelRateOut
    satisfied: LevelRateOut
    coverage: LevelRateOut


class MeasuresOut(Schema):
    """Of what was opened in a year on the caller's ground: settled on the spot, and satisfied, of those who rated."""

    low: LevelRateOut
    satisfied: LevelRateOut


@router.get("/joint/books/{key}/measures", auth=TokenOrSession(*CALLERS), response=MeasuresOut)
def measures_of(request: HttpRequest, key: str) -> dict[str, Any]:
    """What a rule book with `measures` but no levels counts of this year so far, on the caller's ground."""
    asked = actor(request)
    rules = next((each for each in registers(asked) if each.key == key), None)
    found = measured(rules, asked.region) if rules else None
    if found is None:
        raise Missing
    return {"low": LevelRateOut.of(found.low), "satisfied": LevelRateOut.of(found.satisfied)}


@router.get("/joint/levels", auth=TokenOrSession(*CALLERS), response=list[LevelLineOut])
def rates(request: HttpRequest, first: date | None = None, last: date | None = None) -> list[dict[str, Any]]:
    """By region: the whole ground, then those one level below it that have tickets. Without a period, this year."""
    try:
        period = Period.read(first.isoformat() if first else "", last.isoformat() if last else "")
    except ValueError as error:
        raise Unfit(_("Expected two days, the first not after the last"), "first") from error
    return [_shown(line) for line in lines(actor(request).region, period)]


def _shown(line: Line) -> dict[str, Any]:
    names = ("response", "low", "climbed", "reopened", "satisfied")
    shown = {name: LevelRateOut.of(getattr(line.rates, name)) for name in names}
    head = {"code": line.code, "name": line.name, "tickets": line.rates.tickets}
    return head | shown | {"coverage": LevelRateOut.of(line.coverage)}
