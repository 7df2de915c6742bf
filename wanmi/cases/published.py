"""What the city publishes of its cases: no words of reporters, no closer place than the unit grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wanmi.cases.models import Case
from wanmi.codes.place import Level
from wanmi.territory.queries import current_city, grid_points, outlines_of

Spot = tuple[float, float]  # longitude, latitude


def are_published() -> bool:
    """Whether the city has decided to publish its cases (setting ``published``)."""
    return "cases" in current_city().settings.get("published", [])


def spots_of(cases: Iterable[Case]) -> Mapping[str, Spot]:
    """Number -> a point somewhere in the unit grid of the case, else in its community; nobody learns more from it."""
    found = list(cases)
    in_grids = grid_points({case.grid for case in found if case.grid})
    rest = {case.place[: Level.COMMUNITY] for case in found if case.grid not in in_grids}
    shapes = outlines_of(rest) if rest else {}
    around = {code: (shape.point_on_surface().x, shape.point_on_surface().y) for code, shape in shapes.items()}
    spots = {case.number: in_grids.get(case.grid) or around.get(case.place[: Level.COMMUNITY]) for case in found}
    return {number: spot for number, spot in spots.items() if spot is not None}
