"""What an act carries: is everything there that the table asks for, and has it the right shape?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from wanmi.process.definition import Definition, Field, FieldKind, Json, Transition
from wanmi.process.errors import Reason

# What a reporter may tell of himself, with the characters of each part. ``keep_secret``: from the department;
# ``notify``: consent to be told how the case goes; ``consent``: the edition of the notice that he agreed to;
# ``language``: his own.
REPORTER = {"name": 50, "phone": 50, "email": 100, "keep_secret": 5, "notify": 5, "consent": 20, "language": 10}
TEXT_AT_MOST = 10_000  # characters of one free text


def faults_in(
    definition: Definition, transition: Transition, carried: Mapping[str, Any], facts: Mapping[str, Json], at: datetime
) -> Iterator[Reason]:
    """Reasons for refusing what ``carried`` holds: missing, not asked for, or of the wrong shape.

    The day on which a clock is to end may be a fact already; then it must still lie ahead. One that the rooms above
    look up may have passed: what is found late is late at once.
    """
    for key in transition.carries:
        if is_empty(carried.get(key)):
            yield Reason("missing", {"field": key})
    for key, value in carried.items():
        if key not in transition.carries and key not in transition.may_carry:
            yield Reason("not_asked", {"field": key})
        elif not is_empty(value):
            field = definition.fields[key]
            yield from _SHAPES[field.kind](field, value, at)
    for day in (definition.clocks[key].until_from for key in transition.starts):
        known = day in transition.carries or definition.looks_up(transition, day)
        if day and not known and is_empty(carried.get(day)):
            yield from _as_date(definition.fields[day], facts.get(day), at)


def is_empty(value: Any) -> bool:
    """Whether a form that was left blank would send this; 0 and false are values."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def _as_text(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    if not isinstance(value, str):
        yield Reason("not_text", {"field": field.key})
    elif len(value) > TEXT_AT_MOST:
        yield Reason("too_long", {"field": field.key, "length": len(value), "most": TEXT_AT_MOST})


def _as_code(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    if not isinstance(value, str) or value not in field.codes:
        yield Reason("unknown_code", {"field": field.key, "value": value, "expected": list(field.codes)})


def _as_photos(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    digests = value if isinstance(value, list) and all(isinstance(digest, str) for digest in value) else []
    if len(digests) < field.at_least:
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
    today = at.date()
    if field.within_days and not today < day <= today + timedelta(days=field.within_days):
        yield Reason("date_out_of_range", {"field": field.key, "days": field.within_days})


def _as_reporter(field: Field, value: Any, at: datetime) -> Iterator[Reason]:
    if not isinstance(value, dict) or value.keys() - REPORTER.keys():
        yield Reason("not_a_reporter", {"field": field.key})
        return
    for part, told in value.items():
        if len(str(told)) > REPORTER[part]:
            yield Reason("too_long", {"field": field.key, "length": len(str(told)), "most": REPORTER[part]})


_SHAPES: Mapping[FieldKind, Callable[[Field, Any, datetime], Iterator[Reason]]] = {
    **dict.fromkeys(FieldKind, _as_text),
    FieldKind.CODE: _as_code,
    FieldKind.PHOTOS: _as_photos,
    FieldKind.POSITION: _as_position,
    FieldKind.DATE: _as_date,
    FieldKind.REPORTER: _as_reporter,
}
