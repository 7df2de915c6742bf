"""Why a report or an act did not happen, beside Refused and what every process may raise."""

from __future__ import annotations

from wanmi.acts import errors
from wanmi.cases.models import Case


class UnknownCase(LookupError):
    """There is no such case, or the one who asks may not see it: the two are not told apart."""


class MovedOn(errors.MovedOn):
    """The case has moved on since the actor looked at it; ``case`` is how it stands now."""

    def __init__(self, case: Case, seen: int) -> None:
        super().__init__(f"case {case.number}", case.version, seen)
        self.case = case
