"""Why a lane was not found, or something may not be done there."""

from __future__ import annotations


class UnknownLane(LookupError):
    """There is no such lane, or the post may not see it."""


class LaneRefused(Exception):
    """What was asked for makes no sense or is not allowed; ``code`` is translated above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
