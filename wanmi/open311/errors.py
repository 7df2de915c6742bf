"""What goes wrong in Open311: 404 for what does not exist, 403 for keys, 400 for the rest (GeoReport v2, Errors)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of an answer: ``code`` may be finer than the status of the answer."""

    code: int
    description: str


class Faulty(Exception):
    """A request that is answered with errors; ``status`` is that of HTTP."""

    def __init__(self, status: int, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.description for fault in faults))
        self.status = status
        self.faults = faults


def fault(status: int, description: str, code: int = 0) -> Faulty:
    return Faulty(status, [Fault(code or status, description)])
