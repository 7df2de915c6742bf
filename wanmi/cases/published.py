"""What the city publishes of its cases: no words of reporters, no closer place than the city decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wanmi.cases.blur import Point, shown_points
from wanmi.cases.models import Case
from wanmi.codes.place import Level
from wanmi.territory.queries import current_city, outlines_of


def are_published() -> bool:
    """Whether the city has decided to publish its cases (setting ``published``)."""
    return "cases" in current_city().settings.get("published", [])


def spots_of(cases: Iterable[Case]) -> Mapping[str, Point]:
    """Number -> where the public sees the case, else a point in its community; nobody learns more from it."""
    found = list(cases)
    shown = shown_points(found)
    rest = {case.place[: Level.COMMUNITY] for case in found if case.pk not in shown}
    shapes = outlines_of(rest) if rest else {}
    around = {code: (shape.point_on_surface().x, shape.point_on_surface().y) for code, shape in shapes.items()}
    spots = {case.number: shown.get(case.pk) or around.get(case.place[: Level.COMMUNITY]) for case in found}
    return {number: spot for number, spot in spots.items() if spot is not None}
