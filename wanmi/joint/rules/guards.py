"""What stands between an organisation and being named in an act: rooms above register a guard, rule books name it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wanmi.process.errors import Reason


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation that ``field`` of an act names, with all that the act carries, on a day of the city."""

    field: str
    organisation: str
    carried: Mapping[str, Any]
    day: date


Guard = Callable[[Named], Reason | None]  # why it may not be named; None where it may
_GUARDS: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    _GUARDS[name] = guard


def guards() -> Mapping[str, Guard]:
    """The guards that rule books may name."""
    return _GUARDS
