"""Time limits as cities print them: a number and a unit."""

from __future__ import annotations

from dataclasses import dataclass

from wanmi.worktime.errors import LimitError
from wanmi.worktime.units import Unit

__all__ = ["Limit", "LimitError"]


@dataclass(frozen=True, slots=True)
class Limit:
    """``value`` whole ``unit``s, more than none."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.value <= 0:
            raise LimitError("limit.not_positive", f"a limit must be more than 0, not {self.value}", value=self.value)
