"""Why something was not found or not taken, beside what every process may raise."""

from __future__ import annotations


class UnknownGroup(LookupError):
    """There is no such group, or the post may not see it."""


class UnknownMember(LookupError):
    """There is no such member, or the post may not see him."""


class UnknownCandidate(LookupError):
    """There is no such message, or the post may not see it."""


class GroupRefused(Exception):
    """What was asked for makes no sense or is not allowed; ``code`` is translated in wording."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
