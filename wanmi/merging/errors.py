"""Why a merge did not happen, beside Refused and what every process may raise."""

from __future__ import annotations


class UnknownMerge(LookupError):
    """There is no such merge, or the one who asks may not see one of its cases: the two are not told apart."""
