"""What is wrong with a limit or a calendar, for a person and for a program."""

from __future__ import annotations


class WorktimeError(ValueError):
    """A rule of working time was broken: ``kind`` names it for programs, ``params`` are the values it is about."""

    def __init__(self, kind: str, message: str, **params: object) -> None:
        super().__init__(message)
        self.kind = kind
        self.params = params


class LimitError(WorktimeError):
    """A limit, or a pause to put behind one, cannot be computed with."""


class CalendarError(WorktimeError):
    """Working hours or days that make no calendar."""
