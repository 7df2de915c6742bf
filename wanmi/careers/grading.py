"""The grade of a post holder on a day: plain Python on what is recorded and the scale in force.

grade = min(cap of the post, base of the post + full years / years a step, rounded down + steps for education and
certificates). The three posts with eighteen grades (三岗十八级) are told of generally, not in Shanghai's own measure:
the scale is data of a pack. Pay follows from the grade by the pack's table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Band:
    """The grades of one post: from ``base`` to ``cap``."""

    base: int
    cap: int


@dataclass(frozen=True, slots=True)
class Scale:
    """``steps``: (field, code) -> grades that it adds; ``pay``: grade -> yuan a month, empty where none is known."""

    bands: Mapping[str, Band]
    years_a_step: int
    steps: Mapping[tuple[str, str], int]
    pay: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something recorded of a worker: the post, the education or a certificate, from a day on."""

    field: str  # post, education, certificate
    code: str
    since: date


@dataclass(frozen=True, slots=True)
class Step:
    """One addend of the grade and where it comes from."""

    code: str  # base, years, education, certificate, cap
    value: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    grade: int
    pay: int | None
    post: str
    steps: tuple[Step, ...]


def grade_on(day: date, begun: date, recorded: Iterable[Recorded], scale: Scale) -> Grade | None:
    """The grade on a day; None where no post of the scale is held then.

    The newest post and education hold. Certificates are counted by the best one, so that two of one kind add nothing.
    """
    known = sorted((each for each in recorded if each.since <= day), key=lambda each: each.since)
    post = next((each.code for each in reversed(known) if each.field == "post"), None)
    if post is None or post not in scale.bands:
        return None
    band, years = scale.bands[post], full_years(begun, day)
    steps = [Step("base", band.base, post), Step("years", years // scale.years_a_step, str(years))]
    steps += _bonus("education", [each for each in known if each.field == "education"][-1:], scale)
    steps += _bonus("certificate", [each for each in known if each.field == "certificate"], scale)
    reached = sum(step.value for step in steps)
    if reached > band.cap:
        steps.append(Step("cap", band.cap - reached, str(band.cap)))
    grade = min(band.cap, reached)
    return Grade(grade, scale.pay.get(grade), post, tuple(steps))


def _bonus(field: str, known: Iterable[Recorded], scale: Scale) -> list[Step]:
    found = [Step(field, scale.steps.get((field, each.code), 0), each.code) for each in known]
    return [max(found, key=lambda step: step.value)] if found else []


def full_years(begun: date, day: date) -> int:
    """Whole years from ``begun`` until ``day``; 0 before it. A 29 February is full on the 1 March of common years."""
    return max(0, day.year - begun.year - ((day.month, day.day) < (begun.month, begun.day)))
