"""What an act carries: is everything there that the table asks for, and has it the right shape?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from wanmi.process.definition import Definition, Field, FieldKind, Transition
from wanmi.process.errors import Reason

TEXT_AT_MOST = 10_000  # characters of one free text


def faults_in(
    definition: Definition, transition: Transition, carried: Mapping[str, Any], at: datetime
) -> Iterator[Reason]:
    """Reasons for refusing what ``carried`` holds: missing, not asked for, or of the wrong shape."""
    asked = (*transition.carries, *transition.may_carry)
    for key in transition.carries:
        if carried.get(key) in (None, "", [], {}):
            yield Reason("missing", {"field": key})
    for key, value in carried.items():
        if key not in asked:
            yield Reason("not_asked", {"field": key})
        elif value not in (None, "", [], {}):
            yield from _SHAPES.get(definition.fields[key].kind, _as_text)(definition.fields[key], value, at)


def _as_text(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    if not isinstance(value, str):
        yield Reason("not_text", {"field": field.key})
    elif len(value) > TEXT_AT_MOST:
        yield Reason("too_long", {"field": field.key, "length": len(value), "most": TEXT_AT_MOST})


def _as_code(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    if value not in field.codes:
        yield Reason("unknown_code", {"field": field.key, "value": value, "expected": list(field.codes)})


def _as_photos(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    if not isinstance(value, list) or len(value) < field.at_least:
        yield Reason("too_few_photos", {"field": field.key, "least": field.at_least})


def _as_position(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    try:
        fits = -180 <= float(value["lon"]) <= 180 and -90 <= float(value["lat"]) <= 90
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        yield Reason("not_a_position", {"field": field.key})


def _as_date(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        yield Reason("not_a_date", {"field": field.key, "value": str(value)})
        return
    if field.within_days and not at.date() < day <= at.date() + timedelta(days=field.within_days):
        yield Reason("date_out_of_range", {"field": field.key, "days": field.within_days})


def _as_reporter(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    if not isinstance(value, dict) or set(value) - {"name", "phone", "keep_secret"}:
        yield Reason("not_a_reporter", {"field": field.key})
    elif any(len(str(part)) > 50 for part in value.values()):
        yield Reason("too_long", {"field": field.key, "length": 51, "most": 50})


_SHAPES: Mapping[FieldKind, Callable[[Field, Any, datetime], Iterator[Reason]]] = {
    FieldKind.CODE: _as_code,
    FieldKind.PHOTOS: _as_photos,
    FieldKind.POSITION: _as_position,
    FieldKind.DATE: _as_date,
    FieldKind.REPORTER: _as_reporter,
}
