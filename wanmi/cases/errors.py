"""Why a report or an act did not happen, beside :class:`wanmi.process.errors.Refused`."""

from __future__ import annotations

from wanmi.cases.models import Case


class UnknownCase(LookupError):
    """There is no such case, or the one who asks may not see it: the two are not told apart."""


class MovedOn(Exception):
    """The case has moved on since the actor looked at it; ``case`` is how it stands now."""

    def __init__(self, case: Case, seen: int) -> None:
        super().__init__(f"case {case.number} is at version {case.version}, seen was {seen}")
        self.case = case
        self.seen = seen


class KeyUsed(Exception):
    """The idempotency key was used for another act already."""
