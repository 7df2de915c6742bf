"""Why an act did not happen, beside :class:`wanmi.process.errors.Refused`."""

from __future__ import annotations


class KeyUsed(Exception):
    """The idempotency key was used for another act already."""


class MovedOn(Exception):
    """The subject has moved on since the actor looked at it; ``seen`` is the version that he saw."""

    def __init__(self, name: str, version: int, seen: int) -> None:
        super().__init__(f"{name} is at version {version}, seen was {seen}")
        self.seen = seen
