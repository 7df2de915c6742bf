"""Who is evaluated: regions, duty grids, departments, posts. Never a person."""

from __future__ import annotations

from dataclasses import dataclass

from wanmi.codes.place import Level


@dataclass(frozen=True, slots=True)
class Regions:
    """Places at one or several levels: 6 district, 9 street, 12 community, 15 unit grid; inside a place, if given."""

    levels: tuple[int, ...] = (Level.STREET,)
    within: str = ""


@dataclass(frozen=True, slots=True)
class DutyGrids:
    """Duty grids, each with the unit grids that belonged to it when the work began."""

    within: str = ""


@dataclass(frozen=True, slots=True)
class Departments:
    """The organisations that have handled; on their cases in a place, if given."""

    within: str = ""


@dataclass(frozen=True, slots=True)
class Posts:
    """Desks: each with the work of its own stage."""

    within: str = ""


Subjects = Regions | DutyGrids | Departments | Posts
