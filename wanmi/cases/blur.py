"""Where the public sees a case: in its place, on a lattice, or somewhere in its unit grid, as the city decides."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from wanmi.cases.models import Case
from wanmi.cases.published import spots_of
from wanmi.territory.queries import current_city

Point = tuple[float, float]  # degrees
METRES_A_DEGREE = 111_320.0  # of latitude


def blurring() -> str | int:
    """The city's setting; the grid where it says nothing."""
    setting: str | int = current_city().settings.get("public_blur", "grid")
    return setting


def shown_points(cases: Iterable[Case]) -> dict[int, Point]:
    """Id of a case -> where it is shown; those that are shown nowhere are left out. Two queries at most."""
    found, setting = list(cases), blurring()
    if setting == "grid":
        spots = spots_of(found)
        return {case.pk: spots[case.number] for case in found if case.number in spots}
    place = on_lattice(float(setting)) if isinstance(setting, int) else lambda lon, lat: (lon, lat)
    return {case.pk: place(case.lon, case.lat) for case in found if case.lon is not None and case.lat is not None}


def on_lattice(metres: float) -> Callable[[float, float], Point]:
    """Moves a point to the middle of its field on a lattice of so many metres."""

    def middle(value: float, step: float) -> float:
        return (math.floor(value / step) + 0.5) * step

    def moved(lon: float, lat: float) -> Point:
        row = middle(lat, metres / METRES_A_DEGREE)
        return middle(lon, metres / METRES_A_DEGREE / max(math.cos(math.radians(row)), 0.01)), row

    return moved
