"""Why a proceeding was not found, beside what every process may raise."""

from __future__ import annotations


class UnknownProceeding(LookupError):
    """There is no such proceeding on the ground of whoever asks."""
