"""Why an address or a remedy was not found, beside what every process may raise."""

from __future__ import annotations


class UnknownAddress(LookupError):
    """There is no such address."""


class UnknownRemedy(LookupError):
    """There is no such remedy."""


class NotPublished(LookupError):
    """No index has been built from the base yet."""

    def __init__(self) -> None:
        super().__init__("no address index is published yet: wanmi address publish")
